"""Renders the steps of a call as TwiML."""

from __future__ import annotations

from twilio.twiml.voice_response import Gather, VoiceResponse

from voice.speech import aloud
from voice.steps import Bridge, End, Listen, Step

VOICE, SAY_LANGUAGE, HEAR_LANGUAGE = "Polly.Zhiyu-Neural", "cmn-CN", "cmn-Hans-CN"
MOST_SAY = 600  # characters a Say: Twilio's own limit is 4096, but nobody listens so long without a pause
MOST_PIECES = 20
HINTS = "劳动仲裁,工伤认定,法律援助,人工,离婚,抚养费,赡养,工资,拖欠工资,借条,交通事故,物业,拆迁,公证,司法鉴定,人民调解,行政复议,溧阳"


def render(step: Step, public_url: str) -> str:
    """One TwiML document, well under 64 kB, that always has a way on for a caller who says nothing."""
    response = VoiceResponse()
    match step:
        case Listen(pieces=pieces, next_turn=next_turn, wait=wait):
            gather = Gather(
                input="dtmf speech", language=HEAR_LANGUAGE, hints=HINTS, num_digits=1, speech_timeout="2", timeout=wait,
                action=public_url + next_turn, method="POST", action_on_empty_result=True,
            )  # fmt: skip
            _say(gather, pieces)
            response.append(gather)
            response.redirect(public_url + next_turn, method="POST")
        case Bridge(pieces=pieces, number=number):
            _say(response, pieces)
            response.dial(number, timeout=25, answer_on_bridge=True)
            _say(response, ("电话没有接通，我们会尽快给您回电。再见。",))
        case End(pieces=pieces):
            _say(response, pieces)
            response.hangup()
    return str(response)


def _say(parent: VoiceResponse | Gather, pieces: tuple[str, ...]) -> None:
    for piece in pieces[:MOST_PIECES]:
        words = aloud(piece)[:MOST_SAY]
        if words:
            parent.say(words, voice=VOICE, language=SAY_LANGUAGE)
