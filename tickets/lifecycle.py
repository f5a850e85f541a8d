"""Where a ticket may go from where it stands. A move that is not in the table is refused by name; nothing has changed then."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kit.errors import NotAllowed


class Stage(StrEnum):
    WAITING = "waiting"  # dispatched to a post, nobody has answered yet
    ANSWERED = "answered"  # the answer is on its way to the citizen
    CLOSED = "closed"


class Move(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


STAGE_WORDS: Mapping[Stage, str] = {Stage.WAITING: "办理中", Stage.ANSWERED: "已答复", Stage.CLOSED: "已办结"}
MOVE_WORDS: Mapping[Move, str] = {Move.ANSWER: "答复", Move.CLOSE: "办结", Move.REOPEN: "重新办理"}

NEXT: Mapping[tuple[Stage, Move], Stage] = {
    (Stage.WAITING, Move.ANSWER): Stage.ANSWERED,
    # a second answer supplements the first; the citizen gets both
    (Stage.ANSWERED, Move.ANSWER): Stage.ANSWERED,
    (Stage.ANSWERED, Move.CLOSE): Stage.CLOSED,
    (Stage.CLOSED, Move.REOPEN): Stage.WAITING,
}
# A ticket that waits cannot be closed: something is owed, and only an answer settles it.


def after(stage: Stage, move: Move) -> Stage:
    """The stage a ticket reaches by this move; NotAllowed if it may not make it."""
    try:
        return NEXT[stage, move]
    except KeyError:
        raise NotAllowed(f"工单{STAGE_WORDS[stage]}，现在不能{MOVE_WORDS[move]}。") from None
