"""The attendant: every channel hands it what somebody said and gets what is to be said back.

A turn is three steps: note what was said; think, outside of any transaction; speak, if the conversation is still as it was noted.
A person who took over meanwhile changed it, so what the assistant had ready is dropped; a newer message of the citizen did too,
so the turn is thought again from there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from callbacks.service import CallbackBook
from dialogue.acting import Acted, Acting, Spoken
from dialogue.engine import Stage, Talk
from dialogue.mind import Mind
from dialogue.models import ConversationRow, DeliveryRow, TurnRow
from dialogue.ports import Duty
from dialogue.store import TalkStore
from dialogue.talking import Choice, Incoming, Reply, TurnView, Utterance
from dialogue.voicing import Voicing
from kit import bell, inbox, logs
from kit.clock import Clock
from kit.errors import HotlineError
from kit.text import clean
from kit.work import Database
from tickets.service import Opened, TicketDesk

log = logs.get("dialogue")

_MOST_ROUNDS = 20  # a citizen who types faster than we think; each round answers from the newest state
_REPEAT_WAIT = 5.0  # seconds a repetition waits for the answer to the first delivery


@dataclass
class _RealHands:
    """Opens real tickets with a promise each, in the unit of work of the turn."""

    session: Session
    conversation: ConversationRow
    now: datetime
    desk: TicketDesk
    book: CallbackBook
    duty: Duty

    def open_ticket(self, nature: str, question: str, urgent: bool, post_hint: str | None) -> Opened:
        ticket = self.desk.open(
            self.session, nature=nature, question=question, conversation_id=self.conversation.id, now=self.now, urgent=urgent,
            post_hint=post_hint,
        )  # fmt: skip
        self.book.promise(
            self.session, reason="answer_promised", channel=self.conversation.channel, sender=self.conversation.sender,
            conversation_id=self.conversation.id, due_at=ticket.due_at, ticket_id=ticket.id,
        )  # fmt: skip
        return ticket

    def somebody_is_on_duty(self) -> bool:
        return self.duty.somebody_is_on_duty(self.now)

    def tickets(self) -> Sequence[str]:
        return self.desk.numbers_of(self.conversation.id)

    def status(self, number: str) -> tuple[str, datetime, str | None] | None:
        return self.desk.status_words(number, self.conversation.id)


class Attendant:
    def __init__(
        self, database: Database, clock: Clock, mind: Mind, voicing: Voicing, tickets: TicketDesk, callbacks: CallbackBook,
        duty: Duty, push_channels: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """On `push_channels` a turn is queued until `release` lets it out; elsewhere saying it is delivering it."""
        self._database, self._clock, self._mind, self._voicing = database, clock, mind, voicing
        self._tickets, self._callbacks, self._duty = tickets, callbacks, duty
        self._acting = Acting(voicing, mind.recognisers)
        self._push = frozenset(push_channels)

    def greet(self, channel: str, sender: str) -> Reply:
        """Opens the sender's conversation and greets, once a conversation."""
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            row, new = store.open_or_begin(channel, sender, now)
            if not new:
                return Reply(row.id, (), row.owner, False)
            turn = self._write(store, row, Spoken(self._voicing.line("greeting"), "smalltalk"), now)
            bell.ring(work.session, "turn", row.id, now)
            work.commit()
            return Reply(row.id, (turn,), row.owner, False)

    def hear(self, incoming: Incoming) -> Reply:
        """What to say to it now. A repetition (same key) gets the same reply and changes nothing. BadInput when it is too long."""
        text = clean(incoming.text or "")
        incoming = Incoming(
            incoming.channel, incoming.sender, text, incoming.choice, incoming.silent, incoming.key, incoming.confidence
        )
        row_id = self._note_once(incoming)
        if row_id is None:
            return self._as_before(incoming)
        for _ in range(_MOST_ROUNDS):
            reply = self._try_to_answer(row_id, incoming)
            if reply is not None:
                return reply
        raise HotlineError("您发得太快了，请稍等一下再说。")

    def release(self, turn_id: int) -> bool:
        """Lets a queued turn out, right before it is sent. False: do not send it (a person took over meanwhile, or it is out already)."""
        with self._database.work() as work:
            released = TalkStore(work.session).release(turn_id)
            work.commit()
        return released

    def left(self, channel: str, sender: str) -> None:
        """The citizen hung up: the conversation ends, whoever owned it."""
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            row = store.open_of(channel, sender)
            if row is None:
                return
            store.change(row.id, row.version, ended_at=now, waiting_since=None)
            bell.ring(work.session, "owner", row.id, now)
            work.commit()

    def owner(self, channel: str, sender: str) -> str:
        """Whose the sender's conversation is now: assistant · waiting · staff."""
        with self._database.read() as session:
            row = TalkStore(session).open_of(channel, sender)
            return row.owner if row else "assistant"

    def history(self, channel: str, sender: str, after: int = 0) -> tuple[TurnView, ...]:
        """All this sender was told and said, oldest first, without what was dropped."""
        with self._database.read() as session:
            store = TalkStore(session)
            ids = store.ids_of(channel, sender)
            return tuple(view(turn) for turn in store.turns(ids, after)) if ids else ()

    def _note_once(self, incoming: Incoming) -> int | None:
        """Writes down what was said; None for a repetition, which must not wait for its answer inside of a unit of work."""
        with self._database.work() as work:
            if incoming.key and not inbox.first_time(work.session, incoming.channel, incoming.key, self._clock.now()):
                return None
            row_id = self._note(work.session, incoming)
            work.commit()
            return row_id

    def _note(self, session: Session, incoming: Incoming) -> int:
        now, store = self._clock.now(), TalkStore(session)
        row, _ = store.open_or_begin(incoming.channel, incoming.sender, now)
        words = incoming.text
        if incoming.choice is not None:
            words = next(
                (c["label"] for c in _last_choices(store, row.id) if c["number"] == incoming.choice),
                str(incoming.choice),
            )
        if words:
            store.add_turn(row.id, "citizen", words, now)
        row.last_at, row.version = now, row.version + 1
        bell.ring(session, "turn", row.id, now)
        return row.id

    def _try_to_answer(self, row_id: int, incoming: Incoming) -> Reply | None:
        with self._database.read() as session:
            row = TalkStore(session).get(row_id)
            if row is None or row.ended_at is not None or row.owner == "staff":
                return self._remember(
                    incoming,
                    Reply(row_id, (), row.owner if row else "assistant", row is None or row.ended_at is not None),
                )
            version, waiting, talk = row.version, row.owner == "waiting", talk_from(row.talk)
        talk, todos = self._mind.think(talk, incoming, waiting)
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            if not store.change(row_id, version, last_at=now):
                return None
            work.session.expire_all()
            row = store.get(row_id)
            if row is None:
                return None
            hands = _RealHands(work.session, row, now, self._tickets, self._callbacks, self._duty)
            acted = self._acting.carry_out(talk, todos, hands)
            reply = self._settle(store, row, acted, now)
            if incoming.key:
                inbox.answer(work.session, incoming.channel, incoming.key, asdict(reply))
            bell.ring(work.session, "danger" if acted.danger else "turn", row_id, now)
            work.commit()
        log.info("turn_answered", conversation_id=row_id, decisions=[u.decision for u in reply.utterances])
        return reply

    def _settle(self, store: TalkStore, row: ConversationRow, acted: Acted, now: datetime) -> Reply:
        row.talk = asdict(acted.talk)
        row.topic = acted.topic[:80] or row.topic
        row.danger = row.danger or acted.danger is not None
        if acted.calls_person and row.owner == "assistant":
            row.owner, row.waiting_since = "waiting", now
        if acted.ended:
            row.ended_at = now
        utterances = tuple(self._write(store, row, spoken, now) for spoken in acted.said)
        return Reply(row.id, utterances, row.owner, acted.ended)

    def _write(self, store: TalkStore, row: ConversationRow, spoken: Spoken, now: datetime) -> Utterance:
        words, pushed = spoken.words, row.channel in self._push
        known = words.known
        turn = store.add_turn(
            row.id, "assistant", words.text, now, name="智能助手", spoken=list(words.spoken),
            choices=[asdict(choice) for choice in words.choices], decision=spoken.decision,
            entry_id=known.entry.id if known else None, entry_version=known.version if known else None, score=words.score,
            why=words.why, law=words.law, state="queued" if pushed else "said",
        )  # fmt: skip
        if known is not None:
            store.add_delivery(
                DeliveryRow(
                    turn_id=turn.id, conversation_id=row.id, channel=row.channel, sender=row.sender, question=words.question,
                    entry_id=known.entry.id, entry_version=known.version, score=words.score or 0.0, at=now, delivered=not pushed,
                )
            )  # fmt: skip
        return Utterance(turn.id, words.text, words.spoken, words.choices, spoken.decision, words.law)

    def _remember(self, incoming: Incoming, reply: Reply) -> Reply:
        if incoming.key:
            with self._database.work() as work:
                inbox.answer(work.session, incoming.channel, incoming.key, asdict(reply))
                work.commit()
        return reply

    def _as_before(self, incoming: Incoming) -> Reply:
        until = time.monotonic() + _REPEAT_WAIT
        while True:
            with self._database.read() as session:
                before = inbox.answered(session, incoming.channel, incoming.key or "")
            if before is not None:
                return _reply_from(before)
            if time.monotonic() > until:
                raise HotlineError("上一条还在处理，请稍等。")
            time.sleep(0.05)


