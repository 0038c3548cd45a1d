"""A footnote says which page, in which words, and how far to trust it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.exporting import export
from insourcing_assistant.types import Answer, Citation, Statement
from tests.exporting.making import ARTICLE, BRIEF, ENTRY, OVER_A_PAGE, PAGED, REPORTS, SCANNED, recorded


def note(citation: Citation, *, text: str = "Said.", style: str = "harvard") -> str:
    answer = Answer(question="Q?", statements=(Statement(text, (citation,)),))
    written = export([recorded(answer)], REPORTS, format_key="md", style=style).content.decode()
    (line,) = [line for line in written.splitlines() if line.startswith("[^1]: ")]
    return line.removeprefix("[^1]: ")


def test_a_page_is_the_printed_one_and_that_of_the_file_stands_beside_it() -> None:
    assert note(PAGED) == (
        "Lee and Northmoor Institute (2019, p. 12). Page 14 of the file. “Costs fell by 64% within a year.” "
        "Strong match."
    )


def test_pages_over_a_turn_are_a_range() -> None:
    assert note(OVER_A_PAGE).startswith("Lee and Northmoor Institute (2019, pp. 13–14). Pages 15–16 of the file.")


def test_a_page_that_is_printed_as_it_is_counted_is_said_once() -> None:
    said = note(replace(PAGED, pages=(9, 10), labels=("", "")))
    assert said.startswith("Lee and Northmoor Institute (2019, pp. 9–10). “Costs")


def test_a_page_whose_label_no_style_has_a_place_for_stands_in_words() -> None:
    said = note(replace(PAGED, labels=("A-12 (annex)",)))
    assert said.startswith("Lee and Northmoor Institute (2019). Page A-12 (annex), page 14 of the file.")


def test_a_page_read_by_ocr_is_told() -> None:
    said = note(SCANNED)
    assert "(2019, p. iv)" in said
    assert said.endswith("“Wages r0se.” Read by OCR from a picture of the page, so words may be wrong. Weak match.")


def test_a_brief_is_called_one_and_its_section_is_no_page_of_the_publication() -> None:
    assert note(BRIEF) == (
        "Public Works Union (2011). As told in this library’s brief on it, a secondary source, under “What came home”. "
        "“The bins came home in 2011, said the union.” Some match. "
        "The brief gives as its source: <https://union.example.org/bins>"
    )


def test_a_brief_in_pages_gives_no_page_to_the_publication() -> None:
    said = note(replace(BRIEF, unit="page", pages=(2,), labels=("2",)))
    assert said.startswith(
        "Public Works Union (2011). As told in this library’s brief on it, a secondary source, page 2."
    )


def test_a_web_page_has_the_heading() -> None:
    assert note(ARTICLE).startswith("Lamp Board (no date). Under “Owners”.")


def test_a_catalogue_entry_is_called_one() -> None:
    assert "From this library’s catalogue entry on it" in note(ENTRY)


def test_a_quote_that_the_sentence_shows_is_not_repeated() -> None:
    assert "“" not in note(PAGED, text=f"{PAGED.quote} And more.")


@pytest.mark.parametrize("address", ["javascript:alert(1)", 'https://e.org/"><script>'])
def test_an_address_that_is_none_of_the_web_becomes_no_link(address: str) -> None:
    said = note(replace(BRIEF, source_urls=(address,)))
    assert f"<{address}>" not in said
    assert "](" not in said


def test_a_source_cited_again_is_not_described_again() -> None:
    answer = Answer(question="Q?", statements=(Statement("A.", (PAGED,)), Statement("B.", (BRIEF, PAGED))))
    written = export([recorded(answer)], REPORTS, format_key="md", style="oscola").content.decode()
    assert written.splitlines()[-1] == "[^3]: Lee and Northmoor Institute (n 1) 12. As in note 1."


def test_the_answers_of_a_conversation_number_their_notes_on() -> None:
    first = Answer(question="Q?", statements=(Statement("A.", (PAGED,)),))
    second = Answer(question="R?", statements=(Statement("B.", (BRIEF,)), Statement("C.", (PAGED,))))
    written = export([recorded(first), recorded(second)], REPORTS, format_key="md").content.decode()
    notes = [line for line in written.splitlines() if line.startswith("[^")]
    assert [line[:5] for line in notes] == ["[^1]:", "[^2]:", "[^3]:"]
    # Note 1 belongs to another answer: its sentence is not the one that is borne out here.
    assert "As in note" not in notes[2]
