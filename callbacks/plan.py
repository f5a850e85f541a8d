"""What a promise may do next. Values in, values out: no session, no clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kit.clock import BEIJING

OPENS, CLOSES = time(8, 30), time(20, 0)  # the hours in which we may ring somebody, Beijing time
MOST_ATTEMPTS = 3


def may_ring(moment: datetime, urgent: bool, is_workday: bool) -> bool:
    """Whether a telephone may ring now: 08:30 up to 20:00 (the closing minute counts as closed), not on rest days unless urgent."""
    return OPENS <= moment.astimezone(BEIJING).time() < CLOSES and (urgent or is_workday)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after a failed attempt: another half-day; None after the third, then a person decides."""
    if attempts >= MOST_ATTEMPTS:
        return None
    here = now.astimezone(BEIJING)
    if here.hour < 12:
        return datetime.combine(here.date(), time(14, 0), BEIJING)
    return datetime.combine(here.date() + timedelta(days=1), time(9, 0), BEIJING)
