"""When a ticket is due, and how its lamp stands. Hotline clocks run on working days (DESIGN §4).

Limits: consultations 3 and other matters 5 working days (Jiangsu's own yardstick, standards W12); a complaint or a suggestion is
told its result within 5; an urgent ticket is contacted within the hour (W9). Yellow one working day before, red when late (W18).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Protocol

from kit.clock import BEIJING

CLOSING_TIME = time(17, 0)
WORKDAYS = {"consult": 3, "business": 5, "help": 1, "complaint": 5, "suggestion": 5, "correction": 1}
URGENT = timedelta(hours=1)


class Calendar(Protocol):
    def is_workday(self, day: date) -> bool: ...

    def add(self, day: date, workdays: int) -> date: ...

    def between(self, start: date, end: date) -> int: ...


def due(nature: str, urgent: bool, opened: datetime, calendar: Calendar) -> datetime:
    """The latest moment by which the citizen hears from us. What comes in on a rest day or after closing counts from the next working day."""
    if urgent:
        return opened + URGENT
    here = opened.astimezone(BEIJING)
    start = here.date()
    if not calendar.is_workday(start):
        # counted from the next working day, so that a Saturday's question is not a day shorter than a Monday's
        start = calendar.add(start, 1)
    elif here.time() >= CLOSING_TIME:
        start = calendar.add(start, 1)
    return datetime.combine(calendar.add(start, WORKDAYS[nature]), CLOSING_TIME, BEIJING)


def colour(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    """green · yellow (due within one working day) · red (late)."""
    if now > due_at:
        return "red"
    left = calendar.between(now.astimezone(BEIJING).date(), due_at.astimezone(BEIJING).date())
    return "yellow" if left <= 1 else "green"
