from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


class Answers(Protocol):
    """Who brings a ticket's answer to the citizen."""

    def ready(self, session: Session, ticket_id: int, text: str, now: datetime) -> None:
        """The answer is written; it has to reach the citizen. Called in the unit of work that writes it."""
        ...


class People(Protocol):
    def display_name(self, session: Session, person_id: int) -> str:
        """How a colleague is named on screens; NotFound if there is no such person."""
        ...
