from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.rows import Row


class CallbackRow(Row):
    """One promise of ours to ring or write to somebody."""

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(32))  # answer_promised · person_wanted
    # promised: nothing to say yet · ready: the words are here · handed_over: queued on the channel · kept · needs_person
    state: Mapped[str] = mapped_column(String(16), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(200))
    conversation_id: Mapped[int] = mapped_column(index=True)
    ticket_id: Mapped[int | None] = mapped_column(index=True)
    words: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(index=True)
    not_before: Mapped[datetime | None]  # a failed attempt is tried again in another half-day
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None]
