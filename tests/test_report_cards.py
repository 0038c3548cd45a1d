"""What a report card says."""

from __future__ import annotations

from insourcing_assistant.report_cards import caution_sentence, ranges, warnings_by_page
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
