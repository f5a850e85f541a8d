"""Thinks a turn through: recognise, step, look up, step again. Reads the library; changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from dialogue import engine
from dialogue.engine import Candidate, Chose, FellSilent, Found, Heard, LookUp, Said, Talk, Todo
from dialogue.recognisers import Recognisers
from dialogue.talking import Incoming
from knowledge.matching import Hit
from knowledge.shelf import KnowledgeBase
from tickets import numbering

# Words that make a question one of law or of our services even where no entry is near.
_LEGAL = re.compile(
    r"法|律|判|诉|告|赔|合同|协议|离婚|抚养|赡养|继承|遗[产嘱]|房|租|工资|工伤|社保|辞|公司|老板|单位|欠|借|债|利息|担保|保险|车祸|事故|交警|"
    r"派出所|警|拘|罪|骗|偷|打[人伤]|伤残|医院|手术|物业|邻居|村|地|拆|征|证|公章|鉴定|调解|仲裁|执行|复议|处罚|罚款|退[款货]|消费|侵权|名誉|隐私|"
    r"股东|商标|版权|税|监护|收养|户口|残疾|低保|投诉|维权|权利|责任|违约|定金|押金|彩礼|家暴|心理|抑郁|咬|高空|官司|立案|养老|照顾|探视|敲诈|诈|账户|受伤|申请|楼上|吵|噪|漏|炸|烧了"
)
# Groups of words that any question may hold, on any matter.
_EMPTY_CONCEPTS = frozenset({"怎么办", "可以"})
_PAPER = re.compile(
    r"(收到|拿到|接到|下来).{0,12}(判决|裁决|裁定|决定书|认定书|传票|起诉状)|(判决书|裁决书|处罚决定|认定书)"
)


class Mind:
    def __init__(self, knowledge: KnowledgeBase, recognisers: Recognisers) -> None:
        self.knowledge, self._recognisers = knowledge, recognisers

    @property
    def recognisers(self) -> Recognisers:
        return self._recognisers

    def think(self, talk: Talk, incoming: Incoming, waiting: bool = False) -> tuple[Talk, tuple[Todo, ...]]:
        """The talk after this turn and what is to be done, with every look-up already made."""
        talk, todos = engine.step(talk, self._heard(incoming, waiting))
        while looking := [todo for todo in todos if isinstance(todo, LookUp)]:
            talk, todos = engine.step(talk, self._found(looking[0]))
        return talk, todos

    def _heard(self, incoming: Incoming, waiting: bool) -> Heard:
        if incoming.choice is not None:
            return Chose(incoming.choice)
        if incoming.silent:
            return FellSilent()
        text = incoming.text or ""
        folded = self.knowledge.fold(text)
        danger = self._recognisers.danger(folded)
        wish, number = self._recognisers.wish(folded), numbering.find(text)
        return Said(text, folded, danger, wish, self._recognisers.refusal(folded), number, waiting)

    def _found(self, looking: LookUp) -> Found:
        outcome = self.knowledge.find(looking.question, frozenset(looking.without))
        concepts = self.knowledge.concepts(looking.question) - _EMPTY_CONCEPTS
        legal = bool(outcome.hits or concepts or _LEGAL.search(looking.question))
        return Found(outcome.kind, tuple(map(_candidate, outcome.hits)), legal, bool(_PAPER.search(looking.question)))


def shipped_recognisers() -> Recognisers:
    here = Path(__file__).parent
    signs = yaml.safe_load((here / "recognisers.yaml").read_text("utf-8"))
    agencies = yaml.safe_load((here / "refer.yaml").read_text("utf-8"))
    return Recognisers(signs, agencies)


def _candidate(hit: Hit) -> Candidate:
    why = "，".join(
        f"{name} {value:.2f}" for name, value in sorted(hit.why.items(), key=lambda p: -p[1]) if value >= 0.01
    )
    return Candidate(hit.entry_id, hit.score, hit.wording, why)
