"""An append-only trail in which every line carries a keyed hash over itself and the line before: an edit cannot hide."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.rows import Row
from kit.work import Database

_START = "0" * 64


class AuditRow(Row):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    chain: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Verdict:
    lines: int
    broken_at: int | None


class Audit:
    """Writes and proves the trail with one key; whoever lacks the key can neither extend nor mend it unseen."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"audit-chain", "sha256")

    def write(self, session: Session, at: datetime, who: str, what: str, **facts: Any) -> None:
        """Adds one line in the caller's unit of work. Facts are ids and names of things, never what a citizen told us."""
        if session.get_bind().dialect.name == "postgresql":
            session.execute(
                text("SELECT pg_advisory_xact_lock(12349)")
            )  # one writer at a time: the chain has no branches
        session.flush()
        before = session.scalar(select(AuditRow.chain).order_by(AuditRow.id.desc()).limit(1)) or _START
        session.add(AuditRow(at=at, who=who, what=what, facts=facts, chain=self._link(before, at, who, what, facts)))
        session.flush()

    def verify(self, database: Database) -> Verdict:
        """Walks the whole trail; `broken_at` is the id of the first line that does not follow from the one before."""
        before, count = _START, 0
        lines = select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)
        with database.read() as session, closing(session.scalars(lines)) as rows:
            for row in rows:
                if not hmac.compare_digest(self._link(before, row.at, row.who, row.what, row.facts), row.chain):
                    return Verdict(count, row.id)
                before, count = row.chain, count + 1
        return Verdict(count, None)

    def _link(self, before: str, at: datetime, who: str, what: str, facts: dict[str, Any]) -> str:
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        line = json.dumps([before, moment, who, what, facts], ensure_ascii=False, sort_keys=True)
        return hmac.new(self._key, line.encode(), hashlib.sha256).hexdigest()
