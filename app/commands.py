"""What the commands of `hotline` do, apart from serving."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import rehearsal, settings, wiring
from app.settings import Settings
from dialogue.talking import Incoming, Reply
from kit import logs
from kit.clock import BEIJING, Clock, SetClock, SystemClock
from kit.errors import BadInput, HotlineError, NotFound
from kit.work import Database
from knowledge import library
from knowledge.service import KnowledgeBase, Known
from knowledge.statutes import Statutes


def ask(arguments: Namespace) -> int:
    own = _quiet_settings()
    knowledge = KnowledgeBase(wiring.build_segmenter(own))
    wiring.hold_written_library(knowledge)
    mind, voicing = wiring.build_mind(knowledge)
    calendar = wiring.build_calendar(own)

    def react(row: dict[str, Any]) -> dict[str, Any]:
        now = _clock(row.get("now") or arguments.now).now()
        channel = row.get("channel") or arguments.channel
        return {"id": row.get("id"), **rehearsal.ask(mind, voicing, calendar, row["text"], channel, now)}

    if arguments.file:
        return _ask_many(arguments.file, react)
    if arguments.text is None:
        raise BadInput("请写上要问的话，或者用 --file 指定文件。")
    result = react({"text": arguments.text})
    _print(json.dumps(result, ensure_ascii=False) if arguments.json else _in_words(result))
    return 0


def _ask_many(path: str, react: Any) -> int:
    failed = 0
    for number, line in enumerate(_lines(path), 1):
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
        _print(json.dumps(result, ensure_ascii=False))
    return failed


def chat(arguments: Namespace) -> int:
    own, clock = _quiet_settings(), _clock(arguments.now)
    with tempfile.TemporaryDirectory() as scratch:
        if not arguments.keep:
            own = own.model_copy(update={"database_url": f"sqlite:///{scratch}/chat.db"})
        services = wiring.build(own, clock)
        sender = f"terminal-{secrets.token_hex(4)}"
        try:
            _show(services.attendant.greet(arguments.channel, sender), services, arguments.json)
            for line in sys.stdin:
                words = line.rstrip("\n")
                incoming = Incoming(arguments.channel, sender, words or None, silent=not words)
                reply = services.attendant.hear(incoming)
                _show(reply, services, arguments.json)
                if reply.ended:
                    break
        finally:
            services.close()
    return 0


def call(arguments: Namespace) -> int:
    from voice.player import play  # the telephone's libraries cost half a second that no other command should pay

    own = _quiet_settings()
    return play(arguments.url or own.public_url, own.twilio_auth_token, arguments.number, input, _print)


def knowledge_list(_arguments: Namespace) -> int:
    for entry in library.load().entries:
        _print(f"{entry.id}\t{entry.category}\t{entry.title}\t{entry.law_words()}")
    return 0


def knowledge_show(arguments: Namespace) -> int:
    entry = next((e for e in library.load().entries if e.id == arguments.id), None)
    if entry is None:
        raise NotFound(f"没有条目 {arguments.id}。")
    _print(json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, indent=2))
    return 0


def knowledge_check(arguments: Namespace) -> int:
    written, today = library.load(), datetime.now(BEIJING).date()
    faults = [
        f"{e.category}.yaml: {e.id}: expired or past its review date" for e in library.expired(written.entries, today)
    ]
    if arguments.statutes:
        faults += Statutes.from_file(Path(arguments.statutes)).faults(written.entries, today)
    for fault in faults:
        _print(fault)
    _print(f"{len(written.entries)} entries in {len(written.subjects)} subjects, {len(faults)} faults")
    return 1 if faults else 0


def knowledge_export(_arguments: Namespace) -> int:
    for entry in library.load().entries:
        _print(
            json.dumps(rehearsal.entry_json(Known(entry, 1)) | {"variants": list(entry.variants)}, ensure_ascii=False)
        )
    return 0


def staff_list(_arguments: Namespace) -> int:
    with _Opened() as services:
        for one in services.staff.everybody():
            state = "已停用" if one.disabled else ""
            _print(f"{one.name}\t{one.display}\t{one.role}\t{one.post or '-'}\t{state}".rstrip())
    return 0


def staff_add(arguments: Namespace) -> int:
    password = secrets.token_urlsafe(12)
    with _Opened() as services:
        services.staff.add(arguments.name, arguments.display, arguments.role, password, arguments.post)
    _print(f"{arguments.name}\t{password}")
    return 0


def staff_password(arguments: Namespace) -> int:
    password = secrets.token_urlsafe(12)
    with _Opened() as services:
        services.staff.set_password(arguments.name, password)
    _print(f"{arguments.name}\t{password}")
    return 0


def staff_disable(arguments: Namespace) -> int:
    with _Opened() as services:
        services.staff.disable(arguments.name)
    return 0


def migrate(_arguments: Namespace) -> int:
    from app import schema

    database = Database(_quiet_settings().database_url)
    try:
        schema.upgrade(database)
    finally:
        database.close()
    _print(f"数据库结构已是最新：{schema.newest()}")
    return 0


def audit(_arguments: Namespace) -> int:
    with _Opened() as services:
        verdict = services.audit.verify(services.database)
    if verdict.broken_at is None:
        _print(f"审计记录完整：{verdict.lines} 条。")
        return 0
    _print(f"审计记录在第 {verdict.broken_at} 号处断开，之前的 {verdict.lines} 条完整。")
    return 1


class _Opened:
    """The services of the configured database, for one command."""

    def __enter__(self) -> wiring.Services:
        self.services = wiring.build(_quiet_settings())
        return self.services

    def __exit__(self, *_: object) -> None:
        self.services.close()


def _quiet_settings() -> Settings:
    own = settings.from_environment()
    logs.configure(as_json=True, level="ERROR")
    return own


def _clock(moment: str | None) -> Clock:
    if not moment:
        return SystemClock()
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise BadInput(f"时间“{moment}”看不懂，请写成 2026-11-24T10:00。") from None
    if isinstance(at, date) and at.tzinfo is None:
        at = at.replace(tzinfo=BEIJING)
    return SetClock(at)


def _lines(path: str) -> Iterable[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不到 {path}：{error}") from error


def _show(reply: Reply, services: wiring.Services, as_json: bool) -> None:
    if as_json:
        _print(json.dumps(_reply_json(reply, services), ensure_ascii=False))
        return
    for utterance in reply.utterances:
        _print(f"助手：{utterance.text}" + (f"\n　　依据：{utterance.law}" if utterance.law else ""))
        for choice in utterance.choices:
            _print(f"　　{choice.number}. {choice.label}")
    if not reply.utterances:
        _print("（已转人工，助手不再答话）")


def _reply_json(reply: Reply, services: wiring.Services) -> dict[str, Any]:
    last = reply.utterances[-1] if reply.utterances else None
    turns = services.desk.open(reply.conversation_id).turns
    turn = next((t for t in turns if last and t.id == last.turn_id), None)
    known = services.knowledge.get(turn.entry_id) if turn and turn.entry_id else None
    return {
        "id": None, "decision": last.decision if last else None, "say": last.text if last else "",
        "entry": rehearsal.entry_json(known) if known else None, "options": [c.label for c in last.choices] if last else [],
        "score": turn.score if turn and turn.score is not None else 0.0, "post": None,
        "urgent": bool(last and last.decision == "emergency"), "deadline": None,
        "matched": {"question": "", "why": turn.why if turn else ""},
    }  # fmt: skip


def _in_words(result: dict[str, Any]) -> str:
    law = "、".join(f"《{c['law']}》{c['article'] or ''}" for c in (result["entry"] or {}).get("citations", []))
    options = "\n".join(f"　　{n}. {o['title']}" for n, o in enumerate(result["options"], 1))
    return "\n".join(part for part in (result["say"], options, f"依据：{law}" if law else "") if part)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
