"""Working days by the State Council's yearly calendar, make-up days (调休) included.

The data is the kept library `chinesecalendar`; dates in `overrides` win over it, so that a year it does not know yet can be
filled in by hand from the State Council's notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import yaml

from kit.clock import BEIJING
from kit.errors import Misconfigured, UnknownYear


@dataclass(frozen=True)
class WorkCalendar:
    """Answers whether a day is worked. `assume_weekdays` makes an unknown year Monday to Friday instead of UnknownYear."""

    overrides: Mapping[date, bool] = field(default_factory=dict)
    assume_weekdays: bool = False

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked; UnknownYear where nobody has published that year's holidays."""
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if self.assume_weekdays:
                return day.weekday() < 5
            raise UnknownYear(day.year) from None

    def knows(self, year: int) -> bool:
        """Whether the year's official holidays are known (not merely assumed)."""
        return WorkCalendar(self.overrides)._has(date(year, 6, 1))

    def _has(self, day: date) -> bool:
        try:
            self.is_workday(day)
        except UnknownYear:
            return False
        return True

    def add(self, day: date, workdays: int) -> date:
        """The date that many working days after `day` (the day itself is not counted)."""
        while workdays > 0:
            day += timedelta(days=1)
            workdays -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]; negative when end is before start."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def from_file(path: Path | None, assume_weekdays: bool) -> WorkCalendar:
    """The calendar with the overrides of a YAML file (`2027-01-04: work` / `rest`, a date a line); Misconfigured if it reads otherwise."""
    overrides: dict[date, bool] = {}
    if path is not None:
        try:
            rows = yaml.safe_load(path.read_text("utf-8")) or {}
            overrides = {day: {"work": True, "rest": False}[word] for day, word in rows.items()}
        except (OSError, yaml.YAMLError, KeyError, AttributeError) as e:
            raise Misconfigured(f"日历文件 {path.name} 读不懂：每行应是“日期: work”或“日期: rest”。") from e
        if not all(type(day) is date for day in overrides):
            raise Misconfigured(f"日历文件 {path.name} 里有不是日期的行。")
    return WorkCalendar(overrides, assume_weekdays)


def local_day(moment: datetime) -> date:
    """The calendar day in Beijing at that moment."""
    return moment.astimezone(BEIJING).date()
