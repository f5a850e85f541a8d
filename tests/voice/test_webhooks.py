from __future__ import annotations

from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from app.wiring import Services
from kit.errors import Misconfigured
from tests import cast
from voice.signature import SignatureCheck

CALL = {"CallSid": "CA" + "0" * 32, "From": "+8613812345678", "To": "12348"}
CHECK = SignatureCheck("http://testserver", ["t" * 32])


def signed(client: TestClient, path: str, form: dict[str, str], check: SignatureCheck = CHECK) -> tuple[int, str]:
    answer = client.post(path, data=form, headers={"X-Twilio-Signature": check.sign(path, form)})
    return answer.status_code, answer.text


def test_no_token_refuses_to_be_built() -> None:
    for tokens in ([], [""], ["good", ""]):
        with pytest.raises(Misconfigured):
            SignatureCheck("https://example.org", tokens)


def test_two_tokens_hold_while_one_replaces_the_other(client: TestClient) -> None:
    both = SignatureCheck("http://testserver", ["new", "old"])
    old = SignatureCheck("http://testserver", ["old"])
    assert both.holds("/voice/incoming", CALL, old.sign("/voice/incoming", CALL))


@pytest.mark.parametrize("path", ["/voice/incoming", "/voice/turn?turn=1&after=0", "/voice/status"])
def test_a_forged_webhook_is_refused_and_leaves_nothing(client: TestClient, services: Services, path: str) -> None:
    stranger = SignatureCheck("http://testserver", ["somebody else"])
    good = CHECK.sign(path, CALL)
    forged = [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "x" * 28},
        {"X-Twilio-Signature": stranger.sign(path, CALL)},
        {"X-Twilio-Signature": good[::-1]},
        {"X-Twilio-Signature": CHECK.sign("/voice/other", CALL)},
    ]
    for headers in forged:
        assert client.post(path, data=CALL, headers=headers).status_code == 403
    # a signature does not cover a parameter that was added, emptied or changed
    for changed in (CALL | {"Digits": "0"}, CALL | {"Empty": ""}, CALL | {"From": "+8610086"}):
        assert client.post(path, data=changed, headers={"X-Twilio-Signature": good}).status_code == 403
    assert services.desk.board() == ()


def test_the_same_webhook_twice_gets_the_same_bytes_and_one_ticket(client: TestClient, services: Services) -> None:
    signed(client, "/voice/incoming", CALL)
    form = CALL | {"SpeechResult": cast.UNANSWERABLE}
    first = signed(client, "/voice/turn?turn=1&after=1", form)
    assert first == signed(client, "/voice/turn?turn=1&after=1", form) and first[0] == 200
    assert len(services.tickets.board()) == 1


def test_duplicate_parameters_and_missing_call_ids_are_refused(client: TestClient) -> None:
    body = "CallSid=CA1&CallSid=CA2"
    assert client.post("/voice/incoming", content=body, headers={"X-Twilio-Signature": "x"}).status_code == 400
    assert signed(client, "/voice/incoming", {"From": "+8613812345678"})[0] == 400
    assert signed(client, "/voice/turn?turn=abc", CALL)[0] == 400


def test_every_document_names_its_language_and_leaves_a_silent_caller_a_way_on(client: TestClient) -> None:
    root = ElementTree.fromstring(signed(client, "/voice/incoming", CALL)[1])
    assert all(say.get("language") == "cmn-CN" and say.get("voice") for say in root.iter("Say"))
    gather = root.find("Gather")
    assert gather is not None and gather.get("language") == "cmn-Hans-CN" and gather.get("input") == "dtmf speech"
    assert gather.get("action") and root[-1].tag == "Redirect"


def test_the_third_silence_ends_the_call_never_the_first(client: TestClient) -> None:
    call = cast.caller(client)
    call.begin()
    said = [call.stay_silent(), call.stay_silent()]
    assert not call.over and said[0] != said[1]
    call.stay_silent()
    assert call.over


def test_what_an_operator_writes_is_read_to_the_caller_and_the_assistant_falls_silent(
    client: TestClient, services: Services
) -> None:
    call, me = cast.caller(client), cast.operator(services)
    call.begin()
    call.speak(cast.ASKED)
    conversation = services.desk.board()[0].id
    services.desk.take(conversation, me)
    services.desk.say(conversation, me, "您好，我是林晓，您慢慢说。")
    heard = "".join(call.stay_silent())
    assert "我是林晓" in heard and "林晓已接入" in heard
    assert call.stay_silent() == () and not call.over  # nothing twice, and she is still listened to
    assert call.speak("老板拖欠三个月工资怎么办") == ()


def test_offered_choices_are_taken_by_a_key(client: TestClient, services: Services) -> None:
    call = cast.caller(client)
    call.begin()
    call.speak("离婚孩子")
    card = services.desk.open(services.desk.board()[0].id).turns[-1]
    if card.decision == "clarify":
        assert call.press("1")
        assert services.desk.open(services.desk.board()[0].id).turns[-1].decision == "answer"


def test_a_finished_call_ends_its_conversation_once(client: TestClient, services: Services) -> None:
    signed(client, "/voice/incoming", CALL)
    for _ in range(2):
        assert signed(client, "/voice/status", CALL | {"CallStatus": "completed"})[0] == 204
    assert services.desk.board() == ()
