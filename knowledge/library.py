"""Reads the written library. Whatever is wrong with it is said with file, entry and field; a broken file never goes half in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kit.errors import BadInput
from knowledge.entries import Entry

LIBRARY = Path(__file__).parent / "library"

# 禁语: a promise of a result, brushing off, soliciting (reference: hotline norms, 制度 二.1)
FORBIDDEN = re.compile(
    r"一定能赢|肯定能赢|包赢|保证(?:能|会|赢|胜)|百分之百|不归我们|不归我管|你去投诉|找领导去|加.{0,2}微信|我来代理|收费优惠|随便你"
)
MARKUP = re.compile(r"[*_#<>\[\]{}|\\/《》“”\"'`~^=A-Za-z]|https?:|\d+[.)]\s")


@dataclass(frozen=True)
class Fault:
    file: str
    entry: str
    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.field}: {self.problem}"


class LibraryError(BadInput):
    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Library:
    entries: tuple[Entry, ...]
    subjects: dict[str, str]  # code → title


def load(folder: Path = LIBRARY) -> Library:
    """The whole library, entries in the order of their files; LibraryError naming every fault at once."""
    entries: list[Entry] = []
    subjects: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        found, title, wrong = _read(path)
        entries += found
        subjects[path.stem] = title
        faults += wrong
    faults += _across(entries)
    if faults:
        raise LibraryError(faults)
    return Library(tuple(entries), subjects)


def _read(path: Path) -> tuple[list[Entry], str, list[Fault]]:
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as e:
        return [], path.stem, [Fault(path.name, "-", "-", f"not readable as YAML: {e}")]
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list) or data.get("subject") != path.stem:
        return (
            [],
            path.stem,
            [Fault(path.name, "-", "subject", "needs `subject` (the file's own name), `title`, `entries`")],
        )
    entries, faults = [], []
    for number, raw in enumerate(data["entries"], 1):
        name = str(raw.get("id", f"#{number}")) if isinstance(raw, dict) else f"#{number}"
        try:
            entry = Entry.model_validate(raw | {"category": path.stem} if isinstance(raw, dict) else raw)
        except ValidationError as e:
            faults += [Fault(path.name, name, ".".join(map(str, p["loc"])) or "-", p["msg"]) for p in e.errors()]
            continue
        entries.append(entry)
        faults += [Fault(path.name, name, field, problem) for field, problem in _wording(entry)]
    return entries, str(data.get("title", path.stem)), faults


def _wording(entry: Entry) -> list[tuple[str, str]]:
    problems = []
    for field, texts in {"answer": (entry.answer,), "spoken": entry.spoken, "steps": entry.steps}.items():
        for text in texts:
            if found := FORBIDDEN.search(text):
                problems.append((field, f"forbidden wording: {found[0]}"))
    for text in entry.spoken:
        if found := MARKUP.search(text):
            problems.append(("spoken", f"cannot be read aloud: {found[0]!r} in {text[:30]}"))
    if len(set(entry.variants)) != len(entry.variants):
        problems.append(("variants", "the same wording twice"))
    return problems


def _across(entries: Sequence[Entry]) -> list[Fault]:
    faults, seen, wordings = [], dict[str, Entry](), dict[str, Entry]()
    for entry in entries:
        if entry.id in seen:
            faults.append(Fault(f"{entry.category}.yaml", entry.id, "id", f"also in {seen[entry.id].category}.yaml"))
        seen[entry.id] = entry
        for variant in (entry.title, *entry.variants):
            other = wordings.setdefault(variant, entry)
            if other is not entry:
                faults.append(
                    Fault(f"{entry.category}.yaml", entry.id, "variants", f"{variant} also stands in {other.id}")
                )
    for entry in entries:
        for related in entry.related:
            if related not in seen:
                faults.append(Fault(f"{entry.category}.yaml", entry.id, "related", f"no entry {related}"))
    return faults


def expired(entries: Sequence[Entry], today: Any) -> tuple[Entry, ...]:
    """Those whose review date has passed or that are no longer valid on that day."""
    return tuple(e for e in entries if e.review_by < today or not e.valid_on(today))
