"""What can be measured between a question and the entries most like it. No judgement here: that is learned (matching.py)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge.fields import Field, Rows, Scores
from knowledge.segmentation import View

# One column each, all in 0 … 1. The learned weights name them.
SIGNALS = (
    "wording", "wordings", "title", "asked", "answer", "words", "concepts", "shared_concepts", "sound", "clause", "spelling",
    "wording_lead", "asked_lead", "sound_lead", "clause_lead",
)  # fmt: skip
_FIRST_LOOK = (40, 20, 12)  # candidates by wording, by everything asked, by sound
_MEMBERS = 3  # the best wordings of an entry that speak for it together


@dataclass(frozen=True)
class Question:
    view: View
    clauses: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Written:
    """An entry as the index takes it: its wordings (the title is the first) with their views, and the view of its answer."""

    entry_id: str
    wordings: tuple[tuple[str, View], ...]
    answer: View


@dataclass(frozen=True)
class Measured:
    entries: Rows  # numbers of the candidate entries
    wordings: tuple[str, ...]  # the wording of each that is nearest to the question
    signals: NDArray[np.float32]  # candidates × SIGNALS


class Index:
    """Built once from all entries, then only read; a new library is a new index."""

    def __init__(self, entries: Sequence[Written]) -> None:
        self.ids = tuple(entry.entry_id for entry in entries)
        self._texts = [text for entry in entries for text, _ in entry.wordings]
        views = [view for entry in entries for _, view in entry.wordings]
        self._folded = [view.folded for view in views]
        self._starts: Rows = np.concatenate(([0], np.cumsum([len(e.wordings) for e in entries], dtype=np.int64)))
        self._wordings = Field([view.grams for view in views], cosine=True)
        self._sounds = Field([view.sounds for view in views], cosine=True)
        together = [[view for _, view in entry.wordings] for entry in entries]
        self._asked = Field([[g for v in vs for g in v.grams] for vs in together], cosine=False)
        self._answers = Field([entry.answer.grams for entry in entries], cosine=False)
        self._words = Field(
            [[w for v in (*vs, e.answer) for w in v.words] for vs, e in zip(together, entries, strict=True)],
            cosine=False,
        )
        self._concepts = Field([[c for v in vs for c in v.concepts] for vs in together], cosine=False)
        self._shared = Field([[c for v in vs for c in v.concepts] for vs in together], cosine=True)

    def measure(self, question: Question) -> Measured:
        """The entries that could be meant, in no particular order, with every signal."""
        view = question.view
        if not view.grams or not self.ids:
            return Measured(np.zeros(0, np.int64), (), np.zeros((0, len(SIGNALS)), np.float32))
        grams, sounds, asked = (
            self._wordings.ask(view.grams),
            self._sounds.ask(view.sounds),
            self._asked.ask(view.grams),
        )
        entries = self._first_look(
            self._wordings.everywhere(grams), self._asked.everywhere(asked), self._sounds.everywhere(sounds)
        )
        rows, at = self._rows(entries)
        wording = self._wordings.closely(grams, rows)
        nearest = [start + int(np.argmax(wording[start:end])) for start, end in itertools.pairwise(at)]
        best = {
            "wording": np.maximum.reduceat(wording, at[:-1]),
            "wordings": np.array([_mean_of_best(wording[s:e]) for s, e in itertools.pairwise(at)], np.float32),
            "title": wording[at[:-1]],
            "asked": self._asked.closely(asked, entries),
            "answer": self._answers.closely(self._answers.ask(view.grams), entries),
            "words": self._words.closely(self._words.ask(view.words), entries),
            "concepts": self._concepts.closely(self._concepts.ask(view.concepts), entries),
            "shared_concepts": self._shared.closely(self._shared.ask(view.concepts), entries),
            "sound": np.maximum.reduceat(self._sounds.closely(sounds, rows), at[:-1]),
            "clause": self._clauses(question, rows, at),
            "spelling": np.array([fuzz.ratio(view.folded, self._folded[rows[n]]) / 100 for n in nearest], np.float32),
        }
        if not question.clauses:
            best["clause"] = best["wording"]
        for name in ("wording", "asked", "sound", "clause"):
            best[f"{name}_lead"] = best[name] / max(float(best[name].max()), 1e-6)
        signals = np.stack([best[name] for name in SIGNALS], axis=1).astype(np.float32)
        return Measured(entries, tuple(self._texts[rows[n]] for n in nearest), signals)

    def _first_look(self, wording: Scores, asked: Scores, sound: Scores) -> Rows:
        views = (np.maximum.reduceat(wording, self._starts[:-1]), asked, np.maximum.reduceat(sound, self._starts[:-1]))
        return np.unique(
            np.concatenate([_highest(scores, most) for scores, most in zip(views, _FIRST_LOOK, strict=True)])
        )

    def _rows(self, entries: Rows) -> tuple[Rows, Rows]:
        """The wordings of these entries, and where each entry's begin among them (with the end after the last)."""
        lengths = self._starts[entries + 1] - self._starts[entries]
        ends = np.cumsum(lengths)
        rows = np.arange(ends[-1]) + np.repeat(self._starts[entries] - (ends - lengths), lengths)
        return rows, np.concatenate(([0], ends))

    def _clauses(self, question: Question, rows: Rows, at: Rows) -> Scores:
        best = np.zeros(len(at) - 1, np.float32)
        for clause in question.clauses:
            scores = self._wordings.closely(self._wordings.ask(clause), rows)
            best = np.maximum(best, np.maximum.reduceat(scores, at[:-1]))
        return best


def _highest(scores: Scores, most: int) -> Rows:
    if len(scores) <= most:
        return np.arange(len(scores), dtype=np.int64)
    return np.argpartition(scores, -most)[-most:].astype(np.int64)


def _mean_of_best(scores: Scores) -> float:
    return float(np.sort(scores)[-_MEMBERS:].mean())
