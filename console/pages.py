"""Templates with the words and times the pages need, and what every page is given."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from center.staff.service import ROLES, Person
from console import policy
from kit.clock import BEIJING, Clock
from kit.when import promised, short_time, waited
from tickets.lifecycle import STAGE_WORDS
from tickets.service import NATURE_WORDS

HERE = Path(__file__).parent
STATIC = HERE / "static"
CHANNELS = {"web": "网页", "phone": "电话", "telegram": "Telegram", "wechat": "微信", "terminal": "终端"}
OWNERS = {"assistant": "智能助手", "waiting": "等待接管", "staff": "人工服务"}
WHO = {"citizen": "群众", "assistant": "智能助手", "staff": "值班人员", "system": ""}
DECISIONS = {
    "answer": "已答复", "clarify": "请其选择", "ticket": "转工单", "handover": "转人工", "emergency": "紧急", "complaint": "投诉", "suggestion": "建议",
    "correction": "更正核实", "status": "查进度", "refer": "指引", "smalltalk": "寒暄", "refuse": "婉拒",
}  # fmt: skip


class Pages:
    def __init__(self, clock: Clock) -> None:
        self._clock, self._templates = clock, Jinja2Templates(HERE / "templates")
        words = {
            "CHANNELS": CHANNELS, "OWNERS": OWNERS, "WHO": WHO, "DECISIONS": DECISIONS, "ROLES": ROLES, "STAGES": STAGE_WORDS,
            "NATURES": NATURE_WORDS, "exact": _exact, "promised": promised,
        }  # fmt: skip
        self._templates.env.globals.update(words)

    def show(self, request: Request, template: str, person: Person | None, status: int = 200, **facts: Any) -> Response:
        """The page, never kept by a browser or a proxy."""
        now = self._clock.now()
        may = {action for action, roles in policy.POLICY.items() if person is not None and person.role in roles}
        context = {
            "person": person,
            "may": may,
            "short": lambda at: short_time(at, now),
            "waited": lambda since: waited(since, now),
            **facts,
        }
        response = self._templates.TemplateResponse(request, template, context, status_code=status)
        response.headers["Cache-Control"] = "no-store"
        return response


def _exact(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
