"""Which professional post (专业服务岗) a matter goes to (制度 一.1)."""

from __future__ import annotations

from collections.abc import Mapping

POSTS: Mapping[str, str] = {
    "legal_aid": "法律援助岗",
    "mediation": "人民调解岗",
    "notary": "公证岗",
    "forensics": "司法鉴定岗",
    "lawyer": "律师岗",
    "reconsideration": "行政复议岗",
    "corrections": "社区矫正与安置帮教岗",
    "psychology": "心理服务岗",
    "publicity": "法治宣传岗",
    "director": "中心主任",
}

# The first row whose word stands in the question decides; more particular matters come first.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("psychology", ("心理", "抑郁", "焦虑", "失眠", "想不开")),
    ("corrections", ("社区矫正", "安置帮教", "刑满", "缓刑报到")),
    ("forensics", ("鉴定", "伤残等级", "亲子")),
    ("notary", ("公证",)),
    ("reconsideration", ("行政复议", "复议", "行政处罚", "强拆", "罚款")),
    ("legal_aid", ("法律援助", "请不起律师", "免费律师", "工资", "工钱", "工伤", "欠薪", "农民工")),
    ("mediation", ("调解", "邻居", "邻里", "楼上", "楼下", "物业", "宅基地", "彩礼")),
    ("publicity", ("普法", "宣传", "讲座", "法考")),
)
FALLBACK = "lawyer"


def post_for(question: str, hint: str | None = None) -> str:
    """The post's code. `hint` is the post of the nearest entry, taken where it is one of ours; nobody fits → the duty lawyer."""
    if hint in POSTS:
        return str(hint)
    return next((post for post, words in _WORDS if any(w in question for w in words)), FALLBACK)
