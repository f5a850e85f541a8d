from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.wiring import Services
from knowledge import library
from knowledge.library import LibraryError
from knowledge.publication import live, publish
from knowledge.shelf import KnowledgeBase, Known
from knowledge.statutes import Statutes
from voice.speech import aloud

STATUTES = Path(__file__).parents[3] / "shared" / "statutes" / "articles.jsonl.gz"
ENTRIES = library.load().entries


def test_every_cited_article_exists_and_is_in_force() -> None:
    if not STATUTES.exists():
        pytest.skip("the statute collection is not here (../shared/statutes)")
    assert Statutes.from_file(STATUTES).faults(ENTRIES, date(2026, 11, 24)) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_stored_wording_finds_its_own_entry(entry: library.Entry, knowledge: KnowledgeBase) -> None:
    for wording in entry.variants:
        assert entry.id == knowledge.rank(wording)[0].entry_id, wording


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_answer_can_be_read_aloud_in_short_pieces(entry: library.Entry) -> None:
    for piece in entry.spoken:
        assert len(piece) <= 90 and aloud(piece)


@pytest.fixture(scope="module")
def knowledge(segmenter: object) -> KnowledgeBase:
    base = KnowledgeBase(segmenter)  # type: ignore[arg-type]
    base.hold(Known(entry, 1) for entry in ENTRIES)
    return base


@pytest.mark.parametrize(
    ("change", "said"),
    [
        # a promise of a result
        (
            ("不满一年还没有跟您签", "百分之百能赢，还没有跟您签"),
            "labour-no-written-contract: answer: forbidden wording",
        ),
        # marks in what is read aloud
        (
            ("单位还没签书面合同的", "单位**还没签**书面合同的"),
            "labour-no-written-contract: spoken: cannot be read aloud",
        ),
        # the same wording in two entries
        (("加班费怎么算", "工钱要不回来找谁"), "variants: 工钱要不回来找谁 also stands in labour-unpaid-wages"),
        # a missing field
        (("    nature: consult\n", ""), "nature: Field required"),
        # an unknown post
        (("post: legal_aid", "post: magic"), "post: Input should be"),
        # not YAML
        (("subject: labour", "subject: [labour"), "not readable as YAML"),
    ],
)
def test_a_faulty_library_is_refused_naming_file_entry_and_field(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    written = (library.LIBRARY / "labour.yaml").read_text("utf-8")
    assert change[0] in written
    (tmp_path / "labour.yaml").write_text(written.replace(*change, 1), "utf-8")
    with pytest.raises(LibraryError) as raised:
        library.load(tmp_path)
    assert "labour.yaml: " in str(raised.value) and said in str(raised.value)


def test_changed_words_are_a_new_version_and_the_old_one_stays(services: Services) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    changed = [
        e.model_copy(update={"answer": e.answer + "请带好身份证。"}) if e.id == "labour-overtime" else e
        for e in ENTRIES
    ]
    assert publish(services.database, changed, now, "周敏") == 1
    assert publish(services.database, changed, now, "周敏") == 0
    services.knowledge.hold(live(services.database, date(2026, 11, 25)))
    known = services.knowledge.get("labour-overtime")
    assert known is not None and known.version == 2


def test_production_serves_nothing_that_nobody_approved(services: Services) -> None:
    changed = [ENTRIES[0].model_copy(update={"answer": ENTRIES[0].answer + "补充。"}), *ENTRIES[1:]]
    publish(services.database, changed, datetime(2026, 11, 25, tzinfo=UTC), None)
    services.knowledge.hold(live(services.database, date(2026, 11, 25)))
    known = services.knowledge.get(ENTRIES[0].id)
    assert known is not None and known.version == 1 and not known.entry.answer.endswith("补充。")


def test_the_dictionary_is_cached_in_a_private_folder(data_dir: Path, knowledge: KnowledgeBase) -> None:
    assert (data_dir / "jieba").stat().st_mode & 0o077 == 0
