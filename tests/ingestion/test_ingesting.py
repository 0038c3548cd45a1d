from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.ingestion import Overrides, ingest, plan, preview, remove
from insourcing_assistant.library import Library
from insourcing_assistant.types import Filters
from tests.hashing import HashingEmbedder
from tests.ingestion.making import BRIEF, EMBEDDER, FINGERPRINT, Corpus, outcome

FULL = "# Rebuilding Capacity\n\n## Findings\n\nCouncils bring services back. Costs fell by 64%.\n"


def test_a_corpus_is_ingested_and_then_unchanged(corpus: Corpus) -> None:
    corpus.write("reports/Rebuilding Capacity.md", FULL)
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    corpus.write("reports/plan.txt", "The plan of the council.\n")
    first = corpus.ingest()
    expected = [("rebuilding-2019", "report"), ("rebuilding-2019", "brief"), ("plan", "report")]
    assert outcome(first) == [(*each, "added") for each in expected]
    second = corpus.ingest()
    assert outcome(second) == [(*each, "unchanged") for each in expected]
    for before, after in zip(first.rows, second.rows, strict=True):
        assert (before.pages, before.passages, before.title_from) == (after.pages, after.passages, after.title_from)
    assert first.count("added") == second.count("unchanged") == 3
    assert first.exit_code == second.exit_code == 0
    assert first.pages_per_second > 0
    assert second.pages_per_second == 0


def test_a_statement_of_a_brief_keeps_its_source(corpus: Corpus) -> None:
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    corpus.ingest()
    with corpus.reader() as library:
        [(key, _)] = library.keywords.search([["efficiency"]], k=1, filters=Filters())
        passage = library.passages([key])[key]
        assert {source.url for source in passage.sources} == {"https://example.org/a", "https://example.org/b"}
        assert passage.kind == "brief"
        assert library.report("rebuilding-2019").report.title == "Rebuilding Capacity"


def test_a_changed_file_replaces_its_passages(corpus: Corpus) -> None:
    corpus.write("reports/plan.txt", "The plan of the council is green.\n")
    corpus.ingest()
    corpus.write("reports/plan.txt", "The plan of the council is blue.\n")
    assert outcome(corpus.ingest()) == [("plan", "report", "updated")]
    with corpus.reader() as library:
        assert library.text("plan", "report") == "The plan of the council is blue.\n"
        assert library.passage_count == 1


def test_a_copy_under_another_name_is_a_duplicate(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "The same.\n")
    corpus.ingest()
    corpus.write("reports/b.txt", "The same.\n")
    summary = corpus.ingest()
    assert outcome(summary) == [("a", "report", "unchanged"), ("b", "report", "duplicate")]
    assert summary.rows[1].duplicate_of == "a"
    assert summary.exit_code == 0


def test_a_file_that_was_moved_stays_the_report_that_it_was(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "The same.\n")
    corpus.ingest()
    (corpus.folder / "reports/a.txt").rename(corpus.folder / "reports/better name.txt")
    summary = corpus.ingest()
    assert outcome(summary) == [("a", "report", "unchanged")]
    with corpus.reader() as library:
        assert library.report("a").texts[0].path == "better name.txt"


def test_a_file_that_the_catalogue_claims_becomes_that_report(corpus: Corpus) -> None:
    path = corpus.write("reports/Rebuilding Capacity.md", FULL)
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        items = plan((), reports=(), corpus=corpus.folder)
        assert [row.report_id for row in ingest(items, library=library, embedder=EMBEDDER).rows] == [
            "rebuilding-capacity"
        ]
    assert outcome(corpus.ingest(path)) == [("rebuilding-2019", "report", "added")]
    with corpus.reader() as library:
        assert [entry.report.id for entry in library.reports()] == ["rebuilding-2019"]


def test_a_bad_file_never_stops_the_good_ones(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "")
    corpus.write("reports/b.xyz", "What?")
    corpus.write("reports/c.txt", "Good.\n")
    summary = corpus.ingest(corpus.folder / "reports", "missing.pdf")
    assert outcome(summary) == [
        ("a", "report", "failed"),
        ("b", "report", "failed"),
        ("c", "report", "added"),
        ("missing", "report", "failed"),
    ]
    assert [bool(row.error) for row in summary.rows] == [True, True, False, True]
    assert "empty" in (summary.rows[0].error or "")
    assert summary.exit_code == 3
    # Nothing is kept of what failed, and it fails again.
    assert corpus.ingest().count("failed") == 2


def test_what_trips_the_embedder_is_one_failed_row(corpus: Corpus) -> None:
    class Tripping(HashingEmbedder):
        def count_tokens(self, texts):  # type: ignore[no-untyped-def]
            if any("trip" in text for text in texts):
                raise ZeroDivisionError("over a stone")
            return super().count_tokens(texts)

    corpus.write("reports/a.txt", "You trip here.\n")
    corpus.write("reports/b.txt", "You do not here.\n")
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        items = plan((), reports=(), corpus=corpus.folder)
        summary = ingest(items, library=library, embedder=Tripping())
        assert [row.status for row in summary.rows] == ["failed", "added"]
        assert summary.rows[0].error == "a.txt: reading it failed unexpectedly (ZeroDivisionError: over a stone)."


