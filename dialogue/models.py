from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kit.rows import Row


class ConversationRow(Row):
    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "uq_conversations_open_one_a_sender", "channel", "sender", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(16), index=True)  # assistant · waiting · staff
    staff_id: Mapped[int | None]
    staff_name: Mapped[str | None] = mapped_column(String(64))
    talk: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    danger: Mapped[bool]
    topic: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class TurnRow(Row):
    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    who: Mapped[str] = mapped_column(String(16))  # citizen · assistant · staff · system
    name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    spoken: Mapped[list[Any]] = mapped_column(JSON)
    choices: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(16))
    entry_id: Mapped[str | None] = mapped_column(String(80))
    entry_version: Mapped[int | None]
    score: Mapped[float | None]
    why: Mapped[str] = mapped_column(Text)
    law: Mapped[str] = mapped_column(Text)
    # said: the channel had it at once · queued: to be released right before it is sent · sent · dropped: overtaken by a person
    state: Mapped[str] = mapped_column(String(16), index=True)


class DeliveryRow(Row):
    """The ledger: one row for each time a version of an answer was told to somebody. It is what a recall goes by."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    entry_version: Mapped[int]
    score: Mapped[float]
    at: Mapped[datetime]
    delivered: Mapped[bool]
