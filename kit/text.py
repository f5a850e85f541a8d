"""One normaliser for all text that comes from outside: what is stored is the same on SQLite and PostgreSQL."""

from __future__ import annotations

import unicodedata

from kit.errors import BadInput

LIMIT = 2000

_KEPT_CONTROLS = frozenset("\n\t")


def clean(text: str, limit: int = LIMIT) -> str:
    """The text in NFC without NUL, other control characters, lone surrogates or bidirectional overrides, trimmed.

    Refuses (BadInput) what is longer than `limit` characters after cleaning; nothing is cut silently.
    """
    if len(text) > limit * 4:
        raise BadInput(f"内容太长了，请控制在{limit}字以内，分几次说也可以。")
    kept = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if _is_kept(c))
    kept = unicodedata.normalize("NFC", kept).strip()
    if len(kept) > limit:
        raise BadInput(f"内容太长了，请控制在{limit}字以内，分几次说也可以。")
    return kept


def _is_kept(c: str) -> bool:
    if c in _KEPT_CONTROLS:
        return True
    # Cc control, Cs lone surrogate, Cn unassigned and noncharacters; bidirectional overrides can disguise what is shown.
    return (
        unicodedata.category(c) not in {"Cc", "Cs", "Cn"}
        and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def has_words(text: str) -> bool:
    """Whether anything in it is a letter, a Chinese character or a digit (emoji and punctuation alone are not words)."""
    return any(unicodedata.category(c)[0] in {"L", "N"} for c in text)
