"""Start-up to first answer, and the work a question takes after it: run by `make bench`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app import rehearsal, thinking
from app.settings import Settings
from knowledge.shelf import KnowledgeBase

QUESTIONS = [
    "公司一直没跟我签劳动合同怎么办",
    "老板拖欠三个月工资怎么办",
    "离婚孩子归谁",
    "我家的牛吃了隔壁的庄稼",
    "天气怎么样",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder), secret_key="b" * 40)
        knowledge = KnowledgeBase(thinking.build_segmenter(settings))
        entries = thinking.hold_written_library(knowledge)
        mind, voicing = thinking.build_mind(knowledge)
        calendar, spent = thinking.build_calendar(settings), []
        for _ in range(40):
            for text in QUESTIONS:
                began = time.perf_counter()
                rehearsal.ask(mind, voicing, calendar, text, "web", datetime.now(UTC))
                spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    print(
        f"entries {entries}  work a question: median {statistics.median(spent):.1f} ms, p95 {spent[int(len(spent) * 0.95)]:.1f} ms"
    )
    whole = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            [Path(sys.executable).with_name("hotline"), "ask", QUESTIONS[0]], check=True, capture_output=True
        )
        whole.append(time.perf_counter() - began)
    print(
        f"start-up to first answer, whole process: median {statistics.median(whole):.2f} s of 5 (min {min(whole):.2f}, max {max(whole):.2f})"
    )


if __name__ == "__main__":
    main()
