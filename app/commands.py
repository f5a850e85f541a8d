"""What the commands of `hotline` do, apart from serving."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from app import rehearsal, terminal, wiring
from dialogue.talking import Incoming, Reply
from kit.clock import BEIJING
from kit.errors import NotFound
from kit.work import Database
from knowledge import library
from knowledge.shelf import Known
from knowledge.statutes import Statutes


def chat(arguments: Namespace) -> int:
    own, clock = terminal.quiet_settings(), terminal.clock(arguments.now)
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

    own = terminal.quiet_settings()
    return play(arguments.url or own.public_url, own.twilio_auth_token, arguments.number, input, terminal.show)


def knowledge_list(_arguments: Namespace) -> int:
    for entry in library.load().entries:
        terminal.show(f"{entry.id}\t{entry.category}\t{entry.title}\t{entry.law_words()}")
    return 0


def knowledge_show(arguments: Namespace) -> int:
    entry = next((e for e in library.load().entries if e.id == arguments.id), None)
    if entry is None:
        raise NotFound(f"没有条目 {arguments.id}。")
    terminal.show(json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, indent=2))
    return 0


def knowledge_check(arguments: Namespace) -> int:
    written, today = library.load(), datetime.now(BEIJING).date()
    faults = [
        f"{e.category}.yaml: {e.id}: expired or past its review date" for e in library.expired(written.entries, today)
    ]
    if arguments.statutes:
        faults += Statutes.from_file(Path(arguments.statutes)).faults(written.entries, today)
    for fault in faults:
        terminal.show(fault)
    terminal.show(f"{len(written.entries)} entries in {len(written.subjects)} subjects, {len(faults)} faults")
    return 1 if faults else 0


def knowledge_export(_arguments: Namespace) -> int:
    for entry in library.load().entries:
        terminal.show(
            json.dumps(rehearsal.entry_json(Known(entry, 1)) | {"variants": list(entry.variants)}, ensure_ascii=False)
        )
    return 0


def staff_list(_arguments: Namespace) -> int:
    with _Opened() as services:
        for one in services.staff.everybody():
            state = "已停用" if one.disabled else ""
            terminal.show(f"{one.name}\t{one.display}\t{one.role}\t{one.post or '-'}\t{state}".rstrip())
    return 0


def staff_add(arguments: Namespace) -> int:
    password = secrets.token_urlsafe(12)
    with _Opened() as services:
        services.staff.add(arguments.name, arguments.display, arguments.role, password, arguments.post)
    terminal.show(f"{arguments.name}\t{password}")
    return 0


def staff_password(arguments: Namespace) -> int:
    password = secrets.token_urlsafe(12)
    with _Opened() as services:
        services.staff.set_password(arguments.name, password)
    terminal.show(f"{arguments.name}\t{password}")
    return 0


def staff_disable(arguments: Namespace) -> int:
    with _Opened() as services:
        services.staff.disable(arguments.name)
    return 0


def migrate(_arguments: Namespace) -> int:
    from app import schema

    database = Database(terminal.quiet_settings().database_url)
    try:
        schema.upgrade(database)
    finally:
        database.close()
    terminal.show(f"数据库结构已是最新：{schema.newest()}")
    return 0


def audit(_arguments: Namespace) -> int:
    with _Opened() as services:
        verdict = services.audit.verify(services.database)
    if verdict.broken_at is None:
        terminal.show(f"审计记录完整：{verdict.lines} 条。")
        return 0
    terminal.show(f"审计记录在第 {verdict.broken_at} 号处断开，之前的 {verdict.lines} 条完整。")
    return 1


class _Opened:
    """The services of the configured database, for one command."""

    def __enter__(self) -> wiring.Services:
        self.services = wiring.build(terminal.quiet_settings())
        return self.services

    def __exit__(self, *_: object) -> None:
        self.services.close()


def _show(reply: Reply, services: wiring.Services, as_json: bool) -> None:
    if as_json:
        terminal.show(json.dumps(_reply_json(reply, services), ensure_ascii=False))
        return
    for utterance in reply.utterances:
        terminal.show(f"助手：{utterance.text}" + (f"\n　　依据：{utterance.law}" if utterance.law else ""))
        for choice in utterance.choices:
            terminal.show(f"　　{choice.number}. {choice.label}")
    if not reply.utterances:
        terminal.show("（已转人工，助手不再答话）")


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
