from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.models import EntryVersionRow


class VersionStore:
    def __init__(self, session: Session) -> None:
        self.session = session

    def newest(self) -> dict[str, EntryVersionRow]:
        """The newest version of every entry."""
        rows = self.session.scalars(select(EntryVersionRow).order_by(EntryVersionRow.entry_id, EntryVersionRow.version))
        return {row.entry_id: row for row in rows}

    def live(self) -> Sequence[EntryVersionRow]:
        return self.session.scalars(
            select(EntryVersionRow).where(EntryVersionRow.live).order_by(EntryVersionRow.id)
        ).all()

    def retire(self, entry_id: str) -> None:
        self.session.execute(update(EntryVersionRow).where(EntryVersionRow.entry_id == entry_id).values(live=False))

    def add(self, row: EntryVersionRow) -> None:
        self.session.add(row)
        self.session.flush()