def test_a_report_that_is_gone_from_the_corpus_stays_until_it_is_removed(corpus: Corpus) -> None:
    path = corpus.write("reports/a.txt", "Text.\n")
    corpus.ingest()
    path.unlink()
    assert corpus.ingest().rows == ()
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        assert [entry.report.id for entry in library.reports()] == ["a"]
        [row] = remove("a", library=library)
        assert (row.report_id, row.status, row.path) == ("a", "removed", "a.txt")
        assert library.reports() == ()
        with pytest.raises(UnknownReportError):
            remove("a", library=library)


def test_a_title_is_from_the_option_else_the_file_else_its_name(corpus: Corpus) -> None:
    corpus.write(
        "reports/named.txt", "Some words without a heading, long enough to be no title at all, one would say.\n"
    )
    titled = corpus.write("reports/titled.md", "---\ntitle: Said by the file\n---\n\nText.\n")
    rows = {row.report_id: row for row in corpus.ingest().rows}
    assert (rows["titled"].title, rows["titled"].title_from) == ("Said by the file", "metadata")
    assert rows["named"].title_from in ("file name", "first page")
    [row] = corpus.ingest(titled, overrides=Overrides(title="Given", year=1999, authors=("A",))).rows
    assert (row.status, row.title, row.title_from) == ("updated", "Given", "option")
    # What was given stays when the file comes again, and when its content changes.
    [row] = corpus.ingest(titled).rows
    assert (row.status, row.title, row.title_from) == ("unchanged", "Given", "option")
    titled.write_text("---\ntitle: Said by the file\n---\n\nOther text.\n")
    [row] = corpus.ingest(titled).rows
    assert (row.status, row.title, row.title_from) == ("updated", "Given", "option")


def test_where_each_field_is_from_is_kept(corpus: Corpus) -> None:
    corpus.write("reports/landing.md", "---\nyear: 2001\n---\n\nText.\n")
    paper = corpus.write("reports/paper.md", "---\ntitle: Said\nauthors: [Ann Lee]\nyear: 2001\n---\n\nOther.\n")
    corpus.ingest(paper, overrides=Overrides(year=2002, url="https://example.org/paper"))
    rows = {row.report_id: row for row in corpus.ingest().rows}
    expected = {"title": "metadata", "authors": "metadata", "year": "option", "url": "option"}
    assert rows["paper"].metadata_from == expected
    assert rows["landing"].metadata_from == {"title": "catalogue"}
    with corpus.reader() as library:
        assert library.report("paper").origins == expected


def test_the_catalogue_comes_before_options_which_fill_its_gaps(corpus: Corpus) -> None:
    page = corpus.write("reports/landing.md", "---\ntitle: Mine\nyear: 2001\n---\n\nText.\n")
    [row] = corpus.ingest(page, overrides=Overrides(title="Given", publisher="Given")).rows
    assert (row.title, row.title_from) == ("A landing page", "catalogue")
    with corpus.reader() as library:
        report = library.report("landing").report
        assert (report.publisher, report.year) == ("Given", None)


def test_a_corrected_catalogue_changes_the_report_without_embedding_it_again(corpus: Corpus) -> None:
    corpus.write("reports/Rebuilding Capacity.md", FULL)
    corpus.ingest()

    class NotAsked(HashingEmbedder):
        def embed_passages(self, passages, contexts):  # type: ignore[no-untyped-def]
            raise AssertionError("nothing is to be embedded")

    corrected = tuple(replace(report, title=f"{report.title}, corrected") for report in corpus.reports)
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        items = plan((), reports=corrected, corpus=corpus.folder)
        [row] = ingest(items, library=library, embedder=NotAsked()).rows
        assert (row.status, row.title) == ("updated", "Rebuilding Capacity, corrected")
        assert library.report("rebuilding-2019").report == corrected[0]
        assert library.verify() == ()


def test_progress_is_told_for_reports_and_passages(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "One.\n")
    corpus.write("reports/b.txt", "Two.\n")
    told: list[tuple[str, int, int, str]] = []
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        items = plan((), reports=(), corpus=corpus.folder)
        ingest(items, library=library, embedder=EMBEDDER, progress=lambda *each: told.append(each))
    assert told == [
        ("reports", 0, 2, "a.txt"),
        ("passages", 0, 1, "a.txt"),
        ("passages", 1, 1, "a.txt"),
        ("reports", 1, 2, "b.txt"),
        ("passages", 0, 1, "b.txt"),
        ("passages", 1, 1, "b.txt"),
        ("reports", 2, 2, ""),
    ]


def test_a_preview_changes_nothing(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "One.\n")
    items = plan((), reports=(), corpus=corpus.folder)
    assert [row.status for row in preview(items, library=None).rows] == ["added"]
    assert not corpus.library.exists()
    corpus.ingest()
    corpus.write("reports/a.txt", "One and more.\n")
    corpus.write("reports/b.txt", "Two.\n")
    corpus.write("reports/c.xyz", "Three.\n")
    with corpus.reader() as library:
        version = library.version
        items = plan((), reports=(), corpus=corpus.folder, held=library.reports())
        assert outcome(preview(items, library=library)) == [
            ("a", "report", "updated"),
            ("b", "report", "added"),
            ("c", "report", "failed"),
        ]
        assert library.version == version


def test_a_name_with_odd_characters_is_ingested(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "100% häufig? #1 'plan'.txt"
    path.write_text("Text.\n", encoding="utf-8")
    [row] = corpus.ingest(path).rows
    assert (row.report_id, row.status, row.path) == ("100-haufig-1-plan", "added", str(path.resolve()))
    odd = Corpus(tmp_path / "cor?pus #2", ())
    odd.write("reports/a.txt", "Text.\n")
    assert outcome(odd.ingest()) == [("a", "report", "added")]
