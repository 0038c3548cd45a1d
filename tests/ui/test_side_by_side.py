"""A comparison is a table with headings that are heard, links to its sources, and no markup of anybody else's."""

from dataclasses import replace

from insourcing_assistant.types import Comparison
from insourcing_assistant.ui import answers
from tests.ui.answers import COMPARE, COMPARE_WIDELY, REPORTS, answer_of
from tests.ui.reading import of_class, of_tag


def body(question: str = COMPARE) -> str:
    answer = answer_of(question)
    return "".join(answers.reply(1, answer, REPORTS, said=len(answer.statements)))


def test_the_table_has_a_caption_and_a_heading_for_each_row_and_column() -> None:
    assert [caption.text for caption in of_tag(body(), "caption")] == ["What each publication says"]
    heads = [(head.attributes["scope"], head.text) for head in of_tag(body(), "th")]
    assert heads == [
        ("col", "Publication"),
        ("col", "reasons"),
        ("col", "cost"),
        ("row", "Rebuilding the Wards (Northmoor 2019)"),
        ("row", "Bins Brought Home (PWU 2011)"),
        ("row", "Who Keeps the Parks? (GSF 2015)"),
    ]


def test_a_cell_quotes_and_links_or_says_that_nothing_is_said() -> None:
    cells = [cell.text for cell in of_tag(body(), "td")]
    assert cells[0] == (
        "reasons“Insourcing was less a reaction to contract failure than a deliberate choice.” "
        "Source 1: (Northmoor 2019, p. 12)"
    )
    assert cells[1] == "costnot addressed"
    assert len(cells) == 6


def test_what_stands_in_the_table_is_not_said_below_it_again() -> None:
    assert not of_class(body(), "statement")


def test_a_source_of_two_cells_is_one_source_and_its_first_link_alone_has_a_name() -> None:
    links = of_class(body(), "cite")
    assert [link.attributes["href"] for link in links] == ["#source-1-1", "#source-1-2", "#source-1-2"]
    assert [link.attributes.get("id") for link in links] == ["cited-1-1", "cited-1-2", None]


def test_a_table_of_many_columns_is_laid_out_in_blocks() -> None:
    assert not of_class(body(), "blocks")
    assert of_class(body(COMPARE_WIDELY), "blocks")


def test_no_aspect_becomes_markup() -> None:
    given = answer_of(COMPARE)
    assert given.table
    wicked = Comparison(("<img src=x onerror=alert(1)>", '"><script>'), given.table.rows)
    markup = "".join(answers.reply(1, replace(given, table=wicked), REPORTS, said=2))
    assert not of_tag(markup, "img")
    assert not of_tag(markup, "script")
