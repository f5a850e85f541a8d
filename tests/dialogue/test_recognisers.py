from __future__ import annotations

import pytest

from dialogue.mind import shipped_recognisers
from knowledge.segmentation import Segmenter

RECOGNISERS = shipped_recognisers()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("我不想活了", "self_harm"),
        ("人在楼顶上，老板不给钱我就跳下去", "self_harm"),
        ("他拿着菜刀在门口追我", "violence"),
        ("小孩被反锁在家里两天了一直哭", "child"),
        # a divorce that is the death of me is a divorce, and a question about money is one about money
        ("这个婚离得逼死我了，房子怎么分", None),
        ("我老公去年自杀了，公司要不要赔", None),
        ("打牌的时候笑着讲一句我打死你，算威胁吗", None),
        ("老板拖欠工资怎么办", None),
    ],
)
def test_danger_is_seen_and_what_only_sounds_like_it_is_not(words: str, kind: str | None, segmenter: Segmenter) -> None:
    found = RECOGNISERS.danger(segmenter.fold(words))
    assert (found.detail if found else None) == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("转人工", "person"),
        ("我要投诉你们的公证员", "complaint"),
        ("给你们提个建议", "suggestion"),
        ("你们上次讲错了，害我白跑一趟", "wrong_answer"),
        ("我的工单到哪一步了", "status"),
        ("门口路灯坏了", "refer"),
        ("谢谢你啊", "smalltalk"),
        # a complaint about a shop is a legal question, not a complaint about us
        ("网购假货怎么投诉商家", None),
        ("公司不给我交社保怎么办", None),
    ],
)
def test_wishes_are_told_from_questions(words: str, kind: str | None, segmenter: Segmenter) -> None:
    found = RECOGNISERS.wish(segmenter.fold(words))
    assert (found.kind if found else None) == kind
