"""Tables are laid out for machines, for Markdown and for a terminal, and no cell breaks out of its place."""

import csv
import json
from io import StringIO

import pytest
from markdown_it import MarkdownIt

from insourcing_assistant.comparison_tables import (
    CELL_WORDS,
    row_label,
    table_csv,
    table_json,
    table_markdown,
    table_text,
)
from insourcing_assistant.rendering import answer_json, answer_markdown, answer_text
from insourcing_assistant.types import Answer, Citation, Comparison, ComparisonRow, Report, Statement

REPORTS = {
    "norton": Report(id="norton", title="Norton: bins | parks", publisher="Norton Institute", label="NI", year=2012),
    "southam": Report(id="southam", title="Southam"),
}


def quoted(quote: str) -> Citation:
    return Citation("p", "norton", "report", "page", pages=(4,), labels=("4",), quote=quote, start=0)


COST, STAFF = quoted("Costs | fell by 7%."), quoted(" ".join(["word"] * (CELL_WORDS + 1)))
TABLE = Comparison(
    ("cost", "*staff* | pay"), (ComparisonRow("norton", ((COST,), (STAFF,))), ComparisonRow("southam", ((), ())))
)
NUMBERS = {COST: 1, STAFF: 2}
ANSWER = Answer("?", statements=tuple(Statement(each.quote, (each,)) for each in (COST, STAFF)), table=TABLE)


def test_a_row_is_named_as_the_field_names_it() -> None:
    assert [row_label(row, REPORTS) for row in TABLE.rows] == ["Norton (NI 2012)", "Southam"]
    assert row_label(ComparisonRow("gone", ()), REPORTS) == "gone"


def test_machines_get_rows_and_cells_with_the_numbers_of_their_citations() -> None:
    assert table_json(TABLE, NUMBERS, REPORTS) == {
        "aspects": ["cost", "*staff* | pay"],
        "rows": [
            {
                "report_id": "norton",
                "label": "Norton (NI 2012)",
                "cells": [
                    {"aspect": "cost", "addressed": True, "citations": [1]},
                    {"aspect": "*staff* | pay", "addressed": True, "citations": [2]},
                ],
            },
            {
                "report_id": "southam",
                "label": "Southam",
                "cells": [
                    {"aspect": "cost", "addressed": False, "citations": []},
                    {"aspect": "*staff* | pay", "addressed": False, "citations": []},
                ],
            },
        ],
    }
    laid_out = json.loads(json.dumps(answer_json(ANSWER, REPORTS)))
    assert laid_out["table"]["aspects"] == ["cost", "*staff* | pay"]
    assert [statement["citations"] for statement in laid_out["statements"]] == [[1], [2]]
    assert answer_json(Answer("?"), REPORTS)["table"] is None


def test_markdown_shows_a_table_whose_cells_hold() -> None:
    html = MarkdownIt().enable("table").render(table_markdown(TABLE, NUMBERS, REPORTS))
    assert "fell by 7%.” [1] |" in table_markdown(TABLE, NUMBERS, REPORTS)
    assert html.count("<tr>") == 3
    assert html.count("<td>") == 6
    assert "<td>“Costs | fell by 7%.” [1]</td>" in html
    assert "<th>*staff* | pay</th>" in html
    assert "word …” [2]" in html
    assert html.count("not addressed") == 2


def test_the_table_stands_in_the_place_of_its_statements() -> None:
    markdown = answer_markdown(ANSWER, REPORTS)
    assert markdown.startswith("| Publication |")
    assert markdown.count("Costs \\| fell") == 1
    # The sources have the whole of a quote of which the table shows the beginning.
    assert STAFF.quote in markdown.partition("**Sources**")[2]


def test_a_terminal_gets_a_table_of_its_width() -> None:
    drawn = table_text(TABLE, NUMBERS, REPORTS, 60)
    assert {len(line) for line in drawn.splitlines() if line} == {60}
    text = answer_text(ANSWER, REPORTS, width=60).plain
    assert text.startswith(drawn)
    assert "[1] Norton" in text.partition("Sources")[2]


def test_nothing_in_a_table_steers_the_terminal() -> None:
    wicked = quoted("Costs \x1b[2J fell [bold]much[/bold].")
    drawn = table_text(Comparison(("\x1b[1m",), (ComparisonRow("norton", ((wicked,),)),)), {wicked: 1}, REPORTS, 80)
    assert "\x1b" not in drawn
    assert "[bold]much[/bold]" in drawn


def rows_of(table: Comparison, reports: dict[str, Report]) -> list[list[str]]:
    return list(csv.reader(StringIO(table_csv(table, reports, lambda citation: f"(p. {citation.labels[0]})"))))


def test_a_spreadsheet_gets_whole_quotes_with_their_places() -> None:
    assert rows_of(TABLE, REPORTS) == [
        ["Publication", "cost", "*staff* | pay"],
        ["Norton (NI 2012)", "“Costs | fell by 7%.” (p. 4)", f"“{STAFF.quote}” (p. 4)"],
        ["Southam", "not addressed", "not addressed"],
    ]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "＝1", "−1"])
def test_no_cell_of_a_spreadsheet_is_a_formula(words: str) -> None:
    reports = {"norton": Report(id="norton", title=words)}
    table = Comparison((words,), (ComparisonRow("norton", ((quoted(words),),)),))
    cells = [cell for row in rows_of(table, reports) for cell in row]
    assert not any(cell.lstrip()[:1] in "=+-@＝−" for cell in cells)
    assert cells[1].startswith("'")
    assert cells[2].startswith("'")


def test_cells_with_line_breaks_and_quotation_marks_stay_one_cell() -> None:
    table = Comparison(('a "b", c',), (ComparisonRow("southam", ((quoted("One\nand\n\ntwo"),),)),))
    assert rows_of(table, REPORTS)[1:] == [["Southam", "“One and two” (p. 4)"]]
    assert rows_of(table, REPORTS)[0][1] == 'a "b", c'
