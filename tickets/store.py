from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import CursorResult, case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tickets.lifecycle import Stage
from tickets.models import TicketDayRow, TicketRow, TimelineRow


class TicketStore:
    def __init__(self, session: Session) -> None:
        self.session = session

    def next_place(self, day: date) -> int:
        """The next place in that day, given out once: the row is locked by the upsert until the unit of work ends."""
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        upsert = dialect.insert(TicketDayRow).values(day=day, last=1)
        raised = upsert.on_conflict_do_update(index_elements=["day"], set_={"last": TicketDayRow.last + 1})
        return cast(int, self.session.scalar(raised.returning(TicketDayRow.last)))

    def add(self, row: TicketRow) -> TicketRow:
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, ticket_id: int) -> TicketRow | None:
        return self.session.get(TicketRow, ticket_id)

    def by_number(self, number: str) -> TicketRow | None:
        return self.session.scalar(select(TicketRow).where(TicketRow.number == number))

    def listed(self, post: str | None, include_closed: bool) -> Sequence[TicketRow]:
        rows = select(TicketRow)
        if post is not None:
            rows = rows.where(TicketRow.post == post)
        if not include_closed:
            rows = rows.where(TicketRow.stage != Stage.CLOSED)
        answered_last = case((TicketRow.stage == Stage.WAITING, 0), else_=1)
        return self.session.scalars(
            rows.order_by(answered_last, TicketRow.urgent.desc(), TicketRow.due_at).limit(500)
        ).all()

    def of_conversation(self, conversation_id: int) -> Sequence[TicketRow]:
        rows = select(TicketRow).where(TicketRow.conversation_id == conversation_id).order_by(TicketRow.id)
        return self.session.scalars(rows).all()

    def move(self, row: TicketRow, **values: object) -> bool:
        """Changes the ticket if nobody else has since it was read; False otherwise."""
        mine = update(TicketRow).where(TicketRow.id == row.id, TicketRow.version == row.version)
        done = cast("CursorResult[object]", self.session.execute(mine.values(version=row.version + 1, **values)))
        return done.rowcount == 1

    def note(self, ticket_id: int, at: datetime, what: str, who: str) -> None:
        self.session.add(TimelineRow(ticket_id=ticket_id, at=at, what=what, who=who))

    def timeline(self, ticket_id: int) -> Sequence[TimelineRow]:
        rows = select(TimelineRow).where(TimelineRow.ticket_id == ticket_id).order_by(TimelineRow.id)
        return self.session.scalars(rows).all()
