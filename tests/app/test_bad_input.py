"""Whatever is sent, there is a clear answer or a refusal, and never a 500."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from app.wiring import Services
from tests import cast

STRANGE = {
    "a NUL": "老板\x00不给工资怎么办",
    "a lone surrogate": "老板\ud800不给工资怎么办",
    "emoji only": "😂😂😂👍🏻🐶",
    "control characters": "\x01\x02\x07",
    "right to left override": "\u202e办么怎资工给不板老",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "format fields": "{number} {0} %s {{7*7}}",
    "a quotation mark flood": "'\"`;--" * 50,
    "two thousand characters": "工" * 2000,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_words_in_the_web_chat_get_a_polite_answer(client: TestClient, text: str) -> None:
    client.get("/")
    body = json.dumps({"text": text, "key": "12345678"})  # escapes lone surrogates as the wire may carry them
    answer = client.post("/chat/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202
    assert cast.said(client)[-1]["who"] == "assistant" and cast.said(client)[-1]["text"]


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_words_on_the_phone_get_a_well_formed_document(client: TestClient, text: str) -> None:
    call = cast.caller(client)
    call.begin()
    assert call.speak(text.encode("utf-8", "replace").decode())  # the player parses every document as XML


@pytest.mark.parametrize(
    ("body", "status"),
    [
        # not JSON at all
        (b"{", 400),
        # not UTF-8
        (b"\xff\xfe", 400),
        # JSON of another shape
        (b"[1]", 400),
        # without the message's own id a repetition could not be told
        (b'{"text":"x"}', 400),
        # nothing said
        (b'{"text":"  ","key":"12345678"}', 400),
        # too long to be read, refused whole rather than cut
        (json.dumps({"text": "工" * 5000, "key": "12345678"}).encode(), 400),
        # a megabyte is refused before anybody parses it
        (b'{"text":"' + b"a" * 1_000_000 + b'","key":"12345678"}', 413),
    ],
)
def test_malformed_messages_are_refused_in_words_and_change_nothing(
    client: TestClient, services: Services, body: bytes, status: int
) -> None:
    client.get("/")
    before = len(cast.said(client))
    answer = client.post("/chat/messages", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status and answer.json()["error"]
    assert len(cast.said(client)) == before


def test_a_body_that_lies_about_its_length_is_still_bounded(client: TestClient) -> None:
    client.get("/")

    def endless() -> object:
        for _ in range(40):
            yield b"a" * 10_000

    answer = client.post("/chat/messages", content=endless())  # type: ignore[arg-type]
    assert answer.status_code == 413


def test_a_visitor_cannot_make_up_or_borrow_a_cookie(client: TestClient, services: Services) -> None:
    client.get("/")
    cast.chat(client, "1", cast.ASKED)
    for forged in ("someone.else", "x" * 40, ""):
        client.cookies.set("visitor", forged, domain="testserver.local")
        client.cookies.clear()
        assert client.get("/chat/history", headers={"Cookie": f"visitor={forged}"}).json() == {"turns": []}


def test_a_message_from_another_site_is_refused(client: TestClient) -> None:
    client.get("/")
    body = {"text": cast.ASKED, "key": "12345678"}
    assert client.post("/chat/messages", json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/chat/messages", json=body, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_every_page_carries_the_headers_that_keep_it_safe(client: TestClient) -> None:
    for path in ("/", "/console/login", "/healthz", "/nothing-here"):
        assert "default-src 'self'" in client.get(path).headers["content-security-policy"]


def test_health_says_whether_the_database_answers(client: TestClient, services: Services) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ok"
