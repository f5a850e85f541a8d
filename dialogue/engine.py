"""The conversation as a pure function: it swallows events and returns things to do.

Order of a turn (DESIGN §3): danger → person wanted and the other wishes → question → clarify → ticket. Searching, opening tickets and
speaking are values in `to_do`; their results come back as the next event.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dialogue.recognisers import Recognised

_NOT_THAT = re.compile(
    r"^(都|全)?不(是|对)(这个|这些|的|啊|呀|这样)?$|不是我(要|想)?问的|都不(是|对)|不是这(个|件|些)|问的不是"
)
_FOLLOWS = re.compile(r"^(那|那么|还有|要是|如果|具体|多少|多久|怎么算|为什么|凭什么|去哪|在哪|哪里|要带|需要带)")
_ORDINALS = {"一": 1, "1": 1, "二": 2, "2": 2, "两": 2, "三": 3, "3": 3}
_PICK = re.compile(r"^(?:选|第|就是第|是第)?([一二两三123])(?:个|项|条|号)?(?:吧|啊|的)?$")


class Stage(StrEnum):
    OPEN = "open"
    CHOOSING = "choosing"
    TELLING_COMPLAINT = "telling_complaint"
    TELLING_SUGGESTION = "telling_suggestion"


@dataclass(frozen=True)
class Talk:
    """All a conversation remembers between turns."""

    stage: Stage = Stage.OPEN
    question: str = ""
    offered: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    last_entry: str | None = None
    unclear: int = 0
    silences: int = 0
    danger: bool = False
    caveat_said: bool = False
    said: tuple[str, ...] = ()  # the wordings used last, so that nobody hears the same one twice in a row


@dataclass(frozen=True)
class Said:
    text: str
    folded: str
    danger: Recognised | None = None
    wish: Recognised | None = None
    refusal: str | None = None  # unlawful · privacy · refuse: what we do not do
    ticket: str | None = None
    waiting: bool = False  # a person was called and has not come yet


@dataclass(frozen=True)
class Chose:
    number: int


@dataclass(frozen=True)
class FellSilent:
    pass


@dataclass(frozen=True)
class Candidate:
    entry_id: str
    score: float
    wording: str
    why: str


@dataclass(frozen=True)
class Found:
    kind: str  # answer · clarify · nothing
    candidates: tuple[Candidate, ...]
    legal: bool  # whether the question speaks of anything we deal with
    urgent_paper: bool = False


Heard = Said | Chose | FellSilent | Found


@dataclass(frozen=True)
class Say:
    key: str
    decision: str


@dataclass(frozen=True)
class LookUp:
    question: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    candidate: Candidate
    question: str
    with_caveat: bool


@dataclass(frozen=True)
class Offer:
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class OpenTicket:
    nature: str
    question: str
    line: str
    decision: str
    urgent: bool = False
    about_entry: str | None = None


@dataclass(frozen=True)
class CallPerson:
    question: str


@dataclass(frozen=True)
class Alarm:
    kind: str
    question: str
    open_ticket: bool


@dataclass(frozen=True)
class TellStatus:
    number: str | None


@dataclass(frozen=True)
class Refer:
    agency: str


@dataclass(frozen=True)
class Finish:
    pass


Todo = Say | LookUp | Answer | Offer | OpenTicket | CallPerson | Alarm | TellStatus | Refer | Finish


def step(talk: Talk, heard: Heard) -> tuple[Talk, tuple[Todo, ...]]:
    """What the conversation remembers after this event, and what is to be done now."""
    match heard:
        case FellSilent():
            return _silence(talk)
        case Chose(number=number):
            return _choice(talk, number)
        case Found():
            return _found(talk, heard)
        case Said():
            return _said(replace(talk, silences=0), heard)


def _said(talk: Talk, heard: Said) -> tuple[Talk, tuple[Todo, ...]]:
    if heard.danger is not None:
        first = not talk.danger
        return replace(talk, danger=True, stage=Stage.OPEN), (Alarm(heard.danger.detail, heard.text, first),)
    if heard.waiting:
        return talk, (Say("still_waiting", "handover"),)
    if not heard.folded:
        return _unclear(talk)
    if talk.stage in (Stage.TELLING_COMPLAINT, Stage.TELLING_SUGGESTION) and not _wants_person(heard):
        nature = "complaint" if talk.stage is Stage.TELLING_COMPLAINT else "suggestion"
        return replace(talk, stage=Stage.OPEN), (OpenTicket(nature, heard.text, f"{nature}_done", nature),)
    if talk.stage is Stage.CHOOSING:
        if picked := _PICK.match(heard.folded):
            return _choice(talk, _ORDINALS[picked[1]])
        if _NOT_THAT.search(heard.folded):
            return _choice(talk, len(talk.offered) + 1)
    elif talk.last_entry and _NOT_THAT.search(heard.folded):
        talk = replace(talk, declined=(*talk.declined, talk.last_entry), last_entry=None)
        return talk, (LookUp(talk.question, talk.declined),)
    if heard.refusal is not None:
        return replace(talk, stage=Stage.OPEN), (Say(heard.refusal, "refuse"),)
    if heard.wish is not None:
        return _wish(talk, heard, heard.wish)
    return _question(talk, heard)


def _wants_person(heard: Said) -> bool:
    return heard.wish is not None and heard.wish.kind == "person"


def _wish(talk: Talk, heard: Said, wish: Recognised) -> tuple[Talk, tuple[Todo, ...]]:
    talk = replace(talk, stage=Stage.OPEN)
    match wish.kind:
        case "person":
            return talk, (CallPerson(talk.question or heard.text),)
        case "wrong_answer":
            return talk, (
                OpenTicket("correction", heard.text, "correction_done", "correction", about_entry=talk.last_entry),
            )
        case "status":
            return talk, (TellStatus(heard.ticket),)
        case "complaint" | "suggestion" if len(heard.folded) <= 8:
            stage = Stage.TELLING_COMPLAINT if wish.kind == "complaint" else Stage.TELLING_SUGGESTION
            return replace(talk, stage=stage), (Say(f"{wish.kind}_ask", wish.kind),)
        case "complaint" | "suggestion":
            return talk, (OpenTicket(wish.kind, heard.text, f"{wish.kind}_done", wish.kind),)
        case "refer":
            return talk, (Refer(wish.detail),)
        case _:
            thanks = any(word in heard.folded for word in ("谢", "88", "再见", "拜", "好的", "知道了", "收到", "没事"))
            return talk, (Say("thanks" if thanks else "smalltalk", "smalltalk"),)


def _question(talk: Talk, heard: Said) -> tuple[Talk, tuple[Todo, ...]]:
    follows = talk.last_entry is not None and len(heard.folded) <= 12 and _FOLLOWS.match(heard.folded)
    question = f"{talk.question}，{heard.text}" if follows else heard.text
    talk = replace(talk, stage=Stage.OPEN, question=question, offered=(), declined=() if not follows else talk.declined)
    return talk, (LookUp(question, talk.declined),)


def _found(talk: Talk, found: Found) -> tuple[Talk, tuple[Todo, ...]]:
    match found.kind:
        case "answer":
            return _answer(talk, found.candidates[0])
        case "clarify" if talk.unclear < 2:
            offered = tuple(candidate.entry_id for candidate in found.candidates)
            talk = replace(talk, stage=Stage.CHOOSING, offered=offered, unclear=talk.unclear + 1)
            return talk, (Offer(found.candidates),)
        case "nothing" if not found.legal and not talk.declined:
            return _refuse(talk)
        case _:
            return _ticket(talk)


def _answer(talk: Talk, candidate: Candidate) -> tuple[Talk, tuple[Todo, ...]]:
    caveat = not talk.caveat_said
    told = replace(talk, stage=Stage.OPEN, last_entry=candidate.entry_id, offered=(), unclear=0, caveat_said=True)
    return told, (Answer(candidate, talk.question, caveat),)


def _refuse(talk: Talk) -> tuple[Talk, tuple[Todo, ...]]:
    # Twice not our field: perhaps we only fail to understand. A person should look.
    if talk.unclear >= 2:
        return _ticket(talk)
    return replace(talk, unclear=talk.unclear + 1), (Say("refuse", "refuse"),)


def _ticket(talk: Talk) -> tuple[Talk, tuple[Todo, ...]]:
    question = talk.question
    talk = replace(talk, stage=Stage.OPEN, unclear=0, offered=(), declined=(), last_entry=None)
    return talk, (OpenTicket("consult", question, "ticket", "ticket"),)


def _unclear(talk: Talk) -> tuple[Talk, tuple[Todo, ...]]:
    return replace(talk, unclear=talk.unclear + 1), (Say("not_understood", "refuse"),)


def _choice(talk: Talk, number: int) -> tuple[Talk, tuple[Todo, ...]]:
    if talk.stage is not Stage.CHOOSING or not 1 <= number <= len(talk.offered) + 1:
        return talk, (Say("not_understood", "refuse"),)
    if number == len(talk.offered) + 1:  # none of these
        return _ticket(talk)
    return _answer(talk, Candidate(talk.offered[number - 1], 1.0, "", "chosen by the citizen"))


def _silence(talk: Talk) -> tuple[Talk, tuple[Todo, ...]]:
    # The third silence ends the call, never the first.
    if talk.silences >= 2:
        return replace(talk, silences=0), (Say("goodbye", "smalltalk"), Finish())
    return replace(talk, silences=talk.silences + 1), (Say("silence", "smalltalk"),)


def remember_said(talk: Talk, key: str, wordings: Sequence[str]) -> tuple[Talk, int]:
    """Which of the wordings to use now, and the talk that remembers it."""
    used = sum(1 for said in talk.said if said == key)
    return replace(talk, said=(*talk.said, key)[-12:]), used % len(wordings)
