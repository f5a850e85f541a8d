"""What we know, ready to be asked: live versions from the database, held in one index that is replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kit import logs
from kit.work import Database
from knowledge.entries import Entry
from knowledge.matching import Cutoffs, Hit, Index, Outcome, decide
from knowledge.models import EntryVersionRow
from knowledge.segmentation import Segmenter
from knowledge.store import VersionStore

log = logs.get("knowledge")


@dataclass(frozen=True)
class Known:
    entry: Entry
    version: int


@dataclass(frozen=True)
class _Shelf:
    known: dict[str, Known]
    index: Index


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


class KnowledgeBase:
    def __init__(self, segmenter: Segmenter, cutoffs: Cutoffs = Cutoffs()) -> None:  # noqa: B008
        self._segmenter, self._cutoffs = segmenter, cutoffs
        self._shelf = _Shelf({}, Index([]))

    def load(self, database: Database, day: date) -> int:
        """Takes the live versions valid on that day from the database; how many. The old shelf serves until the new one stands."""
        with database.read() as session:
            rows = [(Entry.model_validate(row.content), row.version) for row in VersionStore(session).live()]
        return self.hold(Known(entry, version) for entry, version in rows if entry.valid_on(day))

    def hold(self, known: Iterable[Known]) -> int:
        """Replaces everything known, atomically."""
        shelf = {k.entry.id: k for k in known}
        view = self._segmenter.view
        index = Index(
            [
                (e.id, [(text, view(text)) for text in (e.title, *e.variants)], view(e.answer + "".join(e.steps)))
                for e in (k.entry for k in shelf.values())
            ]
        )
        self._shelf = _Shelf(shelf, index)
        log.info("library_loaded", entries=len(shelf))
        return len(shelf)

    def fold(self, text: str) -> str:
        return self._segmenter.fold(text)

    def concepts(self, text: str) -> frozenset[str]:
        """The legal and everyday concepts the text speaks of."""
        return self._segmenter.view(text).concepts

    def find(self, question: str, without: frozenset[str] = frozenset()) -> Outcome:
        """The outcome for a question; `without` leaves out entries already offered and declined."""
        return decide(self.rank(question, without), self._cutoffs)

    def rank(self, question: str, without: frozenset[str] = frozenset(), most: int = 10) -> tuple[Hit, ...]:
        hits = self._shelf.index.search(self._segmenter.view(question), most + len(without))
        return tuple(hit for hit in hits if hit.entry_id not in without)[:most]

    def get(self, entry_id: str) -> Known | None:
        return self._shelf.known.get(entry_id)

    def all(self) -> tuple[Known, ...]:
        return tuple(self._shelf.known.values())
