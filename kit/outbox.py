"""What leaves the process is a row first, written with the change it tells of, and sent after the commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.rows import Row

LEASE = timedelta(minutes=2)
MOST_TRIES = 8


class OutboxRow(Row):
    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)  # queued · sent · failed
    due_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    turn_id: Mapped[int | None]
    callback_id: Mapped[int | None]


@dataclass(frozen=True)
class Outgoing:
    id: int
    channel: str
    sender: str
    text: str
    tries: int
    turn_id: int | None
    callback_id: int | None


def post(
    session: Session,
    channel: str,
    sender: str,
    text: str,
    at: datetime,
    turn_id: int | None = None,
    callback_id: int | None = None,
) -> None:
    """Queues a message to somebody on a channel; it leaves after the surrounding unit of work is committed."""
    session.add(
        OutboxRow(
            channel=channel,
            sender=sender,
            text=text,
            due_at=at,
            turn_id=turn_id,
            callback_id=callback_id,
            tries=0,
            state="queued",
        )
    )


def claim_one(session: Session, now: datetime) -> Outgoing | None:
    """The message longest due, now leased to us; None if there is none or somebody was quicker.

    Messages to one person leave in the order they were queued: a later one waits while an earlier one is still queued.
    """
    free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now)
    earlier = OutboxRow.__table__.alias("earlier")
    first = (
        ~select(earlier.c.id)
        .where(
            earlier.c.state == "queued",
            earlier.c.channel == OutboxRow.channel,
            earlier.c.sender == OutboxRow.sender,
            earlier.c.id < OutboxRow.id,
        )
        .exists()
    )
    waiting = select(OutboxRow).where(OutboxRow.state == "queued", OutboxRow.due_at <= now, free, first)
    row = session.scalars(waiting.order_by(OutboxRow.due_at, OutboxRow.id).limit(1)).first()
    if row is None:
        return None
    mine = update(OutboxRow).where(OutboxRow.id == row.id, OutboxRow.state == "queued", free)
    won = cast(
        "CursorResult[object]", session.execute(mine.values(leased_until=now + LEASE, tries=OutboxRow.tries + 1))
    )
    if won.rowcount != 1:
        return None
    return Outgoing(row.id, row.channel, row.sender, row.text, row.tries, row.turn_id, row.callback_id)


def settle(session: Session, outgoing: Outgoing, state: str, retry_at: datetime | None = None) -> str:
    """Writes the outcome: "sent", "failed", or "queued" again at `retry_at`. Too many tries become "failed". Returns what holds."""
    if state == "queued" and outgoing.tries >= MOST_TRIES:
        state = "failed"
    values: dict[str, object] = {"state": state, "leased_until": None}
    if state == "queued" and retry_at is not None:
        values["due_at"] = retry_at
    session.execute(update(OutboxRow).where(OutboxRow.id == outgoing.id).values(**values))
    return state
