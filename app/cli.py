"""The command line `hotline` (DESIGN §5)."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence

from kit.errors import HotlineError

CHANNELS = ("web", "phone", "telegram", "wechat")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit status. What went wrong is one sentence on standard error, never a traceback of ours."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except HotlineError as error:
        sys.stderr.write(f"hotline: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _of(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """The function, imported when it runs: no command pays for the libraries of another."""

    def run(arguments: argparse.Namespace) -> int:
        return int(getattr(importlib.import_module(f"app.{module}"), function)(arguments))

    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotline", description="The assistant of a county's 12348 public legal service hotline."
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = verbs.add_parser("serve", help="the whole product: web, channels, due work")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8348)
    serve.add_argument("--demo", action="store_true", help="seed demo people and print their one-time log-ins")
    serve.set_defaults(run=_of("serving", "serve"))

    ask = verbs.add_parser("ask", help="one first turn through the real dialogue, nothing stored")
    ask.add_argument("text", nargs="?")
    ask.add_argument("--file", help="JSON Lines with id, text, channel?, now?; - for standard input")
    _common(ask)
    ask.set_defaults(run=_of("asking", "ask"))

    chat = verbs.add_parser("chat", help="a conversation at the terminal, in a scratch database")
    chat.add_argument("--keep", action="store_true", help="in the configured database instead")
    _common(chat)
    chat.set_defaults(run=_of("commands", "chat"))

    call = verbs.add_parser("call", help="a phone call at the terminal against the running server's real webhooks")
    call.add_argument("--url", default=None, help="the server (default: HOTLINE_PUBLIC_URL)")
    call.add_argument("--from", dest="number", default="+8613812345678")
    call.set_defaults(run=_of("commands", "call"))

    _knowledge(verbs)
    _staff(verbs)

    verbs.add_parser("migrate", help="bring the database to the newest schema").set_defaults(
        run=_of("commands", "migrate")
    )
    audit = verbs.add_parser("audit", help="prove the audit trail")
    audit.add_argument("what", choices=["verify"])
    audit.set_defaults(run=_of("commands", "audit"))
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--channel", choices=CHANNELS, default="web")
    parser.add_argument("--now", help="set the clock (ISO; Beijing time where no zone is given)")
    parser.add_argument("--json", action="store_true")


def _knowledge(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    knowledge = verbs.add_parser("knowledge", help="the library").add_subparsers(required=True, metavar="WHAT")
    knowledge.add_parser("list", help="every entry, one a line").set_defaults(run=_of("commands", "knowledge_list"))
    show = knowledge.add_parser("show", help="one entry whole")
    show.add_argument("id")
    show.set_defaults(run=_of("commands", "knowledge_show"))
    check = knowledge.add_parser("check", help="validate the library, and its citations where statutes are given")
    check.add_argument("--statutes", help="articles as .jsonl or .jsonl.gz")
    check.set_defaults(run=_of("commands", "knowledge_check"))
    evaluate = knowledge.add_parser("evaluate", help="react to labelled utterances and count right, safe, miss, wrong")
    evaluate.add_argument("path", help="JSON Lines with text, kind, gold_articles, must_mention, style, topic")
    evaluate.add_argument("--show", help="print the lines that came out so, e.g. wrong,miss")
    evaluate.add_argument("--by-phone", action="store_true", help="spoken lines arrive by telephone")
    evaluate.add_argument("--now", help="set the clock")
    evaluate.set_defaults(run=_of("evaluation", "evaluate"))
    export = knowledge.add_parser("export", help="every live entry")
    export.add_argument("--json", action="store_true", required=True)
    export.set_defaults(run=_of("commands", "knowledge_export"))


def _staff(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    staff = verbs.add_parser("staff", help="people and roles").add_subparsers(required=True, metavar="WHAT")
    staff.add_parser("list", help="everybody").set_defaults(run=_of("commands", "staff_list"))
    add = staff.add_parser("add", help="a new colleague; prints a random password once")
    add.add_argument("name")
    add.add_argument("--display", required=True)
    add.add_argument("--role", required=True)
    add.add_argument("--post")
    add.set_defaults(run=_of("commands", "staff_add"))
    for verb, meaning in (
        ("password", "a new random password, printed once"),
        ("disable", "end somebody's access at once"),
    ):
        one = staff.add_parser(verb, help=meaning)
        one.add_argument("name")
        one.set_defaults(run=_of("commands", f"staff_{verb}"))
