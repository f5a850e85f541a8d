"""Turns what is to be said into words: the line or the entry, for the eye and for the ear."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.engine import Answer, Offer
from dialogue.lines import Lines
from dialogue.talking import Choice
from knowledge.shelf import KnowledgeBase, Known


@dataclass(frozen=True)
class Words:
    text: str
    spoken: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    law: str = ""
    known: Known | None = None
    question: str = ""
    score: float | None = None
    why: str = ""


class Voicing:
    def __init__(self, lines: Lines, knowledge: KnowledgeBase) -> None:
        self.lines, self._knowledge = lines, knowledge

    def line(self, key: str, wording: int = 0, **facts: str) -> Words:
        return Words(self.lines.text(key, wording, **facts), (self.lines.spoken(key, wording, **facts),))

    def answer(self, todo: Answer) -> Words:
        """The approved words of the entry, whole; KeyError if it left the library in this very moment."""
        known = self._knowledge.get(todo.candidate.entry_id)
        if known is None:
            raise KeyError(todo.candidate.entry_id)
        entry, note = known.entry, self.lines.text("closing_note")
        parts = [entry.answer]
        if entry.steps:
            parts.append("怎么办：\n" + "\n".join(f"{n}. {step}" for n, step in enumerate(entry.steps, 1)))
        if entry.materials:
            parts.append("要带的材料：" + "、".join(entry.materials))
        if todo.with_caveat and note.rstrip("。") not in entry.answer:
            parts.append(note)
        spoken = (*entry.spoken, self.lines.spoken("closing_note")) if todo.with_caveat else entry.spoken
        why = (
            f"相近说法：{todo.candidate.wording}；{todo.candidate.why}"
            if todo.candidate.wording
            else todo.candidate.why
        )
        return Words(
            "\n\n".join(parts), spoken, law=entry.law_words(), known=known, question=todo.question,
            score=todo.candidate.score, why=why,
        )  # fmt: skip

    def offer(self, todo: Offer, wording: int) -> Words:
        titles = [known.entry.title for c in todo.candidates if (known := self._knowledge.get(c.entry_id))]
        labels = (*titles, self.lines.text("none_of_these"))
        choices = tuple(Choice(number, label) for number, label in enumerate(labels, 1))
        spoken = (self.lines.spoken("clarify", wording), *(f"{c.label}，请按{c.number}。" for c in choices))
        why = "；".join(f"{c.entry_id} {c.score:.2f}" for c in todo.candidates)
        return Words(self.lines.text("clarify", wording), spoken, choices, why=why)

    def title(self, entry_id: str | None) -> str:
        known = self._knowledge.get(entry_id) if entry_id else None
        return known.entry.title if known else ""

    def post(self, entry_id: str | None) -> str | None:
        known = self._knowledge.get(entry_id) if entry_id else None
        return known.entry.post if known else None
