"""Who may do what: one table, and what is not in it is refused."""

from __future__ import annotations

from center.staff.service import Person
from kit.errors import NotFound

_CONVERSING = frozenset({"operator", "director"})
_TICKETS = frozenset({"operator", "post", "director"})
_ALL = frozenset({"operator", "post", "archivist", "director", "administrator"})

# Every console route, by name, and the roles it is open to. A route without a row fails a test and answers 404.
POLICY: dict[str, frozenset[str]] = {
    "workspace": _ALL,
    "board": _CONVERSING,
    "conversation": _CONVERSING,
    "take": _CONVERSING,
    "say": _CONVERSING,
    "hand_back": _CONVERSING,
    "close": _CONVERSING,
    "stream": _ALL,
    "tickets": _TICKETS,
    "ticket": _TICKETS,
    "answer_ticket": frozenset({"post", "director"}),
    "close_ticket": frozenset({"post", "director"}),
    "logout": _ALL,
}
OPEN = frozenset({"login_page", "login"})  # before anybody is logged in

DIRECTOR_ONLY = frozenset({"complaint", "suggestion"})


def require(person: Person, action: str) -> None:
    """NotFound (never "forbidden": it would tell that there is something) unless the role may."""
    if person.role not in POLICY.get(action, frozenset()):
        raise NotFound


def may_see_ticket(person: Person, post: str, nature: str) -> bool:
    """A post sees its own tickets; complaints and suggestions are the director's alone."""
    if nature in DIRECTOR_ONLY:
        return person.role == "director"
    return person.role != "post" or person.post == post
