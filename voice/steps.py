"""What happens on a call, in our own words: TwiML is one rendering of it, and there will be others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listen:
    """Say the pieces, each of which a key or a word may cut short, and wait for speech or one key."""

    pieces: tuple[str, ...]
    next_turn: str  # path and query of the webhook that gets what was heard
    wait: int = 6  # seconds of silence after the last piece


@dataclass(frozen=True)
class Bridge:
    """Say the pieces and put the caller through to a number."""

    pieces: tuple[str, ...]
    number: str


@dataclass(frozen=True)
class End:
    pieces: tuple[str, ...]


Step = Listen | Bridge | End
