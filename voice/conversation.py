"""From one webhook of a call to the next step of it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.attendant import Attendant
from dialogue.talking import Incoming, Reply, TurnView
from voice.steps import Bridge, End, Listen, Step

CHANNEL = "phone"
AFTER_ANSWER = "重听请按1，听法条依据请按2，找工作人员请按0，也可以直接说下一个问题。"
_HOLD = 5  # seconds between looks for what a colleague wrote
MOST_TURNS = 500


@dataclass(frozen=True)
class Heard:
    """What the provider heard: words, one key, or nothing."""

    call: str
    caller: str
    turn: int
    words: str
    key: str
    after: int  # the last turn of a colleague that was spoken on this call


class PhoneConversation:
    def __init__(self, attendant: Attendant, duty_number: str | None) -> None:
        self._attendant, self._duty_number = attendant, duty_number

    def begin(self, call: str, caller: str) -> Step:
        sender = _sender(call, caller)
        self._attendant.greet(CHANNEL, sender)
        greeting = next(t for t in self._attendant.history(CHANNEL, sender) if t.who == "assistant")
        return Listen(greeting.spoken, _next(1, greeting.id))

    def go_on(self, heard: Heard) -> Step:
        sender = _sender(heard.call, heard.caller)
        if heard.turn > MOST_TURNS:
            return End(("通话时间很长了，需要时请再拨12348。再见。",))
        if (
            not heard.words
            and self._attendant.owner(CHANNEL, sender) in ("staff", "waiting")
            and heard.key in ("", "0")
        ):
            return self._hold(heard, sender)
        past = [t for t in self._attendant.history(CHANNEL, sender) if t.who == "assistant"]
        if heard.key in ("1", "2") and past and not past[-1].choices and past[-1].law:
            pieces = past[-1].spoken if heard.key == "1" else (f"依据是{past[-1].law}。",)
            return Listen((*pieces, AFTER_ANSWER), _next(heard.turn + 1, heard.after))
        reply = self._attendant.hear(_incoming(heard, sender, bool(past and past[-1].choices)))
        return self._step(heard, sender, reply)

    def left(self, call: str, caller: str) -> None:
        self._attendant.left(CHANNEL, _sender(call, caller))

    def _step(self, heard: Heard, sender: str, reply: Reply) -> Step:
        pieces = tuple(piece for said in reply.utterances for piece in said.spoken)
        if reply.ended:
            return End(pieces or ("再见。",))
        if reply.owner == "waiting" and self._duty_number and reply.utterances:
            return Bridge(pieces, self._duty_number)
        if reply.owner in ("staff", "waiting"):
            last = max((u.turn_id for u in reply.utterances), default=heard.after)
            return Listen(
                (*pieces, *self._staff_words(sender, heard.after)), self._after_staff(sender, heard, last), _HOLD
            )
        if any(u.law for u in reply.utterances):
            pieces = (*pieces, AFTER_ANSWER)
        return Listen(pieces, _next(heard.turn + 1, heard.after))

    def _hold(self, heard: Heard, sender: str) -> Step:
        """A colleague was called or is writing: what they wrote is read to the caller, who is listened to all the while."""
        words = self._staff_words(sender, heard.after)
        return Listen(words, self._after_staff(sender, heard, heard.after), _HOLD)

    def _staff_turns(self, sender: str, after: int) -> list[TurnView]:
        return [t for t in self._attendant.history(CHANNEL, sender, after) if t.who in ("staff", "system")]

    def _staff_words(self, sender: str, after: int) -> tuple[str, ...]:
        return tuple(piece for turn in self._staff_turns(sender, after) for piece in turn.spoken)

    def _after_staff(self, sender: str, heard: Heard, last: int) -> str:
        return _next(heard.turn + 1, max([t.id for t in self._staff_turns(sender, heard.after)], default=last))


def _sender(call: str, caller: str) -> str:
    # Each call is a conversation of its own; the number stands in front so that lists can show it masked.
    return f"{caller or 'withheld'}#{call}"


def _next(turn: int, after: int) -> str:
    return f"/voice/turn?turn={turn}&after={after}"


def _incoming(heard: Heard, sender: str, choosing: bool) -> Incoming:
    key = f"{heard.call}:{heard.turn}"
    if heard.key == "0":
        return Incoming(CHANNEL, sender, "人工", key=key)
    if heard.key.isdigit() and choosing:
        return Incoming(CHANNEL, sender, choice=int(heard.key), key=key)
    if heard.words:
        return Incoming(CHANNEL, sender, heard.words, key=key)
    return Incoming(CHANNEL, sender, silent=True, key=key)
