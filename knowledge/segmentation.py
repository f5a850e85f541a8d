"""From a citizen's words to the views the matcher compares: folded characters, words, concepts, sounds, clauses."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path

import opencc

from knowledge.sounds import sound

with warnings.catch_warnings():
    # jieba 0.42.1, frozen since 2020, asks setuptools for its resources; that setuptools warns of it is not our users' matter.
    warnings.simplefilter("ignore")
    import jieba

_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_FILLERS = re.compile(
    r"你好|您好|请问一?下?|我想问一?下?|想问问?|问一下|咨询一?下?|麻烦|就是说|就是|那个|这个|然后|的话|啊|呀|呢|吧|嘛|哦|唉|哎|嗯|呃|喂|我们家?|你们|他们|一下|现在|一个|有个"
)
_CLAUSE_END = re.compile(r"[，。！？；：,.!?;:\s…]+")
_CLAUSE, _WINDOW = (
    5,
    18,
)  # a clause shorter than this says too little; speech without punctuation is seen through windows of this size


@dataclass(frozen=True)
class View:
    """One text, seen in the ways the matcher compares."""

    folded: str
    grams: tuple[str, ...]
    words: tuple[str, ...]
    concepts: frozenset[str]
    sounds: tuple[str, ...]


class Segmenter:
    """Owns its jieba dictionary (nothing is shared with the module's own) and the list of everyday ↔ legal concepts."""

    def __init__(self, cache: Path, concepts: Path = Path(__file__).parent / "concepts.txt") -> None:
        """`cache` is a private folder: jieba keeps its prepared dictionary there, by its own means as a marshal file, and the words
        it cut the library into are kept beside it, because cutting is most of a start."""
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        jieba.setLogLevel("WARNING")
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(cache)
        self._jieba.initialize()
        self._to_simplified = opencc.OpenCC("t2s")
        self._concepts: dict[str, set[str]] = {}
        for line in concepts.read_text("utf-8").splitlines():
            name, _, words = line.partition(":")
            for word in {name.strip(), *words.split()}:
                self._concepts.setdefault(word, set()).add(name.strip())
                if len(word) > 1:
                    self._jieba.add_word(word)
        longest = sorted((re.escape(w) for w in self._concepts if len(w) > 1), key=len, reverse=True)
        self._concept_words = re.compile("|".join(longest))
        self._cuts_file = cache / f"cuts-{hashlib.sha256(concepts.read_bytes()).hexdigest()[:16]}.json"
        self._cuts = _read_cuts(self._cuts_file)
        self._new_cuts = 0

    def fold(self, text: str) -> str:
        """Half-width, simplified, lower case, without spaces and punctuation. For comparing only; never shown."""
        simplified = self._to_simplified.convert(unicodedata.normalize("NFKC", text))
        return _NOT_WORDS.sub("", simplified.lower())

    def view(self, text: str) -> View:
        """A citizen's words; nothing of them is kept."""
        folded, core = self._core(text)
        return self._view(folded, core, self._cut(core))

    def view_of_library(self, text: str) -> View:
        """The same for a text of the library, whose cut is remembered until `keep` writes it down."""
        folded, core = self._core(text)
        if core not in self._cuts:
            self._cuts[core] = " ".join(self._cut(core))
            self._new_cuts += 1
        return self._view(folded, core, tuple(self._cuts[core].split()))

    def keep(self) -> None:
        """Writes the library's cuts down for the next start, whole or not at all."""
        if self._new_cuts:
            fresh = self._cuts_file.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(self._cuts, ensure_ascii=False), "utf-8")
            fresh.replace(self._cuts_file)
            self._new_cuts = 0

    def _core(self, text: str) -> tuple[str, str]:
        folded = self.fold(text)
        return folded, _FILLERS.sub("", folded) or folded

    def _cut(self, core: str) -> tuple[str, ...]:
        return tuple(w for w in self._jieba.cut(core) if len(w) > 1)

    def _view(self, folded: str, core: str, words: tuple[str, ...]) -> View:
        found = [m[0] for m in self._concept_words.finditer(folded)]
        concepts = frozenset(c for w in found for c in self._concepts[w])
        return View(core, _grams(core), words, concepts, _sounds(core))

    def clauses(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The grams of each clause of a long telling, because one clause of a story holds its question. Empty for a short text."""
        core = _FILLERS.sub("", self.fold(text))
        if len(core) <= _WINDOW:
            return ()
        parts = [_FILLERS.sub("", self.fold(part)) for part in _CLAUSE_END.split(text)]
        pieces = [piece for part in parts for piece in _windows(part)]
        return tuple(_grams(piece) for piece in pieces if len(piece) >= _CLAUSE)


def _windows(part: str) -> list[str]:
    if len(part) <= _WINDOW * 3 // 2:
        return [part]
    return [part[start : start + _WINDOW] for start in range(0, len(part) - _WINDOW // 2, _WINDOW // 2)]


def _grams(core: str) -> tuple[str, ...]:
    return tuple(core[i : i + 2] for i in range(len(core) - 1)) + tuple(core)


def _sounds(core: str) -> tuple[str, ...]:
    syllables = [sound(c) for c in core]
    return tuple(f"{a} {b}" for a, b in itertools.pairwise(syllables)) + tuple(syllables)


def _read_cuts(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
