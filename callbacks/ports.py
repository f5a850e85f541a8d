from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


class Conversations(Protocol):
    """Where the words of a kept promise are said."""

    def tell(self, session: Session, conversation_id: int, text: str, now: datetime, callback_id: int) -> None:
        """Puts the words into the conversation as ours and queues them for its channel, in the caller's unit of work."""
        ...
