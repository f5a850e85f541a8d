"""The values that travel between a channel and the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# On a live call a turn is spoken while the call lasts; nothing is sent to it from the outbox.
LIVE_CHANNELS = frozenset({"phone"})


@dataclass(frozen=True)
class Incoming:
    """What reached us from a citizen. `key` is the channel's own id of it: a repetition is answered as before."""

    channel: str
    sender: str
    text: str | None = None
    choice: int | None = None
    silent: bool = False
    key: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Choice:
    number: int
    label: str


@dataclass(frozen=True)
class Utterance:
    turn_id: int
    text: str
    spoken: tuple[str, ...]
    choices: tuple[Choice, ...]
    decision: str
    law: str


@dataclass(frozen=True)
class Reply:
    """What to say now. No utterances: the assistant is silent, because a person owns the conversation or took it meanwhile."""

    conversation_id: int
    utterances: tuple[Utterance, ...]
    owner: str  # assistant · waiting · staff
    ended: bool


@dataclass(frozen=True)
class TurnView:
    id: int
    who: str  # citizen · assistant · staff · system
    name: str
    text: str
    at: datetime
    decision: str
    entry_id: str | None
    version: int | None
    score: float | None
    why: str
    law: str
    choices: tuple[Choice, ...]
    spoken: tuple[str, ...]
