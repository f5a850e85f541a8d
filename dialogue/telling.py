"""Words of ours that reach a citizen outside of a turn: a ticket's answer, and waiting for a person that came to nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from callbacks.service import CallbackBook
from dialogue.lines import Lines
from dialogue.store import TalkStore
from dialogue.talking import LIVE_CHANNELS
from kit import bell, outbox
from kit.clock import Clock
from kit.when import promised
from kit.work import Database
from tickets.service import TicketDesk

STRANDED_AFTER = timedelta(minutes=5)


class Teller:
    """Fulfils `callbacks.ports.Conversations`."""

    def tell(self, session: Session, conversation_id: int, text: str, now: datetime, callback_id: int) -> None:
        store = TalkStore(session)
        row = store.get(conversation_id)
        if row is None:
            return
        turn = store.add_turn(row.id, "staff", text, now, name="专业服务岗", spoken=[text])
        outbox.post(session, row.channel, row.sender, text, now, turn_id=turn.id, callback_id=callback_id)
        bell.ring(session, "turn", row.id, now)


class Rescuer:
    """Nobody came within five minutes: the citizen is not left waiting but gets a ticket with a date, and the assistant is back."""

    def __init__(
        self, database: Database, clock: Clock, tickets: TicketDesk, callbacks: CallbackBook, lines: Lines
    ) -> None:
        self._database, self._clock, self._tickets, self._callbacks, self._lines = (
            database,
            clock,
            tickets,
            callbacks,
            lines,
        )

    def rescue_one(self) -> bool:
        """Rescues the conversation that waits longest beyond its time; False when there is none. Danger keeps ringing instead."""
        now = self._clock.now()
        with self._database.work() as work:
            store = TalkStore(work.session)
            row = next((r for r in store.stranded(now - STRANDED_AFTER) if not r.danger), None)
            if row is None or not store.change(row.id, row.version, owner="assistant", waiting_since=None, last_at=now):
                return False
            question = store.last_citizen_words([row.id]).get(row.id, "请求人工服务")
            ticket = self._tickets.open(work.session, nature="help", question=question, conversation_id=row.id, now=now)
            self._callbacks.promise(
                work.session, reason="person_wanted", channel=row.channel, sender=row.sender, conversation_id=row.id,
                due_at=ticket.due_at, ticket_id=ticket.id,
            )  # fmt: skip
            text = self._lines.text("handover_off_duty", number=ticket.number, due=promised(ticket.due_at))
            turn = store.add_turn(row.id, "assistant", text, now, name="智能助手", spoken=[text], decision="handover")
            if row.channel not in LIVE_CHANNELS:
                outbox.post(work.session, row.channel, row.sender, text, now, turn_id=turn.id)
            bell.ring(work.session, "owner", row.id, now)
            work.commit()
        return True
