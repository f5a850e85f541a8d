"""The written library on its way to the citizens: versions that never change, live ones handed to the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kit.work import Database
from knowledge.entries import Entry
from knowledge.models import EntryVersionRow
from knowledge.shelf import Known
from knowledge.store import VersionStore


def publish(database: Database, entries: Sequence[Entry], now: datetime, approved_by: str | None) -> int:
    """Brings the written library into the database: changed content becomes a new version, entries gone from it are retired.

    How many new versions there are. With `approved_by` None new versions wait for approval and are not live.
    """
    added = 0
    with database.work() as work:
        store = VersionStore(work.session)
        newest = store.newest()
        for entry in entries:
            before, digest = newest.pop(entry.id, None), entry.digest()
            if before is not None and before.digest == digest:
                continue
            if approved_by is not None:
                store.retire(entry.id)
            row = EntryVersionRow(
                entry_id=entry.id, version=before.version + 1 if before else 1, digest=digest,
                content=entry.model_dump(mode="json"), created_at=now, approved_by=approved_by,
                approved_at=now if approved_by else None, live=approved_by is not None,
            )  # fmt: skip
            store.add(row)
            added += 1
        for gone in newest:
            store.retire(gone)
        work.commit()
    return added


def live(database: Database, day: date) -> tuple[Known, ...]:
    """The live versions that are valid on that day."""
    with database.read() as session:
        known = [Known(Entry.model_validate(row.content), row.version) for row in VersionStore(session).live()]
    return tuple(k for k in known if k.entry.valid_on(day))
