"""Learns the matcher's weights: `python benchmarks/train_matcher.py LABELLED.jsonl OFF_TOPIC.jsonl [--write]`.

Two sources. The library itself: in each of five rounds every fifth wording of every entry is taken out of the index and asked as a
question (as written, and with a tenth of its characters replaced by others that sound alike). And labelled questions of citizens
(shared/eval/README.md: gold_articles, must_mention), which weigh more because they are the real thing. Questions off the topic and
wordings whose whole entry was taken out teach when to say nothing.

No weight is negative: being more alike must never count against an entry. Needs scipy, which nothing else in the product does
(`pip install scipy`). Deterministic: one seed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pypinyin.pinyin_dict import pinyin_dict
from scipy.optimize import minimize

from app.evaluation import rightness
from knowledge import library
from knowledge.matching import GROUNDS, WEIGHTS, grounds
from knowledge.segmentation import Segmenter
from knowledge.shelf import asked, written
from knowledge.signals import SIGNALS, Index, Question, Written
from knowledge.sounds import sound

SEED, ROUNDS, NOISE, REAL = 12348, 5, 0.1, 4.0


@dataclass(frozen=True)
class Sample:
    question: Question
    signals: np.ndarray  # candidates x SIGNALS
    right: np.ndarray  # candidates, True where that entry answers
    weight: float
    group: int  # which labelled question, -1 for the library's own


def homophones() -> dict[str, list[str]]:
    alike = defaultdict(list)
    for code in range(0x4E00, 0x9FA6):
        if code in pinyin_dict:
            alike[sound(chr(code))].append(chr(code))
    return alike


def noisy(text: str, alike: dict[str, list[str]], rng: random.Random) -> str:
    return "".join(rng.choice(alike.get(sound(c), [c])) if rng.random() < NOISE else c for c in text)


def sample(index: Index, question: Question, right: set[str], weight: float, group: int = -1) -> Sample:
    measured = index.measure(question)
    hit = np.array([index.ids[n] in right for n in measured.entries], bool)
    return Sample(question, measured.signals.astype(float), hit, weight, group)


def from_library(entries: list[library.Entry], segmenter: Segmenter, rng: random.Random) -> list[Sample]:
    alike, samples = homophones(), []
    whole = [written(entry, segmenter) for entry in entries]
    for turn in range(ROUNDS):
        missing = set(rng.sample(range(len(whole)), len(whole) // 12))
        kept = [
            Written(w.entry_id, tuple(p for n, p in enumerate(w.wordings) if n == 0 or n % ROUNDS != turn), w.answer)
            for number, w in enumerate(whole)
            if number not in missing
        ]
        index = Index(kept)
        for number, entry in enumerate(whole):
            for n, (text, _) in enumerate(entry.wordings):
                if n == 0 or n % ROUNDS != turn:
                    continue
                said = noisy(text, alike, rng) if rng.random() < 0.3 else text
                samples.append(
                    sample(index, asked(said, segmenter), {entry.entry_id}, 0.5 if number in missing else 1.0)
                )
    return samples


def learn_which(samples: list[Sample], strength: float = 2.0) -> np.ndarray:
    """Conditional logit: the right candidates' share of the certainty is to be large."""
    told = [s for s in samples if s.right.any()]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.5 * strength * float(w @ w), strength * w
        for s in told:
            u = s.signals @ w
            e = np.exp(u - u.max())
            everyone, ours = e / e.sum(), np.where(s.right, e, 0)
            share = ours.sum() / e.sum()
            total -= s.weight * np.log(max(share, 1e-12))
            slope = slope + s.weight * ((everyone - ours / ours.sum()) @ s.signals)
        return total, slope

    return minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(SIGNALS)).x


def learn_whether(samples: list[Sample], which: np.ndarray, strength: float = 0.5) -> tuple[np.ndarray, float]:
    """Logistic regression: whether the right entry is among those that would be shown. Weights by ground, and the bias."""
    x, y, weights = whether_table(samples, which)
    x = np.column_stack([x, np.ones(len(x))])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        u = x @ w
        total = float((weights * (np.logaddexp(0, u) - y * u)).sum()) + 0.5 * strength * float(w[:-1] @ w[:-1])
        slope = (weights * (1 / (1 + np.exp(-u)) - y)) @ x
        slope[:-1] += strength * w[:-1]
        return total, slope

    found = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=[(0, None)] * (x.shape[1] - 1) + [(None, None)]
    )
    return found.x[:-1], float(found.x[-1])


