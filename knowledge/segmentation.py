"""From a citizen's words to the views the matcher compares: folded characters, words, concepts."""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path

import opencc

with warnings.catch_warnings():
    # jieba 0.42.1, frozen since 2020, asks setuptools for its resources; that setuptools warns of it is not our users' matter.
    warnings.simplefilter("ignore")
    import jieba

_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_FILLERS = re.compile(
    r"你好|您好|请问一?下?|我想问一?下?|想问问?|问一下|咨询一?下?|麻烦|就是说|就是|那个|这个|然后|的话|啊|呀|呢|吧|嘛|哦|唉|哎|嗯|呃|喂|我们家?|你们|他们|一下|现在|一个|有个"
)


@dataclass(frozen=True)
class View:
    """One text, seen in the ways the matcher compares."""

    folded: str
    grams: tuple[str, ...]
    words: tuple[str, ...]
    concepts: frozenset[str]


class Segmenter:
    """Owns its jieba dictionary (nothing is shared with the module's own) and the list of everyday ↔ legal concepts."""

    def __init__(self, cache: Path, concepts: Path = Path(__file__).parent / "concepts.txt") -> None:
        """`cache` is a private folder: jieba keeps its prepared dictionary there, by its own means as a marshal file."""
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

    def fold(self, text: str) -> str:
        """Half-width, simplified, lower case, without spaces and punctuation. For comparing only; never shown."""
        simplified = self._to_simplified.convert(unicodedata.normalize("NFKC", text))
        return _NOT_WORDS.sub("", simplified.lower())

    def view(self, text: str) -> View:
        folded = self.fold(text)
        core = _FILLERS.sub("", folded) or folded
        grams = tuple(core[i : i + 2] for i in range(len(core) - 1)) + tuple(core)
        words = tuple(w for w in self._jieba.cut(core) if len(w) > 1)
        found = [m[0] for m in self._concept_words.finditer(folded)]
        return View(core, grams, words, frozenset(c for w in found for c in self._concepts[w]))
