"""Carries out what the engine decided and finds the words for it. Where tickets come from is handed in, so that a rehearsal
(`hotline ask`) says the very same things and stores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialogue import engine
from dialogue.engine import Alarm, Answer, CallPerson, Finish, Offer, OpenTicket, Refer, Say, Talk, TellStatus, Todo
from dialogue.recognisers import Recognisers
from dialogue.voicing import Voicing, Words
from kit.when import promised
from tickets.routing import POSTS


class Ticket(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


class Hands(Protocol):
    """What the conversation can do in the world."""

    def open_ticket(self, nature: str, question: str, urgent: bool, post_hint: str | None) -> Ticket:
        """A numbered ticket together with our promise to come back about it."""
        ...

    def somebody_is_on_duty(self) -> bool: ...

    def tickets(self) -> Sequence[str]:
        """The numbers of this conversation's tickets."""
        ...

    def status(self, number: str) -> tuple[str, datetime, str | None] | None: ...


@dataclass(frozen=True)
class Spoken:
    words: Words
    decision: str


@dataclass
class Acted:
    """What was said and what became of the conversation."""

    talk: Talk
    said: list[Spoken]
    calls_person: bool = False
    danger: str | None = None
    ended: bool = False
    topic: str = ""
    ticket: Ticket | None = None
    urgent: bool = False


class Acting:
    def __init__(self, voicing: Voicing, recognisers: Recognisers) -> None:
        self._voicing, self._recognisers = voicing, recognisers

    def carry_out(self, talk: Talk, todos: Sequence[Todo], hands: Hands) -> Acted:
        acted = Acted(talk, [])
        for todo in todos:
            self._do(acted, todo, hands)
        return acted

    def _do(self, acted: Acted, todo: Todo, hands: Hands) -> None:
        match todo:
            case Say(key=key, decision=decision):
                self._say(acted, key, decision)
            case Answer():
                try:
                    words = self._voicing.answer(todo)
                except KeyError:  # withdrawn between the search and this line: never say it
                    self._do(acted, OpenTicket("consult", todo.question, "ticket", "ticket"), hands)
                    return
                acted.said.append(Spoken(words, "answer"))
                acted.topic = self._voicing.title(todo.candidate.entry_id)
            case Offer():
                acted.said.append(Spoken(self._voicing.offer(todo, self._wording(acted, "clarify")), "clarify"))
            case OpenTicket():
                self._ticket(acted, todo, hands)
            case CallPerson(question=question):
                self._call_person(acted, question, hands)
            case Alarm(kind=kind, question=question, open_ticket=first):
                acted.calls_person, acted.danger, acted.urgent = True, kind, True
                self._say(acted, f"danger_{kind}", "emergency")
                if first:
                    acted.ticket = hands.open_ticket("help", question, True, None)
                acted.topic = {"self_harm": "有轻生危险", "violence": "有人身危险", "child": "孩子有危险"}[kind]
            case TellStatus(number=number):
                self._status(acted, number, hands)
            case Refer(agency=agency):
                found = self._recognisers.agencies[agency]
                acted.said.append(Spoken(Words(found.say, (found.say,)), "refer"))
                acted.topic = f"指引至{found.name}"
            case Finish():
                acted.ended = True
            case _:
                raise TypeError(f"not something to do: {todo!r}")

    def _ticket(self, acted: Acted, todo: OpenTicket, hands: Hands) -> None:
        acted.ticket = hands.open_ticket(todo.nature, todo.question, todo.urgent, self._voicing.post(todo.about_entry))
        self._say(acted, todo.line, todo.decision, **_facts(acted.ticket))
        if todo.decision == "ticket" and hands.somebody_is_on_duty():
            offer = self._voicing.lines.text("duty_offer")
            last = acted.said.pop()
            words = Words(f"{last.words.text}{offer}", (*last.words.spoken, self._voicing.lines.spoken("duty_offer")))
            acted.said.append(Spoken(words, last.decision))
        acted.urgent = acted.urgent or todo.urgent
        topics = {"complaint": "投诉", "suggestion": "建议", "correction": "反映答复有误", "consult": "咨询登记"}
        acted.topic = topics.get(todo.nature, "求助登记")

    def _call_person(self, acted: Acted, question: str, hands: Hands) -> None:
        acted.topic = "请求人工"
        if hands.somebody_is_on_duty():
            acted.calls_person = True
            self._say(acted, "handover_on_duty", "handover")
            return
        acted.ticket = hands.open_ticket("help", question, False, None)
        self._say(acted, "handover_off_duty", "handover", **_facts(acted.ticket))

    def _status(self, acted: Acted, number: str | None, hands: Hands) -> None:
        numbers = hands.tickets()
        if number is None and len(numbers) == 1:
            number = numbers[0]
        if number is None and len(numbers) > 1:
            self._say(acted, "status_many", "status", numbers="、".join(numbers))
            return
        state = hands.status(number) if number else None
        if number is None or state is None:
            self._say(acted, "status_ask", "status")
            return
        stage, due_at, answer = state
        if answer is None:
            self._say(acted, "status_found", "status", number=number, stage=stage, due=promised(due_at))
        else:
            self._say(acted, "status_answered", "status", number=number, stage=stage, answer=answer)

    def _say(self, acted: Acted, key: str, decision: str, **facts: str) -> None:
        acted.said.append(Spoken(self._voicing.line(key, self._wording(acted, key), **facts), decision))

    def _wording(self, acted: Acted, key: str) -> int:
        acted.talk, wording = engine.remember_said(acted.talk, key, self._voicing.lines[key].text)
        return wording


def _facts(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "post": POSTS[ticket.post], "due": promised(ticket.due_at)}
