"""Live updates: an append-only events table is the truth; looking at it a few times a second is the bell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.rows import Row
from kit.work import Database, serialise_events

LOOK_EVERY = 0.2  # seconds: a colleague's screen follows well within one second, at 2 µs a look on SQLite


class EventRow(Row):
    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[int | None]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Event:
    id: int
    kind: str
    conversation_id: int | None
    at: datetime


def ring(session: Session, kind: str, conversation_id: int | None, at: datetime) -> None:
    """Tells everybody who listens, once the surrounding unit of work is committed. Call it last in the unit."""
    session.flush()
    serialise_events(session)
    session.add(EventRow(kind=kind, conversation_id=conversation_id, at=at))
    session.flush()


class Bell:
    def __init__(self, database: Database) -> None:
        self._database = database

    def last_id(self) -> int:
        """The id of the newest event; 0 when there is none."""
        with self._database.read() as session:
            return session.scalar(select(func.max(EventRow.id))) or 0

    def since(self, after: int, limit: int = 500) -> tuple[Event, ...]:
        """The events after that id, oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(EventRow).where(EventRow.id > after).order_by(EventRow.id).limit(limit))
            return tuple(Event(r.id, r.kind, r.conversation_id, r.at) for r in rows)

    async def wait(self, after: int, timeout: float) -> tuple[Event, ...]:
        """The events after that id, as soon as there are any; empty when `timeout` seconds went by."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            found = await asyncio.to_thread(self.since, after)
            left = until - loop.time()
            if found or left <= 0:
                return found
            await asyncio.sleep(min(LOOK_EVERY, left))
