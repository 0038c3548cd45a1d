"""References come out as the guides of Harvard (Cite Them Right), APA and OSCOLA want them.

The golden files hold what was checked by eye against the guides: the bibliography of the nine publications of the
catalogue, a note on each, and two more on the same page and on several pages.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.catalogue import load_catalogue
from insourcing_assistant.exporting import STYLES, export
from insourcing_assistant.exporting.styles import Item, fitted
from insourcing_assistant.types import Answer, Citation, Report, Statement
from tests.exporting.making import PAGED, recorded, shown_text, straight

GOLDEN = Path(__file__).parent / "golden"
CATALOGUE = {report.id: report for report in load_catalogue(Path(__file__).parents[2] / "corpus" / "catalogue.toml")}


def references(style: str) -> list[str]:
    """The bibliography and the notes of an answer that cites the whole catalogue."""
    citations = [cited(report) for report in CATALOGUE.values()]
    again = replace(citations[1], pages=(12, 13, 14), labels=("12", "13", "14"))
    return listed([*citations, again, replace(citations[2], pages=(9,), labels=("ix",))], CATALOGUE, style)


def cited(report: Report) -> Citation:
    if report.kind == "article":
        return replace(PAGED, report_id=report.id, kind="article", unit="section", labels=("Advice",))
    return replace(PAGED, report_id=report.id, pages=(12,), labels=("12",))


def listed(citations: list[Citation], reports: dict[str, Report], style: str) -> list[str]:
    answer = Answer(question="Q?", statements=(Statement(PAGED.quote, tuple(citations)),))
    written = export([recorded(answer, reports)], reports, format_key="md", style=style).content.decode()
    bibliography = written.partition("## Bibliography\n\n")[2].partition("\n\n## ")[0]
    notes = [line.removesuffix(" Strong match.") for line in written.splitlines() if line.startswith("[^")]
    return [*bibliography.split("\n\n"), *notes]


@pytest.mark.parametrize("style", STYLES)
def test_the_nine_publications_are_cited_as_the_guide_wants(style: str) -> None:
    assert references(style) == (GOLDEN / f"{style}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("style", "entry", "note"),
    [
        ("harvard", "Parks Forum (no date) *Parks*. Parks Forum.", "[^1]: Parks Forum (no date, p. 12)."),
        ("apa", "Parks Forum. (n.d.). *Parks*.", "[^1]: Parks Forum (n.d., p. 12)."),
        ("oscola", "Parks Forum, ‘Parks’ (Parks Forum)", "[^1]: Parks Forum, ‘Parks’ (Parks Forum) 12."),
    ],
)
def test_what_has_no_author_is_by_the_body_that_published_it(style: str, entry: str, note: str) -> None:
    parks = Report(id="parks", title="Parks", publisher="Parks Forum")
    assert listed([cited(parks)], {parks.id: parks}, style) == [entry, note]


@pytest.mark.parametrize(
    ("style", "entry", "note"),
    [
        ("harvard", "*Parks* (2015).", "[^1]: *Parks* (2015, p. 12)."),
        # APA has the title in italics in the note too; pandoc leaves them out there.
        ("apa", "*Parks*. (2015).", "[^1]: Parks (2015, p. 12)."),
        ("oscola", "‘Parks’ (2015)", "[^1]: ‘Parks’ (2015) 12."),
    ],
)
def test_what_has_neither_author_nor_publisher_begins_with_its_title(style: str, entry: str, note: str) -> None:
    parks = Report(id="parks", title="Parks", year=2015)
    assert listed([cited(parks)], {parks.id: parks}, style) == [entry, note]


def test_a_publication_with_an_isbn_is_a_book_for_oscola_alone() -> None:
    item: Item = {"id": "x", "type": "report", "title": "T", "ISBN": "978-1-907388-58-3"}
    assert fitted(item, STYLES["oscola"])["type"] == "book"
    assert fitted(item, STYLES["harvard"])["type"] == "report"


@pytest.mark.parametrize("style", STYLES)
def test_markup_in_a_title_stays_text(style: str) -> None:
    title = '<i>Parks</i> & <span class="nocase">bins</span> *for* {all}: 50% \\emph $x$'
    parks = Report(id="parks", title=title, authors=("Ann Lee",), year=2015)
    shown = shown_text(listed([cited(parks)], {parks.id: parks}, style)[0])
    assert straight(title).lower() in straight(shown).replace("\u2060", "").lower()


def test_no_style_file_asks_for_another() -> None:
    for style in STYLES.values():
        assert 'rel="independent-parent"' not in style.path.read_text("utf-8")
