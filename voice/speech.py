"""What is written becomes what is said: numbers as people read them, no markup, nothing XML cannot carry."""

from __future__ import annotations

import re

import cn2an

_DIGITS = str.maketrans("0123456789", "零幺二三四五六七八九")
_TICKET = re.compile(r"12348-(\d{6})-(\d{4})")
_SHORT_NUMBERS = re.compile(
    r"(?<!\d)(12348|12345|12333|12315|12329|12338|12351|12355|12356|12366|12368|110|119|120|122)(?!\d)"
)
_LONG = re.compile(r"(?<!\d)\d{7,}(?!\d)")
_MONEY = re.compile(r"[￥¥](\d+(?:\.\d+)?)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
_SILENT = re.compile(r"[《》“”\"'「」【】\[\]{}<>*_#`~|\\^=（）()]")
_NOT_XML = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def aloud(text: str) -> str:
    """The text as the telephone should read it. Service and phone numbers digit by digit, with 幺 for one."""
    text = _NOT_XML.sub("", text)
    text = _TICKET.sub(lambda m: f"幺二三四八，{spell(m[1])}，{spell(m[2])}", text)
    text = _SHORT_NUMBERS.sub(lambda m: spell(m[0]), text)
    text = _LONG.sub(lambda m: spell(m[0]), text)
    text = _YEAR.sub(lambda m: m[0].translate(str.maketrans("0123456789", "零一二三四五六七八九")), text)
    text = _CLOCK.sub(
        lambda m: f"{_read(m[1])}点" + ("" if m[2] == "00" else "半" if m[2] == "30" else f"{_read(str(int(m[2])))}分"),
        text,
    )
    text = _MONEY.sub(lambda m: f"{_read(m[1])}元", text)
    text = _PERCENT.sub(lambda m: f"百分之{_read(m[1])}", text)
    text = _NUMBER.sub(lambda m: _read(m[0]), text)
    text = re.sub(r"\s*\n+\s*", "。", _SILENT.sub("", text))
    return re.sub(r"。{2,}", "。", text).strip()


def spell(digits: str) -> str:
    return digits.translate(_DIGITS)


def _read(number: str) -> str:
    return str(cn2an.an2cn(number.lstrip("0") or "0") if "." not in number else cn2an.an2cn(number))
