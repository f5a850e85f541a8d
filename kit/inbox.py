"""What arrived is remembered by the sender's id for it: a repetition gets the same answer and changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.rows import Row


class InboxRow(Row):
    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(200))
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime]


def first_time(session: Session, channel: str, key: str, at: datetime) -> bool:
    """True when this is the first we see of it (it is remembered now); False for a repetition."""
    try:
        with session.begin_nested():
            session.execute(insert(InboxRow).values(channel=channel, key=key, at=at))
    except IntegrityError:
        return False
    return True


def answered(session: Session, channel: str, key: str) -> dict[str, Any] | None:
    """What was answered to it; None while the first delivery is still being worked on."""
    return session.scalar(select(InboxRow.answer).where(InboxRow.channel == channel, InboxRow.key == key))


def answer(session: Session, channel: str, key: str, value: dict[str, Any]) -> None:
    session.execute(update(InboxRow).where(InboxRow.channel == channel, InboxRow.key == key).values(answer=value))