def whether_table(samples: list[Sample], which: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [s for s in samples if len(s.signals)]
    x = np.array([grounds(s.question, s.signals, s.signals @ which) for s in rows])
    # "answered at all" is asked of the first three: further down nobody is shown it
    y = np.array([bool(s.right[np.argsort(-(s.signals @ which))[:3]].any()) for s in rows])
    return x, y, np.array([s.weight for s in rows])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled", type=Path)
    parser.add_argument("off_topic", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rng = random.Random(SEED)
    entries = list(library.load().entries)
    with tempfile.TemporaryDirectory() as folder:
        segmenter = Segmenter(Path(folder))
        own = from_library(entries, segmenter, rng)
        index = Index([written(entry, segmenter) for entry in entries])
        rows = [json.loads(line) for line in arguments.labelled.read_text("utf-8").splitlines()]
        real = [
            sample(index, asked(r["text"], segmenter), {e.id for e in entries if rightness(r, e)}, REAL, n)
            for n, r in enumerate(rows)
            if r["kind"] in {"consult", "business"}
        ]
        strange = [r["text"] for r in rows if r["kind"] == "out_of_scope"]
        strange += [json.loads(line)["question"] for line in arguments.off_topic.read_text("utf-8").splitlines()]
        none = [sample(index, asked(text, segmenter), set(), REAL, len(rows) + n) for n, text in enumerate(strange)]
    print(f"{len(entries)} entries, {len(own)} own wordings, {len(real)} real questions, {len(none)} off the topic")
    crossed(own, real, none)
    which = learn_which(own + real)
    whether, bias = learn_whether(own + real + none, which)
    weights = {
        "which": dict(zip(SIGNALS, which.round(3).tolist(), strict=True)),
        "whether": dict(zip(GROUNDS, whether.round(3).tolist(), strict=True)),
        "bias": round(bias, 3),
    }
    print(json.dumps(weights, indent=1))
    if arguments.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    return 0


def crossed(own: list[Sample], real: list[Sample], none: list[Sample], folds: int = 5) -> None:
    """Right, wrong and miss over the real questions as the cut-off moves, no question judged by weights it helped to learn."""
    judged = []
    for fold in range(folds):
        teach = [s for s in real + none if s.group % folds != fold]
        which = learn_which(own + [s for s in teach if s.right.any()])
        whether, bias = learn_whether(own + teach, which)
        for s in (s for s in real if s.group % folds == fold and len(s.signals)):
            u = s.signals @ which
            some = 1 / (1 + np.exp(-(grounds(s.question, s.signals, u) @ whether + bias)))
            p = np.exp(u - u.max())
            p *= some / p.sum()
            order = np.argsort(-u)[:3]
            judged.append(
                (
                    float(p[order[0]]),
                    float(p[order].sum()),
                    bool(s.right[order[0]]),
                    bool(s.right[order].any()),
                    bool(s.right.any()),
                )
            )
    n = len(judged)
    print(
        f"{n} real questions: an entry for {sum(j[4] for j in judged)}, first {sum(j[2] for j in judged)}, first three {sum(j[3] for j in judged)}"
    )
    print("answer≥ clarify≥  right  wrong   miss   safe")
    for answer in (0.35, 0.45, 0.55, 0.65, 0.75):
        for clarify in (0.15, 0.25, 0.35):
            right = sum(j[2] if j[0] >= answer else j[3] and j[1] >= clarify for j in judged)
            wrong = sum(j[0] >= answer and not j[2] for j in judged)
            miss = sum(j[0] < answer and j[1] >= clarify and not j[3] for j in judged)
            print(
                f"{answer:7.2f} {clarify:8.2f} {right / n:6.1%} {wrong / n:6.1%} {miss / n:6.1%} {(n - right - wrong - miss) / n:6.1%}"
            )


if __name__ == "__main__":
    sys.exit(main())
