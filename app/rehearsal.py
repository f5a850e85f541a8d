"""One first turn through the real dialogue with nothing stored: what `hotline ask` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogue.acting import Acted, Acting
from dialogue.engine import Answer, Offer, Talk
from dialogue.mind import Mind
from dialogue.talking import Incoming
from dialogue.voicing import Voicing
from kit.text import clean
from kit.workdays import WorkCalendar
from knowledge.shelf import Known
from tickets import clocks, numbering, routing


@dataclass(frozen=True)
class _WouldBe:
    number: str
    post: str
    due_at: datetime


@dataclass
class _EmptyHands:
    now: datetime
    calendar: WorkCalendar

    def open_ticket(self, nature: str, question: str, urgent: bool, post_hint: str | None) -> _WouldBe:
        post = "director" if nature in {"complaint", "suggestion"} else routing.post_for(question, post_hint)
        return _WouldBe(numbering.number(self.now.date(), 0), post, clocks.due(nature, urgent, self.now, self.calendar))

    def somebody_is_on_duty(self) -> bool:
        return False

    def tickets(self) -> Sequence[str]:
        return ()

    def status(self, number: str) -> None:
        return None


def ask(mind: Mind, voicing: Voicing, calendar: WorkCalendar, text: str, channel: str, now: datetime) -> dict[str, Any]:
    """The reaction as DESIGN §5 prints it. BadInput when the text is too long."""
    talk, todos = mind.think(Talk(), Incoming(channel, "ask", clean(text)))
    acted = Acting(voicing, mind.recognisers).carry_out(talk, todos, _EmptyHands(now, calendar))
    said = acted.said[0]
    offered = next((todo.candidates for todo in todos if isinstance(todo, Offer)), ())
    answered = next((todo.candidate for todo in todos if isinstance(todo, Answer)), None)
    known = [k for c in offered if (k := mind.knowledge.get(c.entry_id))]
    best = answered or (offered[0] if offered else None)
    return {
        "decision": said.decision,
        "say": " ".join(said.words.spoken) if channel == "phone" else said.words.text,
        "entry": entry_json(said.words.known) if said.words.known else None,
        "options": [entry_json(k) for k in known],
        "score": best.score if best else 0.0,
        "post": acted.ticket.post if acted.ticket else (said.words.known.entry.post if said.words.known else None),
        "urgent": acted.urgent,
        "deadline": None,
        "matched": {"question": best.wording if best else "", "why": _why(acted)},
    }


def entry_json(known: Known) -> dict[str, Any]:
    entry = known.entry
    return {
        "id": entry.id, "title": entry.title, "version": known.version, "category": entry.category,
        "citations": [{"law": c.law, "article": c.article} for c in entry.citations], "answer": entry.answer,
        "spoken": "".join(entry.spoken),
    }  # fmt: skip


def _why(acted: Acted) -> str:
    return acted.said[0].words.why or acted.topic
