"""Which entry a question means, how sure that is, and why. Values in, values out.

Two small learned models over the signals: a conditional logit that shares one certainty among the candidates (which of them?) and a
logistic regression that says whether any of them answers the question at all. Their product is a probability, so cut-offs mean what
they say. The weights are data (weights.json), learned by benchmarks/train_matcher.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.signals import SIGNALS, Index, Measured, Question

WEIGHTS = Path(__file__).with_name("weights.json")
# What the second model looks at: how good the best candidate is by each signal, and what kind of question it is.
GROUNDS = (*(f"best_{name}" for name in SIGNALS[:11]), "lead", "length", "concept_count")

_VERBATIM, _VERBATIM_SURE = 10.0, 0.98


@dataclass(frozen=True)
class Weights:
    which: Mapping[str, float]  # by signal
    whether: Mapping[str, float]  # by ground
    bias: float

    @classmethod
    def shipped(cls, path: Path = WEIGHTS) -> Weights:
        raw = json.loads(path.read_text("utf-8"))
        return cls(raw["which"], raw["whether"], raw["bias"])


@dataclass(frozen=True)
class Cutoffs:
    """An answer needs the probability `answer`; a choice needs `clarify` for its (up to three) options together. Else: nothing."""

    answer: float = 0.65
    clarify: float = 0.15
    option: float = 0.04


@dataclass(frozen=True)
class Hit:
    entry_id: str
    score: float  # the probability that this entry is what was asked for
    wording: str  # its stored wording nearest to the question
    why: Mapping[str, float]  # what each signal added


@dataclass(frozen=True)
class Outcome:
    kind: str  # answer · clarify · nothing
    hits: tuple[Hit, ...]


class Matcher:
    """One index and the weights, ready to be asked."""

    def __init__(self, index: Index, weights: Weights) -> None:
        self._index = index
        self._which = np.array([weights.which[name] for name in SIGNALS], np.float64)
        self._whether = np.array([weights.whether[name] for name in GROUNDS], np.float64)
        self._bias = weights.bias

    def search(self, question: Question, without: frozenset[str] = frozenset(), most: int = 10) -> tuple[Hit, ...]:
        """The entries most likely meant, best first; their scores sum to at most one. `without` leaves entries out."""
        measured = self._index.measure(question)
        kept = [n for n, entry in enumerate(measured.entries) if self._index.ids[entry] not in without]
        if not kept:
            return ()
        signals = measured.signals[kept].astype(np.float64)
        # Asked in a stored wording's very words: nothing left to judge.
        verbatim = signals[:, SIGNALS.index("spelling")] >= 1.0
        utility = signals @ self._which + _VERBATIM * verbatim
        some = 1 / (1 + float(np.exp(-(grounds(question, signals, utility) @ self._whether + self._bias))))
        some = max(some, _VERBATIM_SURE) if verbatim.any() else some
        share = np.exp(utility - utility.max())
        share *= some / share.sum()
        order = np.argsort(-utility, kind="stable")[:most]
        return tuple(self._hit(measured, kept[n], float(share[n]), signals[n]) for n in order)

    def _hit(self, measured: Measured, n: int, score: float, signals: NDArray[np.float64]) -> Hit:
        added = dict(zip(SIGNALS, (signals * self._which).round(3).tolist(), strict=True))
        return Hit(self._index.ids[measured.entries[n]], round(score, 4), measured.wordings[n], added)


def grounds(question: Question, signals: NDArray[np.float64], utility: NDArray[np.float64]) -> NDArray[np.float64]:
    """GROUNDS for one question, from its candidates' signals and how they rank."""
    best = signals[int(np.argmax(utility))][:11]
    second = float(np.partition(utility, -2)[-2]) if len(utility) > 1 else float(utility.max()) - 3.0
    lead = min(float(utility.max()) - second, 3.0) / 3.0
    length = np.log1p(len(question.view.folded)) / 5.0
    return np.array([*best, lead, length, min(len(question.view.concepts), 5) / 5.0])


def decide(hits: Sequence[Hit], cutoffs: Cutoffs) -> Outcome:
    """answer (one entry, sure enough) · clarify (up to three) · nothing."""
    if hits and hits[0].score >= cutoffs.answer:
        return Outcome("answer", tuple(hits[:1]))
    near = tuple(hit for hit in hits[:3] if hit.score >= cutoffs.option)
    if near and sum(hit.score for hit in near) >= cutoffs.clarify:
        return Outcome("clarify", near)
    return Outcome("nothing", ())
