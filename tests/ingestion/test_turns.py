"""While a text is read and embedded others may write; what they wrote is seen before it is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insourcing_assistant.errors import LibraryLockedError
from insourcing_assistant.ingestion import IngestionSummary, ingest, plan
from insourcing_assistant.ingestion.making import EMBED_AT_ONCE
from insourcing_assistant.ingestion.moving import move
from insourcing_assistant.ingestion.turns import InTurns
from insourcing_assistant.library import Library
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Kind, ParsedReport, Report
from tests.hashing import HashingEmbedder
from tests.ingestion.making import FINGERPRINT, REBUILDING, Corpus, outcome


def writer(corpus: Corpus) -> Library:
    return Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True, wait_s=0.05)


def ingest_in_turns(
    corpus: Corpus,
    path: Path,
    *,
    while_read: Callable[[], None] = lambda: None,
    while_embedded: Callable[[], None] = lambda: None,
) -> IngestionSummary:
    """Ingest a file while something else is done once in the middle."""

    def read(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
        while_read()
        return parse(report, path, kind=kind, password=password)

    class Embedder(HashingEmbedder):
        def embed_passages(self, passages, contexts):  # type: ignore[no-untyped-def]
            if passages[0].report_id:
                while_embedded()
            return super().embed_passages(passages, contexts)

    with InTurns(lambda: writer(corpus), progress=None, patience_s=0) as turns, corpus.reader() as library:
        items = plan([path], reports=corpus.reports, corpus=corpus.folder, held=library.reports())
        summary = ingest(items, library=library, embedder=Embedder(), turns=turns, read=read)
    with corpus.reader() as library:
        assert library.verify() == ()
    return summary


def years(corpus: Corpus) -> dict[str, int | None]:
    with corpus.reader() as library:
        return {entry.report.id: entry.report.year for entry in library.reports()}


def test_others_write_while_a_file_is_read_and_while_a_long_text_is_embedded(corpus: Corpus) -> None:
    corpus.write("reports/first.txt", "The first.\n")
    corpus.ingest()
    long = corpus.write("reports/long.md", "".join(f"# Part {n}\n\nText {n}.\n\n" for n in range(EMBED_AT_ONCE + 9)))

    def edit(year: int) -> Callable[[], None]:
        def change() -> None:
            with writer(corpus) as library:
                library.edit("first", {"year": year})

        return change

    seen: list[int | None] = []

    def edit_again() -> None:
        seen.append(years(corpus)["first"])
        edit(2002)()

    summary = ingest_in_turns(corpus, long, while_read=edit(2001), while_embedded=edit_again)
    assert outcome(summary) == [("long", "report", "added")]
    assert seen[0] == 2001
    assert years(corpus) == {"first": 2002, "long": None}


def test_an_edit_and_an_option_of_its_own_publication_made_meanwhile_stay(corpus: Corpus) -> None:
    path = corpus.write("reports/plan.txt", "The first text.\n")
    corpus.ingest()
    corpus.write("reports/plan.txt", "The second text.\n")

    def edit() -> None:
        with writer(corpus) as library:
            library.edit("plan", {"year": 2003})

    assert outcome(ingest_in_turns(corpus, path, while_read=edit)) == [("plan", "report", "updated")]
    assert years(corpus) == {"plan": 2003}


def test_what_came_in_meanwhile_by_another_way_is_not_there_twice(corpus: Corpus) -> None:
    path = corpus.write("reports/plan.txt", "The text.\n")
    summary = ingest_in_turns(corpus, path, while_read=lambda: _ingest(corpus, path))
    assert outcome(summary) == [("plan", "report", "unchanged")]


def test_another_file_that_was_given_the_same_id_meanwhile_is_not_replaced(corpus: Corpus) -> None:
    path = corpus.write("reports/a/plan.txt", "The text of one plan.\n")
    other = corpus.folder / "reports" / "b" / "plan.txt"

    def come() -> None:
        corpus.write("reports/b/plan.txt", "The text of another plan.\n")
        _ingest(corpus, other)

    [row] = ingest_in_turns(corpus, path, while_read=come).rows
    assert row.status == "failed"
    assert row.error == (
        "a/plan.txt: while it was read, b/plan.txt came into the library under the same id, plan. Add it again, and it "
        "gets another."
    )
    with corpus.reader() as library:
        assert "another plan" in library.text("plan", "report")
    assert [report_id.startswith("plan-") for report_id, _, _ in outcome(ingest_in_turns(corpus, path))] == [True]


def test_a_file_that_was_taken_away_meanwhile_does_not_come_in(corpus: Corpus) -> None:
    path = corpus.write("reports/plan.txt", "The text.\n")
    [row] = ingest_in_turns(corpus, path, while_embedded=path.unlink).rows
    assert (row.status, row.error) == ("failed", "plan.txt: the file was taken away while it was read.")
    assert years(corpus) == {}


def test_a_catalogued_text_replaces_what_came_in_under_its_id(corpus: Corpus) -> None:
    path = corpus.write(f"reports/{REBUILDING.filename}", "# Rebuilding\n\nThe full text.\n")
    brief = corpus.write("briefs/rebuilding-2019.md", "# Brief\n\n- A statement. <https://example.org/a>\n")
    summary = ingest_in_turns(corpus, path, while_read=lambda: _ingest(corpus, brief))
    assert outcome(summary) == [("rebuilding-2019", "report", "added")]


def test_what_is_ready_waits_while_another_writes_and_patience_ends(corpus: Corpus) -> None:
    waited: list[str] = []
    with writer(corpus) as library:

        def progress(stage: str, done: int, total: int, label: str) -> None:
            waited.append(stage)
            if len(waited) == 2:
                library.close()

        with pytest.raises(LibraryLockedError):
            InTurns(lambda: writer(corpus), progress=progress).__enter__()
        with pytest.raises(LibraryLockedError):
            InTurns(lambda: writer(corpus), progress=progress, patience_s=0).take()
        assert waited == []
        patient = InTurns(lambda: writer(corpus), progress=progress)
        assert patient.take().reports() == ()
        assert waited == ["locked", "locked"]
        patient.let_go()
    writer(corpus).close()


def test_a_file_is_given_no_name_that_another_has(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    one.write_text("1")
    two.write_text("2")
    with pytest.raises(FileExistsError):
        move(one, two)
    assert (one.read_text(), two.read_text()) == ("1", "2")
    move(one, three)
    assert (one.exists(), three.read_text()) == (False, "1")
    with pytest.raises(FileNotFoundError):
        move(one, tmp_path / "four")
    assert not (tmp_path / "four").exists()


def _ingest(corpus: Corpus, path: Path) -> None:
    with writer(corpus) as library:
        items = plan([path], reports=corpus.reports, corpus=corpus.folder, held=library.reports())
        ingest(items, library=library, embedder=HashingEmbedder())
