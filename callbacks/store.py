from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from callbacks.models import CallbackRow

LEASE = timedelta(minutes=5)


class CallbackStore:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, row: CallbackRow) -> CallbackRow:
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, callback_id: int) -> CallbackRow | None:
        return self.session.get(CallbackRow, callback_id)

    def of_ticket(self, ticket_id: int) -> CallbackRow | None:
        rows = select(CallbackRow).where(CallbackRow.ticket_id == ticket_id).order_by(CallbackRow.id)
        return self.session.scalars(rows).first()

    def open_ones(self) -> Sequence[CallbackRow]:
        rows = select(CallbackRow).where(CallbackRow.state != "kept").order_by(CallbackRow.due_at).limit(500)
        return self.session.scalars(rows).all()

    def claim_one_ready(self, channels: Sequence[str], now: datetime) -> CallbackRow | None:
        """The ready promise longest due that nobody has taken, now taken by us; None if there is none or somebody was quicker."""
        free = or_(CallbackRow.claimed_at.is_(None), CallbackRow.claimed_at <= now - LEASE)
        time_has_come = or_(CallbackRow.not_before.is_(None), CallbackRow.not_before <= now)
        ready = select(CallbackRow).where(
            CallbackRow.state == "ready", CallbackRow.channel.in_(channels), time_has_come, free
        )
        row = self.session.scalars(ready.order_by(CallbackRow.due_at).limit(1)).first()
        if row is None:
            return None
        mine = update(CallbackRow).where(CallbackRow.id == row.id, CallbackRow.state == "ready", free)
        won = cast(
            "CursorResult[object]", self.session.execute(mine.values(claimed_at=now, attempts=CallbackRow.attempts + 1))
        )
        return row if won.rowcount == 1 else None

    def settle(self, callback_id: int, **values: object) -> None:
        self.session.execute(update(CallbackRow).where(CallbackRow.id == callback_id).values(**values))
