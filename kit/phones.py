"""Telephone numbers: one stored form (E.164), one shown form (masked)."""

from __future__ import annotations

import re

import phonenumbers

_RUN = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")


def to_e164(raw: str) -> str | None:
    """The number as +86…, or None where it is not a valid one. Short service numbers (12348, 110) are not valid here."""
    try:
        number = phonenumbers.parse(raw, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask(raw: str) -> str:
    """How a number or any other sender id is shown in lists: 138****5678; a long id as its last four characters."""
    digits = raw.removeprefix("+86")
    if digits.isdigit() and len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"…{raw[-4:]}" if len(raw) > 4 else "…"


def mask_within(text: str) -> str:
    """The text with every mobile number and identity-card number in it masked (lists, logs)."""
    text = _IDENTITY.sub(lambda m: f"{m[0][:3]}***********{m[0][-4:]}", text)
    return _RUN.sub(lambda m: mask(re.sub(r"\D", "", m[0])[-11:]), text)
