"""The staff's side of conversations: see them all, take one over, speak, hand it back, close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dialogue.attendant import view
from dialogue.lines import Lines
from dialogue.models import ConversationRow
from dialogue.store import TalkStore
from dialogue.talking import LIVE_CHANNELS, TurnView
from kit import bell, outbox
from kit.audit import Audit
from kit.clock import Clock
from kit.errors import AlreadyTaken, BadInput, NotAllowed, NotFound, NotYours
from kit.phones import mask, mask_within
from kit.text import clean, has_words
from kit.work import Database
from tickets.ports import People


@dataclass(frozen=True)
class ConversationCard:
    id: int
    channel: str
    sender_masked: str
    owner: str
    owner_id: int | None
    owner_name: str
    topic: str
    last_words: str
    waiting_since: datetime | None
    last_at: datetime
    danger: bool
    ended: bool


@dataclass(frozen=True)
class ConversationDetail:
    card: ConversationCard
    turns: tuple[TurnView, ...]


class Desk:
    def __init__(self, database: Database, clock: Clock, audit: Audit, people: People, lines: Lines) -> None:
        self._database, self._clock, self._audit, self._people, self._lines = database, clock, audit, people, lines

    def board(self) -> tuple[ConversationCard, ...]:
        """Every open conversation: danger nobody owns first, then who waits longest, then those in people's hands, then the rest."""
        with self._database.read() as session:
            store = TalkStore(session)
            rows = store.board()
            words = store.last_citizen_words([row.id for row in rows])
            return tuple(_card(row, words.get(row.id, "")) for row in rows)

    def open(self, conversation_id: int) -> ConversationDetail:
        """One conversation with all its turns; NotFound."""
        with self._database.read() as session:
            store = TalkStore(session)
            row = _there(store.get(conversation_id))
            words = store.last_citizen_words([row.id]).get(row.id, "")
            return ConversationDetail(_card(row, words), tuple(view(turn) for turn in store.turns([row.id])))

    def take(self, conversation_id: int, staff_id: int) -> None:
        """Makes the conversation this person's by one conditional update. NotFound; AlreadyTaken says by whom. Taking one's own again is fine."""
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            name = self._people.display_name(work.session, staff_id)
            if not store.give_to(conversation_id, staff_id, name):
                work.session.expire_all()
                row = _there(store.get(conversation_id))
                if row.ended_at is not None:
                    raise NotAllowed("这个会话已经结束了。")
                if row.staff_id == staff_id:
                    return
                raise AlreadyTaken(row.staff_name or "同事")
            store.drop_queued(conversation_id)
            row = _there(store.get(conversation_id))
            self._tell_change(work.session, row, "taken", now, name)
            self._audit.write(
                work.session, now, f"staff:{staff_id}", "conversation.taken", conversation=conversation_id
            )
            bell.ring(work.session, "owner", conversation_id, now)
            work.commit()

    def say(self, conversation_id: int, staff_id: int, text: str) -> int:
        """Says it to the citizen on their channel; the turn's id. NotFound, NotYours, BadInput (empty or too long)."""
        text, now = clean(text), self._clock.now()
        if not has_words(text):
            raise BadInput("请先写点内容再发送。")
        with self._database.work() as work:
            store = TalkStore(work.session)
            row = self._mine(store, conversation_id, staff_id)
            if not store.change(row.id, row.version, last_at=now):
                raise NotYours
            turn = store.add_turn(row.id, "staff", text, now, name=row.staff_name or "", spoken=[text])
            _send(work.session, row, text, now, turn.id)
            bell.ring(work.session, "turn", row.id, now)
            work.commit()
            return turn.id

    def hand_back(self, conversation_id: int, staff_id: int) -> None:
        """Gives the conversation back to the assistant, visibly. NotFound, NotYours."""
        self._let_go(conversation_id, staff_id, "handed_back", owner="assistant", staff_id_after=None)

    def close(self, conversation_id: int, staff_id: int) -> None:
        """Ends the conversation; the citizen's next words open a new one. NotFound, NotYours."""
        self._let_go(conversation_id, staff_id, "closed", owner="assistant", staff_id_after=staff_id)

    def _let_go(self, conversation_id: int, staff_id: int, line: str, owner: str, staff_id_after: int | None) -> None:
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            row = self._mine(store, conversation_id, staff_id)
            self._tell_change(work.session, row, line, now, row.staff_name or "")
            ended = now if line == "closed" else None
            values = {
                "owner": owner,
                "staff_id": staff_id_after,
                "waiting_since": None,
                "danger": False,
                "ended_at": ended,
                "last_at": now,
            }
            if not store.change(row.id, row.version, **values):
                raise NotYours
            self._audit.write(
                work.session, now, f"staff:{staff_id}", f"conversation.{line}", conversation=conversation_id
            )
            bell.ring(work.session, "owner", conversation_id, now)
            work.commit()

    def _mine(self, store: TalkStore, conversation_id: int, staff_id: int) -> ConversationRow:
        row = _there(store.get(conversation_id))
        if row.owner != "staff" or row.staff_id != staff_id or row.ended_at is not None:
            raise NotYours
        return row

    def _tell_change(self, session: Session, row: ConversationRow, line: str, now: datetime, name: str) -> None:
        text = self._lines.text(line, name=name)
        turn = TalkStore(session).add_turn(row.id, "system", text, now, spoken=[text])
        _send(session, row, text, now, turn.id)


def _send(session: Session, row: ConversationRow, text: str, now: datetime, turn_id: int) -> None:
    if row.channel not in LIVE_CHANNELS:
        outbox.post(session, row.channel, row.sender, text, now, turn_id=turn_id)


def _card(row: ConversationRow, words: str) -> ConversationCard:
    return ConversationCard(
        row.id, row.channel, mask(row.sender.split("#")[0]), row.owner, row.staff_id,
        row.staff_name or "" if row.owner == "staff" else "",
        row.topic, mask_within(words)[:60], row.waiting_since, row.last_at, row.danger, row.ended_at is not None,
    )  # fmt: skip


def _there(row: ConversationRow | None) -> ConversationRow:
    if row is None:
        raise NotFound("没有找到这个会话。")
    return row
