from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from app.wiring import Services
from dialogue.talking import Incoming
from kit.clock import BEIJING
from kit.errors import NotAllowed, NotFound
from kit.workdays import WorkCalendar
from tests import cast
from tickets import clocks, numbering, routing
from tickets.lifecycle import NEXT, Move, Stage, after


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", Move)
def test_a_move_that_is_not_in_the_table_is_refused_by_name(stage: Stage, move: Move) -> None:
    if (stage, move) in NEXT:
        assert after(stage, move) is NEXT[stage, move]
    else:
        with pytest.raises(NotAllowed, match="现在不能"):
            after(stage, move)


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("nature", "opened", "due"),
    [
        # three working days for a consultation
        ("consult", at(11, 24, 10), at(11, 27, 17)),
        # over a weekend
        ("consult", at(11, 26, 10), at(12, 1, 17)),
        # after closing time it counts from the next working day
        ("consult", at(11, 24, 18), at(11, 30, 17)),
        # so does what comes in on a rest day
        ("consult", at(11, 28, 10), at(12, 3, 17)),
        # the National Day week is not worked, the Saturday made up for it is
        ("consult", at(9, 30, 10), at(10, 10, 17)),
        # a correction the next working day
        ("correction", at(11, 24, 10), at(11, 25, 17)),
    ],
)
def test_due_times_run_on_working_days(nature: str, opened: datetime, due: datetime) -> None:
    assert clocks.due(nature, False, opened, WorkCalendar()) == due


def test_an_urgent_ticket_is_due_within_the_hour_at_any_time_of_day() -> None:
    assert clocks.due("help", True, at(10, 1, 3), WorkCalendar()) == at(10, 1, 4)


@pytest.mark.parametrize(
    ("now", "colour"),
    [(at(11, 25, 10), "green"), (at(11, 26, 10), "yellow"), (at(11, 27, 16), "yellow"), (at(11, 27, 18), "red")],
)
def test_the_lamp_is_yellow_a_working_day_before_and_red_when_late(now: datetime, colour: str) -> None:
    assert clocks.colour(at(11, 27, 17), now, WorkCalendar()) == colour


@pytest.mark.parametrize(
    ("question", "post"),
    [
        ("农民工工资要不回来", "legal_aid"),
        ("跟邻居为排水吵架", "mediation"),
        ("委托书要公证吗", "notary"),
        ("合伙做生意散伙", "lawyer"),
    ],
)
def test_a_matter_goes_to_its_post_and_to_the_duty_lawyer_when_none_fits(question: str, post: str) -> None:
    assert routing.post_for(question) == post


def test_ticket_numbers_are_found_however_they_are_written() -> None:
    assert numbering.find("查一下12348-261124-0007到哪了") == "12348-261124-0007"
    assert numbering.find("单号 261124 0007") == "12348-261124-0007"
    assert numbering.find("我电话13812345678") is None


def test_forty_tickets_opened_at_once_are_numbered_without_a_gap(services: Services) -> None:
    def ask(n: int) -> None:
        services.attendant.hear(Incoming("web", f"visitor-{n}", cast.UNANSWERABLE, key=f"k{n}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(40)))
    numbers = sorted(card.number for card in services.tickets.board())
    assert numbers == [numbering.number(datetime(2026, 11, 24).date(), n) for n in range(1, 41)]  # noqa: DTZ001


def test_a_waiting_ticket_cannot_be_closed_and_a_missing_one_is_not_found(services: Services) -> None:
    services.attendant.hear(Incoming("web", "v", cast.UNANSWERABLE))
    ticket, me = services.tickets.board()[0], cast.lawyer(services)
    with pytest.raises(NotAllowed):
        services.tickets.close(ticket.id, me)
    assert services.tickets.open_one(ticket.id).card.stage == "waiting"
    with pytest.raises(NotFound):
        services.tickets.answer(9999, me, "您好")
