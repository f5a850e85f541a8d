"""How a character sounds, with the syllables merged that dialect speakers and recognition engines confuse."""

from __future__ import annotations

import re
import unicodedata

from pypinyin.pinyin_dict import pinyin_dict

_READING = re.compile(r"[^,]+")
# n/l, retroflex and flat, -ng/-n, hu/f: confused by most southern speakers and so by what transcribes them (reference: matcher, speech errors)
_MERGED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"^[nr](?=.)"), "l"),
    (re.compile(r"^hu(?=[aeo])"), "f"),
)


def sound(character: str) -> str:
    """The merged syllable of a character's most common reading; the character itself where it has none."""
    if character in _known:
        return _known[character]
    reading = _READING.match(pinyin_dict.get(ord(character), ""))
    syllable = _plain(reading[0]) if reading else character
    for confused, merged in _MERGED:
        syllable = confused.sub(merged, syllable) if reading else syllable
    return _known.setdefault(character, syllable)


_known: dict[str, str] = {}


def _plain(reading: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", reading) if c.isascii())
