"""Which entry a question means, how sure that is, and why. Values in, values out.

Characters beat words for spoken questions and every stored wording counts by itself, so a question is compared by TF-IDF cosine over
character 1-2-grams with each wording (the best one decides), with words and concepts beside it and rapidfuzz for typing errors.
The confidence also asks how much of the question the entry covers at all, because a cosine alone is fooled by short questions.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz


class Seen(Protocol):
    @property
    def folded(self) -> str: ...
    @property
    def grams(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def concepts(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Weights:
    wording: float = 0.40
    cover: float = 0.22
    answer: float = 0.12
    words: float = 0.10
    concepts: float = 0.08
    ratio: float = 0.08


@dataclass(frozen=True)
class Cutoffs:
    """An answer needs `answer` and a lead over the second entry; a choice needs `clarify`. Else: nothing."""

    answer: float = 0.50
    lead: float = 0.045
    sure: float = 0.72  # from here on the lead no longer matters
    clarify: float = 0.34


@dataclass(frozen=True)
class Hit:
    entry_id: str
    score: float
    wording: str
    why: Mapping[str, float]


@dataclass(frozen=True)
class Outcome:
    kind: str  # answer · clarify · nothing
    hits: tuple[Hit, ...]


class Index:
    """Built once from all wordings, then only read; a new library is a new index."""

    def __init__(
        self, entries: Sequence[tuple[str, Sequence[tuple[str, Seen]], Seen]], weights: Weights = Weights()
    ) -> None:
        """`entries`: id, its wordings (text and view; the title is one of them), and the view of its answer."""
        self._weights = weights
        self._ids = [entry_id for entry_id, _, _ in entries]
        self._wordings = [(n, text, view) for n, (_, wordings, _) in enumerate(entries) for text, view in wordings]
        everything = [Counter(view.grams) for _, _, view in self._wordings]
        spread = Counter(gram for counts in everything for gram in counts)
        total = len(everything) or 1
        self._idf = {gram: math.log(1 + total / n) * (1.0 if len(gram) > 1 else 0.45) for gram, n in spread.items()}
        self._unknown = math.log(1 + total)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for doc, counts in enumerate(everything):
            length = math.sqrt(sum(self._idf[g] ** 2 for g in counts)) or 1.0
            for gram in counts:
                self._postings[gram].append((doc, self._idf[gram] / length))
        self._joined = [
            frozenset(gram for _, view in wordings for gram in view.grams) | frozenset(answer.grams)
            for _, wordings, answer in entries
        ]
        self._answers = [frozenset(answer.grams) for _, _, answer in entries]
        self._words = [
            frozenset(w for _, view in wordings for w in view.words) | frozenset(a.words) for _, wordings, a in entries
        ]
        self._concepts = [frozenset(c for _, view in wordings for c in view.concepts) for _, wordings, _ in entries]
        self._word_idf = _idf(self._words)
        self._concept_idf = _idf(self._concepts)

    def search(self, question: Seen, most: int = 10) -> tuple[Hit, ...]:
        """The entries most like the question, best first, each with a confidence in 0 … 1 and what it is made of."""
        grams = set(question.grams)
        if not grams or not self._ids:
            return ()
        weights = {g: self._idf.get(g, self._unknown * (1.0 if len(g) > 1 else 0.45)) for g in grams}
        length = math.sqrt(sum(w * w for w in weights.values()))
        scores: dict[int, float] = defaultdict(float)
        for gram in grams:
            for doc, weight in self._postings.get(gram, ()):
                scores[doc] += weights[gram] * weight
        best: dict[int, tuple[float, int]] = {}
        for doc, score in scores.items():
            entry = self._wordings[doc][0]
            best[entry] = max(best.get(entry, (0.0, 0)), (score / length, doc))
        nearest = sorted(best, key=lambda n: best[n][0], reverse=True)[: most * 4]
        hits = [self._hit(entry, *best[entry], question, weights) for entry in nearest]
        return tuple(sorted(hits, key=lambda hit: hit.score, reverse=True)[:most])

    def _hit(self, entry: int, cosine: float, doc: int, question: Seen, weights: Mapping[str, float]) -> Hit:
        text, view = self._wordings[doc][1:]
        bigrams = {g: w for g, w in weights.items() if len(g) > 1} or weights
        mass = sum(bigrams.values()) or 1.0
        why = {
            "wording": cosine,
            "cover": sum(w for g, w in bigrams.items() if g in self._joined[entry]) / mass,
            "answer": sum(w for g, w in bigrams.items() if g in self._answers[entry]) / mass,
            "words": _share(question.words, self._words[entry], self._word_idf),
            "concepts": _share(question.concepts, self._concepts[entry], self._concept_idf),
            "ratio": fuzz.ratio(question.folded, view.folded) / 100,
        }
        parts = {name: round(value * getattr(self._weights, name), 4) for name, value in why.items()}
        return Hit(self._ids[entry], round(sum(parts.values()), 4), text, parts)


def decide(hits: Sequence[Hit], cutoffs: Cutoffs) -> Outcome:
    """answer (one entry, confident) · clarify (up to three) · nothing."""
    if not hits or hits[0].score < cutoffs.clarify:
        return Outcome("nothing", ())
    lead = hits[0].score - (hits[1].score if len(hits) > 1 else 0.0)
    if hits[0].score >= cutoffs.sure or (hits[0].score >= cutoffs.answer and lead >= cutoffs.lead):
        return Outcome("answer", tuple(hits[:1]))
    near = tuple(hit for hit in hits[:3] if hit.score >= cutoffs.clarify * 0.8)
    return Outcome("clarify", near)


def _idf(groups: Sequence[frozenset[str]]) -> dict[str, float]:
    spread = Counter(item for group in groups for item in group)
    return {item: math.log(1 + len(groups) / n) for item, n in spread.items()}


def _share(asked: Sequence[str] | frozenset[str], held: frozenset[str], idf: Mapping[str, float]) -> float:
    rare = max(idf.values(), default=1.0)
    mass = sum(idf.get(item, rare) for item in set(asked))
    return sum(idf.get(item, rare) for item in set(asked) if item in held) / mass if mass else 0.0
