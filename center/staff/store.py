from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from center.staff.models import PersonRow, SessionRow, TryRow


class StaffStore:
    def __init__(self, session: Session) -> None:
        self.session = session

    def by_name(self, name: str) -> PersonRow | None:
        return self.session.scalar(select(PersonRow).where(PersonRow.name == name))

    def get(self, person_id: int) -> PersonRow | None:
        return self.session.get(PersonRow, person_id)

    def everybody(self) -> Sequence[PersonRow]:
        return self.session.scalars(select(PersonRow).order_by(PersonRow.id)).all()

    def add(self, row: PersonRow | SessionRow | TryRow) -> None:
        self.session.add(row)
        self.session.flush()

    def session_of(self, token_hash: str) -> tuple[SessionRow, PersonRow] | None:
        found = self.session.execute(
            select(SessionRow, PersonRow)
            .join(PersonRow, PersonRow.id == SessionRow.staff_id)
            .where(SessionRow.token_hash == token_hash)
        ).first()
        return (found[0], found[1]) if found else None

    def end_session(self, token_hash: str) -> None:
        self.session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))

    def end_all_sessions(self, person_id: int) -> None:
        self.session.execute(delete(SessionRow).where(SessionRow.staff_id == person_id))

    def tries_since(self, name: str, since: datetime) -> int:
        return (
            self.session.scalar(select(func.count()).select_from(TryRow).where(TryRow.name == name, TryRow.at > since))
            or 0
        )

    def forget_tries(self, name: str) -> None:
        self.session.execute(delete(TryRow).where(TryRow.name == name))

    def touch(self, person_id: int, now: datetime) -> None:
        self.session.execute(update(PersonRow).where(PersonRow.id == person_id).values(last_seen=now))

    def seen_since(self, roles: Sequence[str], since: datetime) -> int:
        there = (PersonRow.role.in_(roles), PersonRow.disabled.is_(False), PersonRow.last_seen > since)
        return self.session.scalar(select(func.count()).select_from(PersonRow).where(*there)) or 0
