"""The first conversation, told as stories with a clock moved by hand."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient

from app import jobs
from app.wiring import Services
from kit.clock import SetClock
from tests import cast


def let_due_work_happen(services: Services) -> None:
    for name, one in jobs.due_work(services).items():
        jobs.work_off(name, one)


def test_a_question_is_answered_with_the_article_it_rests_on_and_stands_in_the_ledger(
    client: TestClient, services: Services
) -> None:
    client.get("/")
    cast.chat(client, "1", cast.ASKED)
    answer = cast.said(client)[-1]
    assert answer["who"] == "assistant" and cast.ARTICLE in answer["law"]
    detail = services.desk.open(services.desk.board()[0].id)
    told = detail.turns[-1]
    assert (told.entry_id, told.version) == ("labour-no-written-contract", 1)
    assert told.score is not None and told.score > 0.5


def test_what_cannot_be_answered_becomes_a_ticket_whose_answer_reaches_the_citizen(
    client: TestClient, services: Services
) -> None:
    client.get("/")
    cast.chat(client, "1", cast.UNANSWERABLE)
    promise = cast.said(client)[-1]["text"]
    ticket = services.tickets.board()[0]
    assert ticket.number == "12348-261124-0001" and ticket.number in promise
    assert "最迟11月27日星期五下午五点前" in promise  # three working days
    lawyer = cast.lawyer(services)
    services.tickets.answer(ticket.id, lawyer, "养鸭人应当管好自己的鸭子，造成损失的应当赔偿。")
    assert services.callbacks.board()[0].state == "ready"
    let_due_work_happen(services)
    last = cast.said(client)[-1]
    assert "养鸭人应当管好" in last["text"] and last["who"] == "staff"
    assert services.callbacks.board() == ()  # the promise is kept


def test_an_operator_takes_over_speaks_and_hands_back(client: TestClient, services: Services) -> None:
    client.get("/")
    me = cast.operator(services)
    cast.chat(client, "1", cast.ASKED)
    conversation = services.desk.board()[0].id
    services.desk.take(conversation, me)
    services.desk.say(conversation, me, "您好，我是林晓，您在那里上班多久了？")
    assert [turn["text"] for turn in cast.said(client)][-1].startswith("您好，我是林晓")
    cast.chat(client, "2", "上班半年了没有合同")
    assert cast.said(client)[-1]["who"] == "citizen"  # the assistant is silent
    services.desk.hand_back(conversation, me)
    cast.chat(client, "3", "老板拖欠三个月工资怎么办")
    assert "《劳动法》第五十条" in cast.said(client)[-1]["law"]


def test_danger_comes_before_everything_with_the_number_first_and_an_urgent_ticket(
    client: TestClient, services: Services
) -> None:
    client.get("/")
    cast.chat(client, "1", "官司输了，我不想活了，药都买好了")
    words = cast.said(client)[-1]
    assert "110" in words["text"] and "12356" in words["text"] and words["urgent"]
    card = services.desk.board()[0]
    assert card.danger and card.owner == "waiting"
    ticket = services.tickets.board()[0]
    assert ticket.urgent and ticket.due_at - ticket.opened_at == timedelta(hours=1)


def test_a_wish_for_a_person_is_a_promise_when_nobody_is_there_and_a_handover_when_somebody_is(
    client: TestClient, services: Services
) -> None:
    client.get("/")
    cast.chat(client, "1", "转人工")
    assert "最迟11月25日星期三下午五点前" in cast.said(client)[-1]["text"]
    services.staff.seen(cast.operator(services))
    cast.chat(client, "2", "我要找真人")
    assert "请稍等" in cast.said(client)[-1]["text"]
    assert services.desk.board()[0].owner == "waiting"


def test_nobody_is_left_waiting_longer_than_five_minutes(
    client: TestClient, services: Services, clock: SetClock
) -> None:
    services.staff.seen(cast.operator(services))
    client.get("/")
    cast.chat(client, "1", "人工")
    clock.advance(timedelta(minutes=4))
    let_due_work_happen(services)
    assert services.desk.board()[0].owner == "waiting"
    clock.advance(timedelta(minutes=2))
    let_due_work_happen(services)
    assert services.desk.board()[0].owner == "assistant"
    assert "12348-261124-0001" in cast.said(client)[-1]["text"]


def test_a_complaint_is_taken_in_their_own_words_and_is_the_directors(client: TestClient, services: Services) -> None:
    client.get("/")
    cast.chat(client, "1", "我要投诉")
    assert "中心主任" in cast.said(client)[-1]["text"]
    cast.chat(client, "2", "七号接线员让我自己上网查，还打哈欠")
    assert "12348-261124-0001" in cast.said(client)[-1]["text"]
    ticket = services.tickets.open_one(services.tickets.board()[0].id)
    assert (ticket.card.nature, ticket.card.post, ticket.question) == (
        "complaint",
        "director",
        "七号接线员让我自己上网查，还打哈欠",
    )


def test_a_call_is_answered_in_one_turn_and_a_hard_question_gets_a_spoken_date(client: TestClient) -> None:
    call = cast.caller(client)
    assert "智能助手" in "".join(call.begin())
    answer = "".join(call.speak(cast.ASKED))
    assert "二倍工资" in answer
    assert "劳动合同法第八十二条" in "".join(call.press("2"))
    assert "十一月二十七日星期五下午五点前" in "".join(call.speak(cast.UNANSWERABLE))


def test_the_same_answer_is_found_again_after_the_program_starts_anew(services: Services, client: TestClient) -> None:
    from app import wiring

    client.get("/")
    cast.chat(client, "1", cast.ASKED)
    again = wiring.build(services.settings, services.clock)
    try:
        assert again.desk.board()[0].topic == "单位一直不签书面劳动合同怎么办"
    finally:
        again.close()
