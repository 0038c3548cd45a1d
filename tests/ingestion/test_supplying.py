"""Addresses become files before anything is ingested, and nothing goes online unless it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ingestion import (
    IngestionSummary,
    Overrides,
    fetch_supply,
    ingest,
    plan,
    preview_supply,
)
from insourcing_assistant.library import Library
from insourcing_assistant.types import Address
from tests.fetching.making import make_session
from tests.fetching.server import Loopback, body, conditional, serving
from tests.ingestion.making import BRIEF, EMBEDDER, FINGERPRINT, NO_OVERRIDES, REBUILDING, Corpus, outcome
from tests.pdf_builder import Line, build_pdf

PDF = build_pdf([[Line("Rebuilding Capacity", size=20), Line("Costs fell by 64% in Norton.", y=120)]])
NEWER = build_pdf([[Line("Rebuilding Capacity", size=20), Line("Costs fell by 65% in Norton.", y=120)]])


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as started:
        yield started


def run(
    corpus: Corpus, *paths: str, fetch: bool = False, overrides: Overrides = NO_OVERRIDES, dry: bool = False
) -> IngestionSummary:
    if dry:
        supply = preview_supply(
            paths, reports=corpus.reports, corpus=corpus.folder, fetch=fetch, session=make_session()
        )
        items = plan(paths, reports=corpus.reports, corpus=corpus.folder, overrides=overrides, supply=supply)
        assert items == ()
        return supply.added_to(IngestionSummary(()))
    supply = fetch_supply(paths, reports=corpus.reports, corpus=corpus.folder, fetch=fetch, session=make_session())
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True) as library:
        items = plan(
            paths,
            reports=corpus.reports,
            corpus=corpus.folder,
            held=library.reports(),
            overrides=overrides,
            supply=supply,
        )
        summary = supply.added_to(ingest(items, library=library, embedder=EMBEDDER))
        assert library.verify() == ()
    return summary


def listing(corpus: Corpus, *urls: str) -> Corpus:
    """The corpus with these addresses in its catalogue."""
    report = replace(REBUILDING, filename="rebuilding.pdf", addresses=tuple(Address(url, format="pdf") for url in urls))
    return replace(corpus, reports=(report,))


def test_a_given_address_is_fetched_and_ingested_with_its_address(corpus: Corpus, server: Loopback) -> None:
    url = server.says("/Plan%202019.pdf", body(PDF))
    summary = run(corpus, url)
    assert outcome(summary) == [("plan-2019", "report", "added")]
    assert [(each.report_id, each.status) for each in summary.fetched] == [("plan-2019", "fetched")]
    with corpus.reader() as library:
        entry = library.report("plan-2019")
        assert (entry.report.url, entry.texts[0].path) == (url, "Plan 2019.pdf")
    # From then on it is a file of the corpus, and keeps its address.
    assert outcome(run(corpus)) == [("plan-2019", "report", "unchanged")]
    server.says("/Plan%202019.pdf", body(NEWER))
    assert outcome(run(corpus, url)) == [("plan-2019", "report", "updated")]
    with corpus.reader() as library:
        assert library.report("plan-2019").report.url == url


def test_options_describe_an_address(corpus: Corpus, server: Loopback) -> None:
    url = server.says("/plan.pdf", body(PDF))
    overrides = Overrides(title="Given", url="https://example.org/landing")
    [planned] = run(corpus, url, overrides=overrides, dry=True).fetched
    assert (planned.status, planned.url) == ("planned", url)
    assert server.asked == []
    [row] = run(corpus, url, overrides=overrides).rows
    assert row.title == "Given"
    with corpus.reader() as library:
        assert library.report("plan").report.url == "https://example.org/landing"


def test_an_address_that_fails_is_a_failed_row_and_the_others_are_in(corpus: Corpus, server: Loopback) -> None:
    good, bad = server.says("/good.pdf", body(PDF)), server.url("/bad.pdf")
    file = corpus.write("../elsewhere/plan.txt", "The plan.\n")
    summary = run(corpus, bad, good, str(file), "file:///etc/passwd")
    assert [(row.report_id, row.status) for row in summary.rows] == [
        ("bad", "failed"),
        ("good", "added"),
        ("plan", "added"),
        ("passwd", "failed"),
    ]
    assert summary.rows[0].error == (
        f"{bad}: there is nothing at this address (404). Download the file by hand and give its path."
    )
    assert summary.rows[3].error is not None
    assert "only http:// and https://" in summary.rows[3].error
    assert summary.exit_code == 3


def test_an_address_given_twice_is_fetched_once(corpus: Corpus, server: Loopback) -> None:
    url = server.says("/plan.pdf", body(PDF))
    assert outcome(run(corpus, url, url)) == [("plan", "report", "added")]
    assert len(server.asked) == 1


def test_what_the_catalogue_lists_is_fetched_and_preferred_to_its_brief(corpus: Corpus, server: Loopback) -> None:
    corpus = listing(corpus, server.says("/a.pdf", conditional(PDF)))
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    assert outcome(run(corpus)) == [("rebuilding-2019", "brief", "added")]
    assert server.asked == []
    summary = run(corpus, fetch=True)
    assert outcome(summary) == [("rebuilding-2019", "report", "added"), ("rebuilding-2019", "brief", "unchanged")]
    [fetched] = run(corpus, fetch=True).fetched
    assert (fetched.report_id, fetched.status) == ("rebuilding-2019", "unchanged")


def test_where_the_text_cannot_be_fetched_the_brief_stands_in_and_that_is_no_failure(
    corpus: Corpus, server: Loopback
) -> None:
    corpus = listing(corpus, server.url("/gone.pdf"))
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    summary = run(corpus, fetch=True)
    assert outcome(summary) == [("rebuilding-2019", "brief", "added")]
    assert [each.status for each in summary.fetched] == ["failed"]
    assert summary.exit_code == 0


def test_a_fetched_file_that_was_changed_is_reported_until_it_is_fetched_again_or_accepted(
    corpus: Corpus, server: Loopback
) -> None:
    corpus = listing(corpus, server.says("/a.pdf", body(PDF)))
    run(corpus, fetch=True)
    path = corpus.folder / "reports" / "rebuilding.pdf"
    path.write_bytes(NEWER)
    summary = run(corpus)
    assert outcome(summary) == [("rebuilding-2019", "report", "failed")]
    assert summary.rows[0].error is not None
    assert "rebuilding.pdf: its content is no longer what was fetched from" in summary.rows[0].error
    assert summary.exit_code == 3
    with corpus.reader() as library:
        assert "64%" in library.text("rebuilding-2019", "report")
    assert outcome(run(corpus, fetch=True)) == [("rebuilding-2019", "report", "unchanged")]
    path.write_bytes(NEWER)
    assert outcome(run(corpus, str(path))) == [("rebuilding-2019", "report", "updated")]
    assert outcome(run(corpus)) == [("rebuilding-2019", "report", "unchanged")]
    [fetched] = run(corpus, fetch=True).fetched
    assert fetched.status == "present"


def test_files_and_the_catalogue_are_not_fetched_in_one_go(corpus: Corpus) -> None:
    with pytest.raises(UsageError, match="--fetch is for what the catalogue lists"):
        run(corpus, "a.pdf", fetch=True)


def test_nothing_goes_online_unless_it_was_asked_for(corpus: Corpus, server: Loopback) -> None:
    corpus = listing(corpus, server.says("/a.pdf", body(PDF)))
    run(corpus)
    run(corpus, str(corpus.write("../plan.txt", "The plan.\n")))
    run(corpus, fetch=True, dry=True)
    assert server.asked == []
    assert not (corpus.folder / "reports" / ".fetching.lock").exists()
