"""What the assistant says, by key, as data next to this file: wording can be changed by somebody who does not program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Line:
    text: tuple[str, ...]
    spoken: tuple[str, ...]


class Lines:
    def __init__(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self._lines = {key: Line(_all(row["text"]), _all(row.get("spoken", row["text"]))) for key, row in rows.items()}

    @classmethod
    def shipped(cls) -> Lines:
        return cls(yaml.safe_load(Path(__file__).with_name("lines.yaml").read_text("utf-8")))

    def __getitem__(self, key: str) -> Line:
        return self._lines[key]

    def keys(self) -> tuple[str, ...]:
        return tuple(self._lines)

    def text(self, key: str, wording: int = 0, **facts: str) -> str:
        line = self._lines[key].text
        return line[wording % len(line)].format(**facts)

    def spoken(self, key: str, wording: int = 0, **facts: str) -> str:
        line = self._lines[key].spoken
        return line[wording % len(line)].format(**facts)


def _all(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
