"""What we know, ready to be asked: entries held in one index that is replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit import logs
from knowledge.entries import Entry
from knowledge.matching import Cutoffs, Hit, Matcher, Outcome, Weights, decide
from knowledge.segmentation import Segmenter
from knowledge.signals import Index, Question, Written

log = logs.get("knowledge")


@dataclass(frozen=True)
class Known:
    entry: Entry
    version: int


@dataclass(frozen=True)
class _Shelf:
    known: dict[str, Known]
    matcher: Matcher


class KnowledgeBase:
    def __init__(self, segmenter: Segmenter, cutoffs: Cutoffs = Cutoffs()) -> None:  # noqa: B008
        self._segmenter, self._cutoffs, self._weights = segmenter, cutoffs, Weights.shipped()
        self._shelf = _Shelf({}, Matcher(Index([]), self._weights))

    def hold(self, known: Iterable[Known]) -> int:
        """Replaces everything known, atomically: the old shelf serves until the new one stands. How many entries."""
        shelf = {k.entry.id: k for k in known}
        index = Index([written(k.entry, self._segmenter) for k in shelf.values()])
        self._segmenter.keep()
        self._shelf = _Shelf(shelf, Matcher(index, self._weights))
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
        return self._shelf.matcher.search(asked(question, self._segmenter), without, most)

    def get(self, entry_id: str) -> Known | None:
        return self._shelf.known.get(entry_id)

    def all(self) -> tuple[Known, ...]:
        return tuple(self._shelf.known.values())


def asked(question: str, segmenter: Segmenter) -> Question:
    return Question(segmenter.view(question), segmenter.clauses(question))


def written(entry: Entry, segmenter: Segmenter) -> Written:
    wordings = tuple((text, segmenter.view_of_library(text)) for text in (entry.title, *entry.variants))
    return Written(entry.id, wordings, segmenter.view_of_library(entry.answer + "".join(entry.steps)))
