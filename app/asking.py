"""`hotline ask`: the first turn, for one question or a file of them. Imports no database, so that it starts at once."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from app import rehearsal, terminal, thinking
from kit.errors import BadInput, HotlineError
from knowledge.shelf import KnowledgeBase


def ask(arguments: Namespace) -> int:
    own = terminal.quiet_settings()
    knowledge = KnowledgeBase(thinking.build_segmenter(own))
    thinking.hold_written_library(knowledge)
    mind, voicing = thinking.build_mind(knowledge)
    calendar = thinking.build_calendar(own)

    def react(row: dict[str, Any]) -> dict[str, Any]:
        now = terminal.clock(row.get("now") or arguments.now).now()
        channel = row.get("channel") or arguments.channel
        return {"id": row.get("id"), **rehearsal.ask(mind, voicing, calendar, row["text"], channel, now)}

    if arguments.file:
        return _ask_many(arguments.file, react)
    if arguments.text is None:
        raise BadInput("请写上要问的话，或者用 --file 指定文件。")
    result = react({"text": arguments.text})
    terminal.show(json.dumps(result, ensure_ascii=False) if arguments.json else _in_words(result))
    return 0


def _ask_many(path: str, react: Any) -> int:
    failed = 0
    for number, line in enumerate(terminal.lines(path), 1):
        if not line.strip():
            continue
        row_id: Any = None
        try:
            row = json.loads(line)
            row_id = row.get("id") if isinstance(row, dict) else None
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise BadInput(f"第{number}行要有 text。")
            result = react(row)
        except (ValueError, HotlineError) as error:
            result, failed = {"id": row_id, "error": f"{error}"}, 1
        terminal.show(json.dumps(result, ensure_ascii=False))
    return failed


def _in_words(result: dict[str, Any]) -> str:
    law = "、".join(f"《{c['law']}》{c['article'] or ''}" for c in (result["entry"] or {}).get("citations", []))
    options = "\n".join(f"　　{n}. {o['title']}" for n, o in enumerate(result["options"], 1))
    return "\n".join(part for part in (result["say"], options, f"依据：{law}" if law else "") if part)
