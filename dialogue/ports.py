from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Messenger(Protocol):
    """Delivers a line outside a request, on one channel."""

    channel: str

    def send(self, sender: str, text: str) -> None:
        """Sends it now; raises kit.errors.Undeliverable (for ever) or kit.errors.TryAgain (for now)."""
        ...


class Duty(Protocol):
    """Who is there to take over."""

    def somebody_is_on_duty(self, now: datetime) -> bool:
        """Whether a person of the center can take a conversation over now."""
        ...
