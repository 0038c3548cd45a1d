"""What a report card says."""

from __future__ import annotations

from insourcing_assistant.report_cards import caution_sentence, ranges, reading_sentence, warnings_by_page
from insourcing_assistant.types import Caution


def test_numbers_in_a_row_are_said_as_a_range() -> None:
    assert ranges([1, 3, 4, 5, 9]) == "1, 3–5, 9"
    assert ranges([]) == ""


def test_a_caution_names_its_pages_or_sections() -> None:
    assert caution_sentence(Caution("It is blurred.", (2,))) == "Page 2: It is blurred."
    assert caution_sentence(Caution("It is blurred.", (2, 3)), unit="section") == "Sections 2–3: It is blurred."
    assert caution_sentence(Caution("All of it is blurred.")) == "All of it is blurred."


def test_each_page_lists_its_own_warnings() -> None:
    cautions = [Caution("A.", (2, 1)), Caution("B."), Caution("C.", (2,))]
    assert warnings_by_page(cautions) == {"1": ["A."], "2": ["A.", "C."]}


def test_what_was_read_is_one_line_that_names_only_what_there_is() -> None:
    full = reading_sentence(unit="page", pages=1153, without_text=2, ocr=3, tables=1, passages=532, seconds=3.24)
    assert full == "1,153 pages (2 without text, 3 read by OCR), 1 table, 532 passages; 3.2 s"
    least = reading_sentence(unit="section", pages=1, without_text=0, ocr=0, tables=0, passages=1, seconds=0)
    assert least == "1 section, 1 passage; 0.0 s"
