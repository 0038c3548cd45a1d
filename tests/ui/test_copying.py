from insourcing_assistant.types import Answer, Statement
from insourcing_assistant.ui.copying import as_markdown, as_text
from tests.ui.answers import BRIEF, COMPARE, LATER, PDF, REPORTS, WHY, answer_of, quote


def test_plain_text_has_the_question_the_statements_and_full_references() -> None:
    lines = as_text(answer_of(WHY), REPORTS).splitlines()
    assert lines[0] == WHY
    assert "Insourcing was less a reaction to contract failure than a deliberate choice. [2]" in lines
    assert (
        "[2] Northmoor Institute (2019) Rebuilding the Wards: What Councils Learnt from Running Services Themselves, "
        "p. 12, page 2 of the file: “Insourcing was less a reaction to contract failure than a deliberate choice.” "
        "https://northmoor.example.org/wards"
    ) in lines
    assert "Not covered by any publication: what it costs in 2031." in lines


def test_markdown_has_a_footnote_for_each_source_once() -> None:
    first, second = quote(PDF, "Sickness fell by a fifth in the first year."), quote(BRIEF, "64% named efficiency")
    twice = Answer(WHY, statements=(Statement("One.", (first,)), Statement("Two.", (second, first))))
    markdown = as_markdown(twice, REPORTS)
    assert "One.[^1]" in markdown
    assert "Two.[^2][^1]" in markdown
    assert [line[:5] for line in markdown.splitlines() if line.startswith("[^")] == ["[^1]:", "[^2]:"]


def test_the_numbers_in_a_copied_table_are_footnotes_too() -> None:
    markdown = as_markdown(answer_of(COMPARE), REPORTS)
    assert "| Publication | reasons | cost |" in markdown
    assert "deliberate choice.” [^1] |" in markdown


def test_what_is_no_answer_is_copied_as_what_was_said() -> None:
    assert "Not in these reports. Every publication here is older than that Act." in as_text(answer_of(LATER), REPORTS)
    assert "[^" not in as_markdown(answer_of(LATER), REPORTS)
