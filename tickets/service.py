"""The ticket desk: opening, listing, answering and closing what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit import bell
from kit.audit import Audit
from kit.clock import Clock
from kit.errors import BadInput, NotAllowed, NotFound
from kit.phones import mask_within
from kit.text import clean, has_words
from kit.work import Database
from kit.workdays import local_day
from tickets import clocks, lifecycle, numbering, routing
from tickets.lifecycle import Move, Stage
from tickets.models import TicketRow
from tickets.ports import Answers, People
from tickets.store import TicketStore

NATURE_WORDS = {
    "consult": "咨询", "business": "业务办理", "help": "求助", "complaint": "投诉", "suggestion": "建议", "correction": "答复更正",
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """What the citizen is told about a ticket."""

    id: int
    number: str
    post: str
    due_at: datetime


@dataclass(frozen=True)
class TicketCard:
    id: int
    number: str
    nature: str
    post: str
    post_name: str
    stage: str
    urgent: bool
    due_at: datetime
    opened_at: datetime
    summary: str
    colour: str


@dataclass(frozen=True)
class TimelineView:
    at: datetime
    what: str
    who: str


@dataclass(frozen=True)
class TicketDetail:
    card: TicketCard
    question: str
    conversation_id: int | None
    timeline: tuple[TimelineView, ...]
    answer: str | None


class TicketDesk:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendar: clocks.Calendar,
        audit: Audit,
        answers: Answers,
        people: People,
    ) -> None:
        self._database, self._clock, self._calendar = database, clock, calendar
        self._audit, self._answers, self._people = audit, answers, people

    def due(self, nature: str, urgent: bool, now: datetime) -> datetime:
        """The due time a ticket opened now would get."""
        return clocks.due(nature, urgent, now, self._calendar)

    def open(
        self, session: Session, *, nature: str, question: str, conversation_id: int, now: datetime, urgent: bool = False,
        post_hint: str | None = None,
    ) -> Opened:  # fmt: skip
        """Opens a numbered ticket at the right post, in the caller's unit of work. Complaints and suggestions go to the director."""
        post = "director" if nature in {"complaint", "suggestion"} else routing.post_for(question, post_hint)
        store, day = TicketStore(session), local_day(now)
        row = store.add(
            TicketRow(
                number=numbering.number(day, store.next_place(day)), nature=nature, post=post, stage=Stage.WAITING, urgent=urgent,
                question=question, conversation_id=conversation_id, opened_at=now, due_at=self.due(nature, urgent, now), version=1,
            )
        )  # fmt: skip
        store.note(row.id, now, f"登记并交办至{routing.POSTS[post]}", "智能助手")
        self._audit.write(session, now, "assistant", "ticket.opened", ticket=row.number, post=post)
        bell.ring(session, "complaint" if nature == "complaint" else "ticket", conversation_id, now)
        return Opened(row.id, row.number, post, row.due_at)

    def board(self, post: str | None = None, include_closed: bool = False) -> tuple[TicketCard, ...]:
        """Tickets, what waits longest first; `post` narrows to one post."""
        now = self._clock.now()
        with self._database.read() as session:
            return tuple(self._card(row, now) for row in TicketStore(session).listed(post, include_closed))

    def open_one(self, ticket_id: int) -> TicketDetail:
        """One ticket whole; NotFound."""
        with self._database.read() as session:
            store = TicketStore(session)
            row = _there(store.get(ticket_id))
            lines = tuple(TimelineView(t.at, t.what, t.who) for t in store.timeline(row.id))
            return TicketDetail(
                self._card(row, self._clock.now()), row.question, row.conversation_id, lines, row.answer
            )

    def status_words(self, number: str, conversation_id: int) -> tuple[str, datetime, str | None] | None:
        """Stage in words, due time and answer of a ticket that belongs to this conversation; None otherwise."""
        with self._database.read() as session:
            row = TicketStore(session).by_number(number)
            if row is None or row.conversation_id != conversation_id:
                return None
            return lifecycle.STAGE_WORDS[Stage(row.stage)], row.due_at, row.answer

    def numbers_of(self, conversation_id: int) -> tuple[str, ...]:
        """The numbers of the tickets a conversation led to, oldest first."""
        with self._database.read() as session:
            return tuple(row.number for row in TicketStore(session).of_conversation(conversation_id))

    def answer(self, ticket_id: int, by: int, text: str) -> None:
        """Writes the answer; it leaves for the citizen on their channel. NotFound, NotAllowed, BadInput (empty)."""
        text = clean(text)
        if not has_words(text):
            raise BadInput("答复内容不能为空。")
        self._move(ticket_id, by, Move.ANSWER, text)

    def close(self, ticket_id: int, by: int) -> None:
        """Closes an answered ticket. NotFound, NotAllowed while it still waits for an answer."""
        self._move(ticket_id, by, Move.CLOSE, None)

    def _move(self, ticket_id: int, by: int, move: Move, text: str | None) -> None:
        now = self._clock.now()
        with self._database.work() as work:
            store = TicketStore(work.session)
            row = _there(store.get(ticket_id))
            stage = lifecycle.after(Stage(row.stage), move)
            who = self._people.display_name(work.session, by)
            values: dict[str, object] = {"stage": stage}
            if move is Move.ANSWER:
                values["answer"] = text
            if move is Move.CLOSE:
                values["closed_at"] = now
            if not store.move(row, **values):
                raise NotAllowed("这张工单刚刚被同事改过，请刷新后再试。")
            if text is not None:
                self._answers.ready(work.session, row.id, f"您的工单{row.number}有答复了：{text}", now)
            store.note(row.id, now, lifecycle.MOVE_WORDS[move], who)
            self._audit.write(work.session, now, f"staff:{by}", f"ticket.{move}", ticket=row.number)
            bell.ring(work.session, "ticket", row.conversation_id, now)
            work.commit()

    def _card(self, row: TicketRow, now: datetime) -> TicketCard:
        waiting = row.stage == Stage.WAITING
        return TicketCard(
            row.id, row.number, row.nature, row.post, routing.POSTS[row.post], row.stage, row.urgent, row.due_at, row.opened_at,
            mask_within(row.question)[:60], clocks.colour(row.due_at, now, self._calendar) if waiting else "green",
        )  # fmt: skip


def _there(row: TicketRow | None) -> TicketRow:
    if row is None:
        raise NotFound("没有找到这张工单。")
    return row
