"""Every cell of a table is an answer of its own: quoted, cited and sure, or empty."""

from collections.abc import Mapping, Sequence

import pytest

from insourcing_assistant.answering.compare import CANDIDATES, compare
from insourcing_assistant.answering.contrasts import FINDINGS, MOST_REPORTS, Contrast
from insourcing_assistant.types import Answer, Comparison, ComparisonRow, Coverage, Hit, Passage, Question, Report
from tests.answering.making import ask, make_answerer, make_hit, make_passage

NORTON = Report(id="norton", title="Norton and PFI", publisher="Norton Institute", year=2012)
SOUTHAM = Report(id="southam", title="Southam comes home", publisher="Southam Trust", year=2015)


def compared(
    shelf: Mapping[str, Passage], aspects: Sequence[str], *, cosine: float = 0.9, reports: Sequence[Report] = ()
) -> Answer:
    """Compare passages, one a publication, of which every sentence has the same cosine."""

    def search(text: str, ids: tuple[str, ...], many: bool) -> tuple[Question, Sequence[Hit]]:
        held = [shelf[id_] for id_ in ids if id_ in shelf]
        hits = [make_hit(each, *([cosine] * len(each.sentences)), rank=rank) for rank, each in enumerate(held, 1)]
        return ask(text), hits

    def reply(question: Question, hits: Sequence[Hit]) -> Answer:
        return make_answerer(answer_from=0.67).answer(question, hits, max_statements=CANDIDATES)

    reports = reports or (NORTON, SOUTHAM)
    contrast = Contrast(tuple(report.id for report in reports), tuple(aspects))
    return compare("Compare them.", contrast, reports, search=search, reply=reply)


def quotes(answer: Answer) -> list[list[str]]:
    assert answer.table
    return [[" ".join(citation.quote for citation in cell) for cell in row.cells] for row in answer.table.rows]


SHELF = {
    "norton": make_passage("The cost of bins fell in Norton. Staff of the depot were pleased.", report_id="norton"),
    "southam": make_passage("The cost of bins rose in Southam by a tenth.", report_id="southam"),
}


def test_each_publication_has_a_row_and_each_aspect_a_column() -> None:
    answer = compared(SHELF, ["cost", "staff"])
    assert quotes(answer) == [
        ["The cost of bins fell in Norton.", "Staff of the depot were pleased."],
        ["The cost of bins rose in Southam by a tenth.", ""],
    ]
    assert answer.table
    assert answer.table.aspects == ("cost", "staff")
    assert answer.coverage == Coverage(("norton", "southam"), cited=("norton", "southam"))


def test_each_filled_cell_is_a_statement_with_its_citation() -> None:
    answer = compared(SHELF, ["cost", "staff"])
    assert answer.table
    cells = [cell for row in answer.table.rows for cell in row.cells if cell]
    assert [statement.citations for statement in answer.statements] == cells
    assert answer.beside_table == ()
    assert [hit.rank for hit in answer.hits] == [1, 2]


def test_what_no_publication_addresses_is_not_covered() -> None:
    answer = compared(SHELF, ["cost", "submarines"])
    assert answer.not_covered == ("submarines",)
    assert [row[1] for row in quotes(answer)] == ["", ""]


def test_without_any_filled_cell_there_is_no_table() -> None:
    answer = compared(SHELF, ["submarines"])
    assert (answer.kind, answer.table, answer.statements) == ("abstention", None, ())
    assert answer.coverage == Coverage(("norton", "southam"), related=("norton", "southam"))


def test_a_weak_match_fills_no_cell() -> None:
    sure, weak = compared(SHELF, ["cost"], cosine=0.9), compared(SHELF, ["cost"], cosine=0.13)
    assert sure.table
    assert weak.table is None
    # The very same sentences would be said in an ordinary answer, as a weak match.
    said = make_answerer(answer_from=0.67).answer(
        ask("What does it say about cost?"), [make_hit(SHELF["southam"], 0.13)], max_statements=1
    )
    assert [citation.strength for citation in said.citations] == ["weak"]


def test_the_name_of_a_publication_speaks_of_nothing() -> None:
    shelf = {"norton": make_passage("Norton and PFI is a report of the institute of 2012.", report_id="norton")}
    assert compared(shelf, ["PFI"]).table is None


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Context and reactions", "The cost of bins fell by a tenth."),
        ("Publication and authors", "The cost of bins fell by a tenth."),
        ("Conflicts between sources on the figures", "The cost of bins fell by a tenth."),
        ("Cost", "The cost of bins is not known to this brief."),
        ("Cost", "The analysis chapter has headings on cost, bins and staff."),
        ("In short", "Bins at last is a short report of June 2011 on the cost of bins."),
    ],
)
def test_what_a_brief_says_about_a_publication_fills_no_cell(heading: str, text: str) -> None:
    brief = make_passage(text, report_id="norton", kind="brief", heading=heading)
    assert compared({"norton": brief}, ["cost"]).table is None


def test_the_headings_of_a_brief_are_those_of_a_brief_alone() -> None:
    said = "The cost of bins fell by a tenth."
    report = make_passage(said, report_id="norton", heading="Context and reactions")
    assert quotes(compared({"norton": report}, ["cost"])) == [[said], [""]]


def test_reasons_need_not_be_called_reasons() -> None:
    shelf = {
        "norton": make_passage("Insourcing began because the contractor had failed.", report_id="norton"),
        "southam": make_passage("Insourcing in Southam covers four services of the council.", report_id="southam"),
    }
    assert quotes(compared(shelf, ["reasons for insourcing"])) == [[shelf["norton"].text], [""]]


def test_findings_come_from_the_section_on_them() -> None:
    passage = make_passage("Bins were emptied on time again.", report_id="norton", heading="Key findings")
    assert quotes(compared({"norton": passage}, [FINDINGS])) == [["Bins were emptied on time again."], [""]]


def test_a_sentence_in_two_cells_is_one_source() -> None:
    shelf = {"norton": make_passage("Cost and quality of bins improved in Norton.", report_id="norton")}
    answer = compared(shelf, ["cost", "quality"])
    assert (len(answer.statements), len(answer.citations)) == (1, 1)
    assert answer.table
    assert answer.table.rows[0].cells[0] == answer.table.rows[0].cells[1]


def test_of_many_publications_those_that_rank_first_are_in_the_table() -> None:
    many = [Report(id=f"r{number:02}", title=f"Report {number}") for number in range(MOST_REPORTS + 3)]
    shelf = {"r14": make_passage("The cost of bins fell by a tenth.", report_id="r14")}
    answer = compared(shelf, ["cost"], reports=many)
    assert answer.table
    assert [row.report_id for row in answer.table.rows] == [*(f"r{number:02}" for number in range(11)), "r14"]
    assert answer.notes == ("The table has the 12 of 15 publications that say most of it.",)


def test_a_table_has_a_cell_for_each_aspect() -> None:
    with pytest.raises(ValueError, match="norton has 1 cells for 2 aspects"):
        Comparison(("cost", "staff"), (ComparisonRow("norton", ((),)),))
