from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from app import schema
from kit.audit import Audit
from kit.clock import BEIJING
from kit.errors import BadInput, Misconfigured, UnknownYear
from kit.phones import mask, mask_within, to_e164
from kit.text import clean
from kit.when import promised, short_time, waited
from kit.work import Database
from kit.workdays import WorkCalendar, from_file


@given(st.text(max_size=400))
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_a_database_refuses(text: str) -> None:
    once = clean(text, 2000)
    assert clean(once, 2000) == once
    assert "\x00" not in once
    once.encode("utf-8")


def test_what_is_too_long_is_refused_whole_never_cut() -> None:
    with pytest.raises(BadInput, match="10字"):
        clean("一二三四五六七八九十十", 10)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        # an ordinary Tuesday and Saturday
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        # National Day, and the Saturday made up for it
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
    ],
)
def test_working_days_follow_the_state_council_with_make_up_days(day: date, worked: bool) -> None:
    assert WorkCalendar().is_workday(day) is worked


def test_a_year_nobody_published_is_a_clear_error_unless_filled_in_or_assumed(tmp_path: Path) -> None:
    with pytest.raises(UnknownYear, match="2031"):
        WorkCalendar().is_workday(date(2031, 3, 3))
    assert WorkCalendar(assume_weekdays=True).is_workday(date(2031, 3, 3))
    filled = tmp_path / "calendar.yaml"
    filled.write_text("2031-03-03: rest\n", "utf-8")
    assert not from_file(filled, assume_weekdays=True).is_workday(date(2031, 3, 3))
    filled.write_text("tomorrow: rest\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"calendar\.yaml"):
        from_file(filled, assume_weekdays=True)


def test_moments_are_said_as_people_say_them() -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING)
    assert promised(datetime(2026, 11, 26, 17, 0, tzinfo=BEIJING)) == "11月26日星期四下午五点前"
    assert promised(datetime(2026, 11, 24, 12, 30, tzinfo=BEIJING)) == "11月24日星期二中午十二点半前"
    assert short_time(now + timedelta(hours=5), now) == "今天 15:00"
    assert short_time(now - timedelta(days=1), now) == "昨天 10:00"
    assert waited(now - timedelta(minutes=80), now) == "1小时20分钟"


def test_numbers_are_masked_in_lists_and_within_sentences() -> None:
    assert to_e164("138 1234 5678") == "+8613812345678" and to_e164("1381234567") is None
    assert mask("+8613812345678") == "138****5678"
    told = mask_within("我叫王五，电话13812345678，身份证320481199003071234")
    assert "13812345678" not in told and "320481199003071234" not in told and "138****5678" in told


def test_the_database_refuses_to_be_touched_on_the_event_loop(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")

    async def careless() -> None:
        database.ping()

    with pytest.raises(RuntimeError, match="event loop"):
        asyncio.run(careless())
    database.close()


@pytest.mark.parametrize(
    "tampering",
    [
        # a line is rewritten
        "UPDATE audit SET who = 'somebody else' WHERE id = 2",
        # a line is taken out
        "DELETE FROM audit WHERE id = 2",
        # a hash is copied from another line
        "UPDATE audit SET chain = (SELECT chain FROM audit a WHERE a.id = 1) WHERE id = 2",
    ],
)
def test_an_edited_audit_trail_is_found_out(database_url: str, tampering: str) -> None:
    database, audit, now = Database(database_url), Audit(b"key"), datetime(2026, 11, 24, tzinfo=UTC)
    schema.upgrade(database)
    for number in range(3):
        with database.work() as work:
            audit.write(work.session, now, "staff:1", "ticket.answer", ticket=f"12348-{number}")
            work.commit()
    assert audit.verify(database).broken_at is None
    assert Audit(b"another key").verify(database).broken_at == 1
    with database.work() as work:
        work.session.execute(sql(tampering))
        work.commit()
    assert audit.verify(database).broken_at in (2, 3)
    database.close()
