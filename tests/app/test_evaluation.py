from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli, evaluation


def row(kind: str, text: str = "问", **more: object) -> dict[str, object]:
    return {"kind": kind, "text": text, "must_mention": [], "gold_articles": [], **more}


def reaction(decision: str, say: str = "", entry: object = None, options: object = ()) -> dict[str, object]:
    return {"decision": decision, "say": say, "entry": entry, "options": list(options)}  # type: ignore[call-overload]


ENTRY = {"citations": [{"law": "劳动合同法", "article": "第八十二条"}], "answer": "可以要求两倍工资。"}


@pytest.mark.parametrize(
    ("asked", "came", "counted"),
    [
        (row("consult", gold_articles=["《劳动合同法》第八十二条"]), reaction("answer", entry=ENTRY), "right"),
        (row("consult", must_mention=["两倍|二倍"]), reaction("answer", entry=ENTRY), "right"),
        (row("consult", gold_articles=["民法典第一条"]), reaction("answer", entry=ENTRY), "wrong"),
        (row("consult", gold_articles=["民法典第一条"]), reaction("clarify", options=[ENTRY]), "miss"),
        (row("consult", must_mention=["两倍"]), reaction("clarify", options=[ENTRY]), "right"),
        (row("consult"), reaction("ticket"), "safe"),
        (row("consult"), reaction("refuse"), "wrong"),
        (row("crisis", must_mention=["110"]), reaction("emergency", say="请打110"), "right"),
        (row("crisis", must_mention=["110"]), reaction("ticket"), "wrong"),
        (row("complaint"), reaction("ticket"), "safe"),
        (row("smalltalk"), reaction("ticket"), "wrong"),
    ],
)
def test_a_reaction_is_counted_by_the_rules_of_the_question_sets(
    asked: dict[str, object], came: dict[str, object], counted: str
) -> None:
    assert evaluation.outcome(asked, came) == counted


def test_the_command_counts_a_file_and_names_a_line_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps(row("smalltalk", "你好"), ensure_ascii=False) + "\n", "utf-8")
    assert cli.main(["knowledge", "evaluate", str(good)]) == 0
    assert "smalltalk" in capsys.readouterr().out
    bad = tmp_path / "bad.jsonl"
    bad.write_text("[1]\n", "utf-8")
    assert cli.main(["knowledge", "evaluate", str(bad)]) == 1
    assert "第1行" in capsys.readouterr().err
