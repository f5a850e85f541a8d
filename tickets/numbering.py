"""Ticket numbers: 12348-261124-0007, the day it was opened and its place in that day."""

from __future__ import annotations

import re
from datetime import date

_SPOKEN = re.compile(r"(?<!\d)(?:12348[-－—\s]*)?(\d{6})[-－—\s]*(\d{4})(?!\d)")


def number(day: date, place: int) -> str:
    return f"12348-{day:%y%m%d}-{place:04d}"


def find(text: str) -> str | None:
    """The ticket number somebody wrote or said, in its full form; None if there is none."""
    found = _SPOKEN.search(text)
    return f"12348-{found[1]}-{found[2]}" if found else None
