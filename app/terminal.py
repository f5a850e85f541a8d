"""What the commands have in common: settings without noise, a clock that can be set, lines in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from app import settings
from app.settings import Settings
from kit import logs
from kit.clock import BEIJING, Clock, SetClock, SystemClock
from kit.errors import BadInput


def quiet_settings() -> Settings:
    own = settings.from_environment()
    logs.configure(as_json=True, level="ERROR")
    return own


def clock(moment: str | None) -> Clock:
    """A clock set to the moment (ISO; Beijing time where no zone is given), the real one without. BadInput where it is no moment."""
    if not moment:
        return SystemClock()
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise BadInput(f"时间“{moment}”看不懂，请写成 2026-11-24T10:00。") from None
    return SetClock(at if at.tzinfo else at.replace(tzinfo=BEIJING))


def lines(path: str) -> Iterable[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不到 {path}：{error}") from error


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
