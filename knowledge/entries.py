"""An entry of the library: one approved answer, as it stands in YAML."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kit.words import Post

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Piece = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=90)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    law: Line
    # None for a law renumbered after our statute snapshot: named without a number until the center's lawyer has checked it
    article: (
        Annotated[str, StringConstraints(pattern=r"^第[零一二三四五六七八九十百千]+条(之[一二三四五六七八九十]+)?$")]
        | None
    )

    def words(self) -> str:
        return f"《{self.law}》{self.article or ''}"


class Deadline(_Frozen):
    length: Annotated[int, Field(gt=0)]
    unit: Literal["hour", "day", "workday", "month", "year"]
    event: Line
    law: Line
    article: str | None = None


class Entry(_Frozen):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=40)]
    variants: Annotated[tuple[Line, ...], Field(min_length=8)]
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=400)]
    spoken: Annotated[tuple[Piece, ...], Field(min_length=1)]
    steps: tuple[Line, ...] = ()
    materials: tuple[Line, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    figures: dict[str, str] = {}
    exceptions: tuple[Line, ...] = ()
    post: Post
    related: tuple[str, ...] = ()
    owner: Line
    review_by: date
    valid_from: date
    valid_to: date | None = None
    nature: Literal["consult", "business"]
    category: str = ""  # the subject it stands under, filled in when its file is read

    def digest(self) -> str:
        """The same for the same content, whatever the file's layout: a version is its content."""
        content = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def law_words(self) -> str:
        return "、".join(citation.words() for citation in self.citations)
