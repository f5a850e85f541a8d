"""Checks citations against a statute collection (JSON lines: law, title, article, text, changed_on, change), which is not shipped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kit.errors import BadInput
from knowledge.entries import Entry

_PREFIX = "中华人民共和国"


@dataclass(frozen=True)
class Article:
    law: str
    article: str
    text: str
    changed_on: date | None
    change: str | None

    def in_force(self, day: date) -> bool:
        """False once the whole law was replaced: its numbers have moved and must not be quoted."""
        return not (self.change == "replaced" and self.changed_on is not None and self.changed_on <= day)


class Statutes:
    def __init__(self, articles: Iterable[tuple[str, Article]]) -> None:
        self._articles = {(name, article.article): article for name, article in articles}

    @classmethod
    def from_file(cls, path: Path) -> Statutes:
        """Reads .jsonl or .jsonl.gz; BadInput where a line is not an article."""
        opener = gzip.open if path.suffix == ".gz" else open
        found: list[tuple[str, Article]] = []
        try:
            with opener(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    raw = json.loads(line)
                    changed = raw.get("changed_on")
                    day = date.fromisoformat(changed) if changed else None
                    article = Article(raw["law"], raw["article"], raw["text"], day, raw.get("change"))
                    found += [(_short(name), article) for name in {raw["law"], raw["title"]}]
        except (OSError, ValueError, KeyError) as e:
            raise BadInput(f"法条文件 {path.name} 读不懂：{e}") from e
        return cls(found)

    def find(self, law: str, article: str) -> Article | None:
        return self._articles.get((_short(law), article))

    def faults(self, entries: Sequence[Entry], day: date) -> list[str]:
        """One sentence for every cited article that does not exist or no longer holds on that day."""
        wrong = []
        for entry in entries:
            for law, number in [(c.law, c.article) for c in entry.citations] + [
                (d.law, d.article) for d in entry.deadlines
            ]:
                if number is None:
                    continue
                article = self.find(law, number)
                if article is None:
                    wrong.append(f"{entry.category}.yaml: {entry.id}: citations: no {law}{number}")
                elif not article.in_force(day):
                    wrong.append(
                        f"{entry.category}.yaml: {entry.id}: citations: {law} was replaced on {article.changed_on}"
                    )
        return wrong


def _short(law: str) -> str:
    return (
        law.strip("《》 ")
        .removeprefix(_PREFIX)
        .replace("《", "")
        .replace("》", "")
        .replace(" ", "")
        .replace(_PREFIX, "")
    )
