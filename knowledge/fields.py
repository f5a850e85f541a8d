"""A field of the index: many texts as bags of items (grams, words, concepts, sounds), compared with a question's bag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]

_SINGLE = 0.45  # a single character says less than its rarity suggests
_COMMON = 0.05  # in a large field, items in more than this share of the texts are left out of the first look
_LARGE = 50_000


@dataclass(frozen=True)
class Asked:
    """A question's bag as one field sees it: known items and what each weighs."""

    items: NDArray[np.int32]
    weights: Scores


class Field:
    """Built once, then only read. Rows are the texts in the order given.

    With `cosine` a row's score is the TF-IDF cosine (binary term frequency); without, the share of the question's IDF mass that
    the row covers. Both lie in 0 … 1.
    """

    def __init__(self, texts: Sequence[Iterable[str]], *, cosine: bool) -> None:
        number: dict[str, int] = {}
        items, lengths = [], []
        for text in texts:
            bag = {number.setdefault(item, len(number)) for item in text}
            items.extend(sorted(bag))
            lengths.append(len(bag))
        self.rows, self._number, self._cosine = len(lengths), number, cosine
        self._items = np.array(items, np.int32)
        self._starts: Rows = np.concatenate(([0], np.cumsum(np.array(lengths, np.int64))))
        spread = np.bincount(self._items, minlength=len(number))
        single = np.array([_SINGLE if len(item) == 1 else 1.0 for item in number])
        self._idf: Scores = (np.log1p(self.rows / np.maximum(spread, 1)) * single).astype(np.float32)
        self._unknown = float(np.log1p(self.rows))
        owners = np.repeat(np.arange(self.rows, dtype=np.int32), lengths)
        self._weights: Scores = np.ones(len(items), np.float32)
        if cosine:
            size = np.sqrt(np.bincount(owners, self._idf[self._items] ** 2, minlength=self.rows))
            self._weights = (self._idf[self._items] / np.maximum(size, 1e-6)[owners]).astype(np.float32)
        order = np.argsort(self._items, kind="stable")
        self._holders, self._held = owners[order], self._weights[order]
        self._held_from: Rows = np.concatenate(([0], np.cumsum(spread, dtype=np.int64)))

    def ask(self, text: Iterable[str]) -> Asked:
        known, weights, unknown = [], [], 0.0
        for item in set(text):
            n = self._number.get(item)
            if n is None:
                weight = self._unknown * (_SINGLE if len(item) == 1 else 1.0)
                unknown += weight * weight if self._cosine else weight
            else:
                known.append(n)
                weights.append(self._idf[n])
        found: Scores = np.array(weights, np.float32)
        mass = float(np.sqrt((found**2).sum() + unknown)) if self._cosine else float(found.sum() + unknown)
        return Asked(np.array(known, np.int32), found / (mass or 1.0))

    def everywhere(self, asked: Asked) -> Scores:
        """Every row's score. In a large field the commonest items are not followed, so scores there are a little low."""
        scores = np.zeros(self.rows, np.float32)
        most = self.rows * _COMMON if self.rows > _LARGE else self.rows
        for item, weight in zip(asked.items.tolist(), asked.weights.tolist(), strict=True):
            start, end = self._held_from[item], self._held_from[item + 1]
            if end - start <= most:
                scores[self._holders[start:end]] += weight * self._held[start:end]
        return scores

    def closely(self, asked: Asked, rows: Rows) -> Scores:
        """The exact scores of these rows, in their order."""
        if not len(rows):
            return np.zeros(0, np.float32)
        lengths = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(self._starts[rows] - (ends - lengths), lengths)
        wanted = np.zeros(len(self._idf), np.float32)
        wanted[asked.items] = asked.weights
        sums = np.concatenate(([0.0], np.cumsum(wanted[self._items[places]] * self._weights[places], dtype=np.float64)))
        scores: Scores = (sums[ends] - sums[ends - lengths]).astype(np.float32)
        return scores
