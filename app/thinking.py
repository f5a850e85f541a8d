"""The parts that need no database: what rehearsals, measuring and the whole product have in common."""

from __future__ import annotations

from app.settings import Settings
from dialogue.lines import Lines
from dialogue.mind import Mind, shipped_recognisers
from dialogue.voicing import Voicing
from kit import workdays
from kit.workdays import WorkCalendar
from knowledge import library
from knowledge.segmentation import Segmenter
from knowledge.shelf import KnowledgeBase, Known


def build_segmenter(settings: Settings) -> Segmenter:
    return Segmenter(settings.data_dir / "jieba")


def build_mind(knowledge: KnowledgeBase) -> tuple[Mind, Voicing]:
    return Mind(knowledge, shipped_recognisers()), Voicing(Lines.shipped(), knowledge)


def hold_written_library(knowledge: KnowledgeBase) -> int:
    """Takes the library as it is written, without a database (for rehearsals); how many entries."""
    return knowledge.hold(Known(entry, 1) for entry in library.load().entries)


def build_calendar(settings: Settings) -> WorkCalendar:
    return workdays.from_file(settings.calendar_file, assume_weekdays=True)