def talk_from(stored: dict[str, Any]) -> Talk:
    """The talk as it was stored; fields of another version of the program are left out."""
    known = {f.name for f in fields(Talk)}
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k in known}
    if "stage" in values:
        values["stage"] = Stage(values["stage"])
    return Talk(**values)


def view(turn: TurnRow) -> TurnView:
    choices = tuple(Choice(c["number"], c["label"]) for c in turn.choices)
    return TurnView(
        turn.id, turn.who, turn.name, turn.text, turn.at, turn.decision, turn.entry_id, turn.entry_version, turn.score, turn.why,
        turn.law, choices, tuple(turn.spoken),
    )  # fmt: skip


def _last_choices(store: TalkStore, conversation_id: int) -> list[dict[str, Any]]:
    offered = [turn.choices for turn in store.turns([conversation_id]) if turn.choices]
    return offered[-1] if offered else []


def _reply_from(stored: dict[str, Any]) -> Reply:
    utterances = tuple(
        Utterance(
            u["turn_id"],
            u["text"],
            tuple(u["spoken"]),
            tuple(Choice(**c) for c in u["choices"]),
            u["decision"],
            u["law"],
        )
        for u in stored["utterances"]
    )
    return Reply(stored["conversation_id"], utterances, stored["owner"], stored["ended"])
