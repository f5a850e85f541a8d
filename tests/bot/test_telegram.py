from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wiring import Services
from bot.telegram.sender import TelegramSender
from kit.errors import TryAgain, Undeliverable
from tests import cast
from tests.fakes import telegram_server
from tests.fakes.telegram_server import TelegramServer

TOKEN = "42:" + "a" * 35
SECRET = "webhook-secret"


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with telegram_server.running() as server:
        yield server


@pytest.fixture
def hooked(settings: Settings, services: Services, telegram: TelegramServer) -> Iterator[TestClient]:
    """The product with Telegram on, by webhook."""
    own = settings.model_copy(
        update={"telegram_token": TOKEN, "telegram_secret": SECRET, "telegram_api_base": telegram.url}
    )
    with TestClient(create_app(own, services, with_due_work=False), base_url="http://testserver") as client:
        yield client


def update(number: int, text: str) -> dict[str, Any]:
    chat = {"id": 7, "type": "private", "first_name": "王"}
    sender = {"id": 7, "is_bot": False, "first_name": "王"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text},
    }


def deliver(client: TestClient, body: Any, secret: str = SECRET) -> int:
    return client.post("/telegram/webhook", json=body, headers={"X-Telegram-Bot-Api-Secret-Token": secret}).status_code


def test_a_question_is_answered_with_its_article(hooked: TestClient, telegram: TelegramServer) -> None:
    assert deliver(hooked, update(1, cast.ASKED)) == 200
    assert cast.ARTICLE in telegram.sent()[-1]


def test_the_first_message_says_what_leaves_the_country_and_offers_domestic_ways(
    hooked: TestClient, telegram: TelegramServer
) -> None:
    deliver(hooked, update(1, "/start"))
    assert "境外" in telegram.sent()[0] and "12348" in telegram.sent()[0]


def test_without_a_webhook_secret_updates_are_fetched_and_each_is_answered_once(
    settings: Settings, services: Services, telegram: TelegramServer
) -> None:
    own = settings.model_copy(update={"telegram_token": TOKEN, "telegram_api_base": telegram.url})
    telegram.updates = [update(1, "/start"), update(2, cast.ASKED)]
    with TestClient(create_app(own, services), base_url="http://testserver"):
        wait_until(lambda: telegram.updates == [] and any(cast.ARTICLE in text for text in telegram.sent()))
    assert sum(cast.ARTICLE in text for text in telegram.sent()) == 1


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


def test_five_repeats_of_an_update_are_answered_once(hooked: TestClient, telegram: TelegramServer) -> None:
    for _ in range(5):
        assert deliver(hooked, update(1, cast.ASKED)) == 200
    assert len(telegram.sent()) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "ключ"])
def test_a_forged_secret_is_refused(hooked: TestClient, telegram: TelegramServer, secret: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    assert hooked.post("/telegram/webhook", json=update(1, cast.ASKED), headers=headers).status_code == 403
    assert telegram.sent() == []


@pytest.mark.parametrize("body", [{"update_id": 9, "something_new": {}}, {"unknown": 1}, {}, [], "text"])
def test_an_update_of_unknown_shape_is_taken_and_left(hooked: TestClient, telegram: TelegramServer, body: Any) -> None:
    assert deliver(hooked, body) == 200
    assert telegram.sent() == []


def test_what_is_not_json_is_refused(hooked: TestClient) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert hooked.post("/telegram/webhook", content=b"{", headers=headers).status_code == 400


def test_a_colleagues_words_reach_telegram_through_the_outbox(
    hooked: TestClient, services: Services, telegram: TelegramServer
) -> None:
    from dialogue.outgoing import Postman

    me = cast.operator(services)
    deliver(hooked, update(1, cast.ASKED))
    conversation = services.desk.board()[0].id
    services.desk.take(conversation, me)
    services.desk.say(conversation, me, "您好，我是林晓。")
    postman = Postman(
        services.database, services.clock, {"telegram": TelegramSender(TOKEN, telegram.url)}, services.callbacks
    )
    while postman.deliver_one():
        pass
    assert telegram.sent()[-2:] == ["林晓已接入，下面由值班人员为您服务。", "您好，我是林晓。"]


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        # the citizen blocked the bot: for ever
        (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}, Undeliverable),
        # too many messages: for now, and they say for how long
        (429, {"ok": False, "error_code": 429, "description": "…", "parameters": {"retry_after": 7}}, TryAgain),
        # a fault of theirs: for now
        (502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}, TryAgain),
    ],
)
def test_errors_are_for_ever_or_for_now(
    telegram: TelegramServer, status: int, answer: dict[str, Any], error: type[Exception]
) -> None:
    telegram.failure = (status, answer)
    with pytest.raises(error) as raised:
        TelegramSender(TOKEN, telegram.url).send("7", "您好")
    if status == 429:
        assert raised.value.after == 7  # type: ignore[attr-defined]
