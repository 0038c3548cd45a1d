from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from insourcing_assistant.errors import LibraryLockedError, LibraryMismatchError
from insourcing_assistant.ingestion import Item, Overrides, plan, rebuild
from insourcing_assistant.library import Edits, Library, LibraryReport
from insourcing_assistant.library.answers import AnswerRecord
from insourcing_assistant.library.opening import REBUILDING
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Filters, Kind, Report
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


class At:
    """A `Progress` that does something once, when the first passages of the publication with this label are made."""

    def __init__(self, label: str, act: Callable[[], object]) -> None:
        self._label, self._act, self._done = label, act, False

    def __call__(self, stage: str, done: int, total: int, label: str) -> None:
        if stage == "passages" and label == self._label and not self._done:
            self._done = True
            self._act()


def test_answers_are_recorded_while_the_library_is_made_anew(stocked: Corpus) -> None:
    answer: AnswerRecord = {
        "id": "one",
        "asked_at": "2026-11-01T10:00:00.000+00:00",
        "question": "What of leisure?",
        "library_version": "abc",
    }
    with Library.open(stocked.library, fingerprint=FINGERPRINT) as chat:
        at = At("a.txt", lambda: chat.answers.add(answer, keep=10))
        items = plan((), reports=(), corpus=stocked.folder)
        rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, progress=at)
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.answers.get("one") == answer


@pytest.mark.parametrize("has_plan", [True, False], ids=["read again", "carried over"])
def test_what_others_change_meanwhile_is_brought_over(stocked: Corpus, has_plan: bool) -> None:
    stocked.write("reports/d.txt", "Cleaning stayed outside.\n")
    stocked.ingest()
    read: list[str] = []

    def change() -> None:
        stocked.write("reports/c.txt", "Parks were opened.\n")
        stocked.write("reports/d.txt", "Cleaning came back.\n")
        stocked.ingest()
        stocked.ingest(stocked.folder / "reports/a.txt", overrides=Overrides(year=1999))
        (stocked.folder / "reports/b.txt").unlink()
        with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True, wait_s=0) as library:
            library.remove("b")
            library.edit("a", {"title": "Edited"})
            library.edit("c", {"publisher": "APSE"})

    def parse_and_note(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None):  # type: ignore[no-untyped-def]
        read.append(path.name)
        return parse(report, path, kind=kind, password=password)

    def plan_now(held: Sequence[LibraryReport] = ()) -> Sequence[Item]:
        return plan((), reports=(), corpus=stocked.folder, held=held)

    with Library.open(stocked.library, fingerprint=FINGERPRINT) as library:
        items = plan_now(library.reports())
    summary = rebuild(
        items,
        folder=stocked.library,
        fingerprint="new",
        embedder=WIDER,
        plan_again=plan_now if has_plan else None,
        progress=At("d.txt", change),
        read=parse_and_note,
    )
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.verify() == ()
        texts = {entry.report.id: library.text(entry.report.id, "report") for entry in library.reports()}
        assert texts == {
            "a": "Leisure came back in-house.\n",
            "c": "Parks were opened.\n",
            "d": "Cleaning came back.\n",
        }
        a, c = library.report("a"), library.report("c")
        assert (a.report.title, a.report.year, a.edits) == ("Edited", 1999, {"title": "Edited"})
        assert (c.report.publisher, c.edits) == ("APSE", {"publisher": "APSE"})
        [(best, _), *_] = library.vectors.search(WIDER.embed_question("parks opened"), k=3, filters=Filters())
        assert library.passages([best])[best].report_id == "c"
    assert ("c.txt" in read) is has_plan
    later = [(row.report_id, row.status) for row in summary.rows[3:]]
    assert later == ([("c", "added"), ("d", "updated")] if has_plan else [("c", "unchanged"), ("d", "unchanged")])


def test_an_edit_that_is_taken_back_meanwhile_is_gone(stocked: Corpus) -> None:
    def change(edits: Edits | None) -> None:
        with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True, wait_s=0) as library:
            library.edit("a", edits)

    change({"title": "Edited"})
    items = plan((), reports=(), corpus=stocked.folder)
    at = At("b.txt", lambda: change(None))
    rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, progress=at)
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.report("a").edits == {}
        assert library.report("a").report.title != "Edited"


def test_only_one_at_a_time_makes_the_library_anew(stocked: Corpus) -> None:
    items = plan((), reports=(), corpus=stocked.folder)
    refused: list[str] = []

    def again() -> None:
        with pytest.raises(LibraryLockedError) as error:
            rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, wait_s=0)
        refused.append(str(error.value))

    rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, progress=At("a.txt", again))
    assert len(refused) == 1
    with Library.open(stocked.library, fingerprint="new") as library:
        assert [entry.report.id for entry in library.reports()] == ["a", "b"]
        assert library.verify() == ()


def test_what_a_killed_process_was_building_is_thrown_away(stocked: Corpus) -> None:
    with Library.open(stocked.library / REBUILDING, fingerprint="new", writable=True):
        pass
    stocked.ingest()
    assert not (stocked.library / REBUILDING).exists()


def test_it_waits_for_who_writes_when_it_is_ready(stocked: Corpus) -> None:
    """The last step takes the lock: until then somebody else holds it, and nothing is lost by waiting."""
    holding, told = threading.Event(), threading.Event()

    def hold() -> None:
        with Library.open(stocked.library, fingerprint=FINGERPRINT, writable=True, wait_s=0) as library:
            holding.set()
            assert told.wait(20)
            library.edit("a", {"title": "Edited at the last moment"})

    writer = threading.Thread(target=hold)

    def begin() -> None:
        writer.start()
        assert holding.wait(20)

    at = At("a.txt", begin)

    def progress(stage: str, done: int, total: int, label: str) -> None:
        at(stage, done, total, label)
        if stage == "locked":
            told.set()

    items = plan((), reports=(), corpus=stocked.folder)
    rebuild(items, folder=stocked.library, fingerprint="new", embedder=WIDER, progress=progress, wait_s=0.2)
    writer.join()
    with Library.open(stocked.library, fingerprint="new") as library:
        assert library.report("a").report.title == "Edited at the last moment"


def test_it_is_not_begun_while_somebody_writes(stocked: Corpus) -> None:
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
