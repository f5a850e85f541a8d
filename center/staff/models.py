from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.rows import Row


class PersonRow(Row):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # the log-in name
    display: Mapped[str] = mapped_column(String(64))  # how citizens and colleagues see them
    role: Mapped[str] = mapped_column(String(16))
    post: Mapped[str | None] = mapped_column(String(32))
    password: Mapped[str] = mapped_column(String(200))  # argon2id
    disabled: Mapped[bool]
    last_seen: Mapped[datetime | None]


class SessionRow(Row):
    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]


class TryRow(Row):
    """A failed log-in; only young ones count."""

    __tablename__ = "staff_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
