from __future__ import annotations

import pytest

from insourcing_assistant.errors import LibraryLockedError, LibraryMismatchError
from insourcing_assistant.ingestion import Overrides, plan, rebuild
from insourcing_assistant.library import Library
from insourcing_assistant.library.opening import REBUILDING
from insourcing_assistant.types import Filters
from tests.hashing import HashingEmbedder
from tests.ingestion.making import FINGERPRINT, Corpus

WIDER = HashingEmbedder(dimension=32, name="another")


@pytest.fixture
def stocked(corpus: Corpus) -> Corpus:
    corpus.write("reports/a.txt", "Leisure came back in-house.\n")
    corpus.write("reports/b.txt", "Refuse was insourced.\n")
    corpus.ingest()
    return corpus


def test_everything_is_made_anew_with_the_other_model(stocked: Corpus) -> None:
    stocked.write("reports/c.txt", "Parks were opened.\n")
    items = plan((), reports=(), corpus=stocked.folder)
    summary = rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER)
    assert [(row.report_id, row.status) for row in summary.rows] == [("a", "added"), ("b", "added"), ("c", "added")]
    with pytest.raises(LibraryMismatchError):
        Library.open(stocked.library, fingerprint=FINGERPRINT)
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.verify() == ()
        [(best, _), *_] = library.vectors.search(WIDER.embed_question("parks opened"), k=3, filters=Filters())
        assert library.passages([best])[best].report_id == "c"
    assert not (stocked.library / REBUILDING).exists()


def test_the_old_library_answers_until_the_new_one_is_ready(stocked: Corpus) -> None:
    seen: list[int] = []
    with Library.open(stocked.library, fingerprint=FINGERPRINT) as reader:

        def look(stage: str, done: int, total: int, label: str) -> None:
            seen.append(len(reader.keywords.search([["leisure"], ["refuse"], ["parks"]], k=9, filters=Filters())))

        stocked.write("reports/c.txt", "Parks were opened.\n")
        items = plan((), reports=(), corpus=stocked.folder)
        rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, progress=look)
        assert set(seen) == {2}
        assert len(reader.keywords.search([["leisure"], ["refuse"], ["parks"]], k=9, filters=Filters())) == 3


def test_a_text_whose_file_is_gone_is_carried_over(stocked: Corpus) -> None:
    (stocked.folder / "reports/b.txt").unlink()
    items = plan((), reports=(), corpus=stocked.folder)
    summary = rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER)
    assert [(row.report_id, row.status) for row in summary.rows] == [("a", "added"), ("b", "unchanged")]
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.text("b", "report") == "Refuse was insourced.\n"
        assert library.verify() == ()


def test_a_rebuild_that_fails_leaves_the_old_library(stocked: Corpus) -> None:
    class Stopping(HashingEmbedder):
        def count_tokens(self, texts):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    items = plan((), reports=(), corpus=stocked.folder)
    with pytest.raises(KeyboardInterrupt):
        rebuild(items, folder=stocked.library, fingerprint="new", embedder=Stopping())
    with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True) as library:
        assert [entry.report.id for entry in library.reports()] == ["a", "b"]
        assert library.verify() == ()


def test_there_need_be_no_library_before(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "Leisure came back in-house.\n")
    rebuild(plan((), reports=(), corpus=corpus.folder), folder=corpus.library, fingerprint="new", embedder=WIDER)
    with Library.open(corpus.library, fingerprint="new") as library:
        assert library.passage_count == 1


def test_no_one_else_may_write_meanwhile(stocked: Corpus) -> None:
    with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True), pytest.raises(LibraryLockedError):
        rebuild((), folder=stocked.library, fingerprint="new", embedder=WIDER, wait_s=0)


def test_what_was_given_and_edited_outlives_a_rebuild(stocked: Corpus) -> None:
    given = stocked.folder / "reports/a.txt"
    stocked.ingest(given, overrides=Overrides(title="Given", year=1999))
    (stocked.folder / "reports/b.txt").unlink()
    with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True) as library:
        library.edit("a", {"year": 2001})
        library.edit("b", {"publisher": "APSE"})
    rebuild(plan((), reports=(), corpus=stocked.folder), folder=stocked.library, fingerprint="new", embedder=WIDER)
    with Library.open(stocked.library, fingerprint="new") as library:
        a, b = library.report("a"), library.report("b")
    assert (a.report.title, a.report.year, a.found.report.year) == ("Given", 2001, 1999)
    assert a.origins == {"title": "option", "year": "edited"}
    assert (b.report.publisher, b.origins["publisher"]) == ("APSE", "edited")
