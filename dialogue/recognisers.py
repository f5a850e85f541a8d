"""What somebody wants besides an answer: danger, a person, to complain … Patterns are data; this module only reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sign:
    """Patterns of which one must be found and none of which may be."""

    yes: tuple[re.Pattern[str], ...]
    no: tuple[re.Pattern[str], ...]

    def seen_in(self, folded: str) -> str | None:
        """The words that gave it away; None if it is not there."""
        found = next((m for p in self.yes if (m := p.search(folded))), None)
        if found is None or any(p.search(folded) for p in self.no):
            return None
        return found[0]


@dataclass(frozen=True)
class Agency:
    id: str
    name: str
    phone: str
    say: str
    sign: Sign


@dataclass(frozen=True)
class Recognised:
    kind: str  # danger · person · complaint · suggestion · wrong_answer · status · refer · smalltalk
    detail: str  # the danger's kind, or the agency's id
    words: str  # what gave it away


class Recognisers:
    def __init__(self, signs: Mapping[str, Any], agencies: Sequence[Mapping[str, Any]]) -> None:
        """`signs` and `agencies` as the two data files hold them; KeyError or re.error where they are malformed."""
        self._dangers = tuple((row["kind"], _sign(row)) for row in signs["danger"])
        self._signs = {kind: _sign(signs[kind]) for kind in ORDER}
        self._refusals = {key: _sign(row) for key, row in signs["refusal"].items()}
        self.agencies = {
            a["id"]: Agency(a["id"], a["agency"], a["phone"], a["say"], _sign({"any": [a["any"]], "not": [a["not"]]}))
            for a in agencies
        }

    def danger(self, folded: str) -> Recognised | None:
        for kind, sign in self._dangers:
            if words := sign.seen_in(folded):
                return Recognised("danger", kind, words)
        return None

    def refusal(self, folded: str) -> str | None:
        """The line for what we do not do: unlawful, privacy or refuse; None otherwise."""
        return next((key for key, sign in self._refusals.items() if sign.seen_in(folded)), None)

    def wish(self, folded: str) -> Recognised | None:
        """The first of the wishes in the engine's order; None when it reads like a question."""
        for kind in ORDER:
            if words := self._signs[kind].seen_in(folded):
                return Recognised(kind, "", words)
        for agency in self.agencies.values():
            if words := agency.sign.seen_in(folded):
                return Recognised("refer", agency.id, words)
        return None


# Somebody who says "你们上次讲错了，我要投诉" wants the error mended first: a wrong answer comes before a complaint. A status
# question that names a complaint ("投诉…说15天答复，结果呢") asks for its progress.
ORDER = ("wrong_answer", "status", "complaint", "suggestion", "person", "smalltalk")


def _sign(row: Mapping[str, Any]) -> Sign:
    return Sign(tuple(re.compile(p) for p in row["any"]), tuple(re.compile(p) for p in row.get("not", ())))
