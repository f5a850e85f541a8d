from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.wiring import Services
from console import policy
from dialogue.talking import Incoming
from tests import cast


def a_conversation(services: Services, text: str = cast.ASKED, sender: str = "visitor-1") -> int:
    return services.attendant.hear(Incoming("web", sender, text)).conversation_id


def test_every_console_route_has_a_row_in_the_policy_table(app: FastAPI) -> None:
    paths = _names(app)
    assert {"workspace", "take", "answer_ticket"} <= paths
    assert paths == set(policy.POLICY) | policy.OPEN


def _names(app: FastAPI) -> set[str]:
    from console.ports import ConsoleServices
    from console.routes import router

    bare = ConsoleServices(*[None] * 5, secure_cookies=False, demo=True)  # type: ignore[arg-type]
    return {route.name for route in router(bare).routes}  # type: ignore[attr-defined]


def test_nobody_gets_in_without_logging_in(client: TestClient) -> None:
    answer = client.get("/console", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/console/login"
    assert client.get("/console/stream").status_code == 401
    assert client.get("/console/board", headers={"X-Fragment": "1"}).status_code == 401


def test_a_wrong_password_says_the_same_for_a_name_that_exists_and_one_that_does_not(
    client: TestClient, services: Services
) -> None:
    cast.operator(services)
    answers = [
        client.post("/console/login", data={"name": name, "password": "wrong-password"})
        for name in ("xiaolin", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all("用户名或密码不对" in answer.text for answer in answers)


def test_guessing_is_slowed_down_after_eight_tries(client: TestClient, services: Services) -> None:
    cast.operator(services)
    codes = [
        client.post("/console/login", data={"name": "xiaolin", "password": f"guess-{n}"}).status_code for n in range(9)
    ]
    assert codes == [401] * 8 + [429]


def test_an_operator_takes_speaks_hands_back_and_closes_through_the_page(
    client: TestClient, services: Services
) -> None:
    cast.operator(services)
    csrf = cast.log_in(client)
    conversation = a_conversation(services)
    page = client.get(f"/console/c/{conversation}").text
    assert "labour-no-written-contract" in page and "接管（T）" in page
    for act, more in (("take", {}), ("say", {"text": "您好"}), ("hand-back", {}), ("take", {}), ("close", {})):
        answer = client.post(f"/console/c/{conversation}/{act}", data={"csrf": csrf, **more})
        assert answer.status_code == 200, (act, answer.text)
    assert services.desk.board() == ()


def test_a_change_without_the_sessions_token_or_from_another_site_is_refused(
    client: TestClient, services: Services
) -> None:
    cast.operator(services)
    csrf = cast.log_in(client)
    conversation = a_conversation(services)
    assert client.post(f"/console/c/{conversation}/take", data={"csrf": "made up"}).status_code == 403
    other = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/console/c/{conversation}/take", data={"csrf": csrf}, headers=other).status_code == 403
    assert services.desk.board()[0].owner == "assistant"


def test_who_was_slower_is_told_who_took_it(client: TestClient, services: Services) -> None:
    cast.operator(services)
    csrf = cast.log_in(client)
    conversation = a_conversation(services)
    services.desk.take(conversation, cast.operator(services, "laochen", "陈卫国"))
    answer = client.post(f"/console/c/{conversation}/take", data={"csrf": csrf})
    assert answer.status_code == 409 and "陈卫国" in answer.json()["error"]


def test_a_post_answers_its_own_tickets_and_cannot_find_others(client: TestClient, services: Services) -> None:
    cast.lawyer(services)
    a_conversation(services, cast.UNANSWERABLE)
    a_conversation(services, "投诉七号接线员态度恶劣，一直打哈欠不理人", "visitor-2")
    mine, complaint = sorted(services.tickets.board(), key=lambda card: card.nature, reverse=True)
    csrf = cast.log_in(client, "zhoumin")
    listed = client.get("/console/tickets").text
    assert mine.number in listed and complaint.number not in listed
    assert client.get(f"/console/tickets/{complaint.id}").status_code == 404
    assert client.get("/console/board").status_code == 404  # conversations are not a post's
    empty = client.post(f"/console/tickets/{mine.id}/answer", data={"csrf": csrf, "text": "  "})
    assert empty.status_code == 400 and "不能为空" in empty.text
    client.post(f"/console/tickets/{mine.id}/answer", data={"csrf": csrf, "text": "可以要求赔偿实际损失。"})
    client.post(f"/console/tickets/{mine.id}/close", data={"csrf": csrf})
    assert services.tickets.open_one(mine.id).card.stage == "closed"


def test_an_operator_does_not_see_complaints_and_the_director_does(client: TestClient, services: Services) -> None:
    cast.operator(services)
    cast.director(services)
    a_conversation(services, "投诉七号接线员态度恶劣，一直打哈欠不理人")
    number = services.tickets.board()[0].number
    cast.log_in(client)
    assert number not in client.get("/console/tickets").text
    cast.log_in(client, "shen")
    assert number in client.get("/console/tickets").text


def test_a_citizens_markup_is_shown_as_text(client: TestClient, services: Services) -> None:
    cast.operator(services)
    cast.log_in(client)
    conversation = a_conversation(services, "<script>alert(1)</script>老板不给工资怎么办")
    page = client.get(f"/console/c/{conversation}").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_logging_out_and_losing_access_end_the_session(client: TestClient, services: Services) -> None:
    cast.operator(services)
    csrf = cast.log_in(client)
    client.post("/console/logout", data={"csrf": csrf})
    assert client.get("/console/board", headers={"X-Fragment": "1"}).status_code == 401
    cast.log_in(client)
    services.staff.disable("xiaolin")
    assert client.get("/console/board", headers={"X-Fragment": "1"}).status_code == 401
