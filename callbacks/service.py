"""The book of promises: written with the ticket, made ready by the answer, kept by the due-work loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from callbacks import plan
from callbacks.models import CallbackRow
from callbacks.ports import Conversations
from callbacks.store import CallbackStore
from kit import logs
from kit.clock import Clock
from kit.work import Database

log = logs.get("callbacks")


@dataclass(frozen=True)
class CallbackCard:
    id: int
    reason: str
    state: str
    channel: str
    ticket_id: int | None
    due_at: datetime
    attempts: int
    late: bool


class CallbackBook:
    def __init__(self, database: Database, clock: Clock, conversations: Conversations, channels: Sequence[str]) -> None:
        """`channels` are those whose messages we can deliver; a promise on another channel waits for its dialler or a person."""
        self._database, self._clock = database, clock
        self._conversations, self._channels = conversations, tuple(channels)

    def promise(
        self, session: Session, *, reason: str, channel: str, sender: str, conversation_id: int, due_at: datetime,
        ticket_id: int | None = None,
    ) -> int:  # fmt: skip
        """Writes down a promise in the caller's unit of work; its id."""
        row = CallbackRow(
            reason=reason, state="promised", channel=channel, sender=sender, conversation_id=conversation_id,
            ticket_id=ticket_id, due_at=due_at, attempts=0,
        )  # fmt: skip
        return CallbackStore(session).add(row).id

    def ready(self, session: Session, ticket_id: int, text: str, now: datetime) -> None:
        """The words of a ticket's promise are here (fulfils `tickets.ports.Answers`). A later answer is a promise of its own."""
        store = CallbackStore(session)
        row = store.of_ticket(ticket_id)
        if row is None:
            return
        if row.state == "promised":
            store.settle(row.id, state="ready", words=text)
            return
        store.add(
            CallbackRow(
                reason=row.reason, state="ready", channel=row.channel, sender=row.sender, conversation_id=row.conversation_id,
                ticket_id=ticket_id, words=text, due_at=now, attempts=0,
            )
        )  # fmt: skip

    def keep_one(self) -> bool:
        """Takes one ready promise and hands its words to the channel, all in one unit of work. True if there was one."""
        now = self._clock.now()
        with self._database.work() as work:
            store = CallbackStore(work.session)
            row = store.claim_one_ready(self._channels, now)
            if row is None:
                return False
            store.settle(row.id, state="handed_over")
            self._conversations.tell(work.session, row.conversation_id, row.words or "", now, row.id)
            work.commit()
        log.info("promise_handed_over", callback_id=row.id, channel=row.channel)
        return True

    def delivered(self, session: Session, callback_id: int, now: datetime) -> None:
        """The channel says the words arrived."""
        CallbackStore(session).settle(callback_id, state="kept", outcome="reached", settled_at=now)

    def undelivered(self, session: Session, callback_id: int, now: datetime, for_ever: bool) -> None:
        """The channel could not deliver: another half-day, at most three attempts; then, or when it never will, a person decides."""
        store = CallbackStore(session)
        row = store.get(callback_id)
        if row is None:
            return
        again = None if for_ever else plan.next_attempt(row.attempts, now)
        if again is None:
            store.settle(row.id, state="needs_person", outcome="undeliverable", claimed_at=None)
        else:
            store.settle(row.id, state="ready", claimed_at=None, not_before=again)

    def board(self) -> tuple[CallbackCard, ...]:
        """Promises not yet kept, nearest due first."""
        now = self._clock.now()
        with self._database.read() as session:
            return tuple(
                CallbackCard(r.id, r.reason, r.state, r.channel, r.ticket_id, r.due_at, r.attempts, r.due_at < now)
                for r in CallbackStore(session).open_ones()
            )
