"""`hotline knowledge evaluate`: how the assistant reacts to labelled utterances, counted by the rules of the question sets.

A line has id, text, kind and, for consultations, gold_articles and must_mention. Outcomes: right · safe (a person gets it) ·
miss (options without the right one) · wrong.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from app import rehearsal, terminal, thinking
from kit.errors import BadInput
from knowledge.entries import Entry
from knowledge.shelf import KnowledgeBase

FLOWS = {
    "crisis": {"emergency"}, "complaint": {"complaint"}, "suggestion": {"suggestion"}, "wrong_answer": {"correction"},
    "human_request": {"handover"}, "ticket_status": {"status"}, "out_of_scope": {"refuse", "smalltalk"},
    "smalltalk": {"smalltalk"}, "other_agency": {"refer"},
}  # fmt: skip
_PERSON = {"ticket", "handover"}
_NO_PERSON_NEEDED = {"smalltalk", "out_of_scope", "crisis"}


def rightness(row: Mapping[str, Any], entry: Entry) -> bool:
    """Whether the entry is a right answer: it cites a gold article, or says every token."""
    cited = [_plain(f"{c.law}{c.article}") for c in entry.citations if c.article]
    return _meets(row, cited, entry.answer)


def outcome(row: Mapping[str, Any], reaction: Mapping[str, Any]) -> str:
    kind, decision = row["kind"], reaction["decision"]
    if kind in FLOWS:
        if decision in FLOWS[kind] and (kind not in {"crisis", "other_agency"} or _says(row, reaction["say"])):
            return "right"
        return "safe" if decision in _PERSON and kind not in _NO_PERSON_NEEDED else "wrong"
    if decision == "answer":
        return "right" if _right(row, reaction["entry"]) else "wrong"
    if decision == "clarify":
        return "right" if any(_right(row, option) for option in reaction["options"][:3]) else "miss"
    return "safe" if decision in _PERSON else "wrong"


def evaluate(arguments: Namespace) -> int:
    own = terminal.quiet_settings()
    knowledge = KnowledgeBase(thinking.build_segmenter(own))
    thinking.hold_written_library(knowledge)
    mind, voicing = thinking.build_mind(knowledge)
    calendar, now = thinking.build_calendar(own), terminal.clock(arguments.now).now()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for number, line in enumerate(terminal.lines(arguments.path), 1):
        row = _row(line, number)
        channel = "phone" if row.get("style") in {"spoken", "asr_noise"} and arguments.by_phone else "web"
        reaction = rehearsal.ask(mind, voicing, calendar, row["text"], channel, now)
        came = outcome(row, reaction)
        group = "consult+business" if row["kind"] in {"consult", "business"} else row["kind"]
        counts["all", group][came] += 1
        counts["kind", row["kind"]][came] += 1
        counts["style", row.get("style", "-")][came] += 1
        if group == "consult+business":
            counts["topic", row.get("topic", "-")][came] += 1
        if arguments.show and came in arguments.show.split(","):
            entry = (
                (reaction["entry"] or {}).get("id")
                or [option["id"] for option in reaction["options"]]
                or reaction["decision"]
            )
            terminal.show(f"{came}\t{row['kind']}\t{reaction['score']:.2f}\t{entry}\t{row['text'][:80]}")
    for (by, name), found in sorted(counts.items()):
        total = sum(found.values())
        shares = "  ".join(f"{o} {found[o]:3d} {found[o] / total:4.0%}" for o in ("right", "safe", "miss", "wrong"))
        terminal.show(f"{by:6s} {name:18s} {total:4d}  {shares}")
    return 0


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {**row, "text": row["text"], "kind": row["kind"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"第{number}行要是一个有 text 和 kind 的 JSON 对象。") from error


def _right(row: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    return _meets(
        row, [_plain(f"{c['law']}{c['article']}") for c in entry["citations"] if c["article"]], entry["answer"]
    )


def _meets(row: Mapping[str, Any], cited: list[str], answer: str) -> bool:
    gold = {_plain(article) for article in row.get("gold_articles") or ()}
    return bool(gold & set(cited)) or (bool(row.get("must_mention")) and _says(row, answer))


def _says(row: Mapping[str, Any], text: str) -> bool:
    return all(any(way in text for way in token.split("|")) for token in row.get("must_mention") or ())


def _plain(article: str) -> str:
    return article.replace("《", "").replace("》", "").replace(" ", "").replace("中华人民共和国", "")
