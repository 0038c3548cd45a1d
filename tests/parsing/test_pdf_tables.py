from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.page_images import locate_quote
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report
from tests.parsing.conftest import ReadSample
from tests.pdf_builder import Line, Rule, build_pdf, column

FILLER = [
    "Councils in every part of the country were asked about",
    "their services and about the contracts that they held.",
]


def read(tmp_path: Path, pdf: bytes) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(pdf)
    return parse(Report(id="example", title="Example"), path)


def row(cells: list[str], y: float, *, xs: tuple[float, ...] = (72, 240, 340), bold: bool = False) -> list[Line]:
    return [Line(cell, x, y, bold=bold) for cell, x in zip(cells, xs, strict=True) if cell]


def test_rows_of_figures_become_sentences_with_the_names_of_their_columns(tmp_path: Path) -> None:
    lines = [
        *column(FILLER, y=100),
        *row(["Council", "Saving", "Staff"], 150),
        *row(["Fife", "7%", "120"], 166),
        *row(["Stoke-on-Trent", "£1.2m", "1,450"], 182),
        *column(["The text goes on below the table."], y=230),
    ]
    report = read(tmp_path, build_pdf([lines]))
    assert report.text.split("\n")[1:] == [
        "Fife: Saving 7%; Staff 120",
        "Stoke-on-Trent: Saving £1.2m; Staff 1,450",
        "The text goes on below the table.",
        "",
    ]
    assert report.tables == 1


def test_years_above_figures_are_names(tmp_path: Path) -> None:
    rows = [["", "2009", "2010"], ["Fife", "1.5", "2.5"], ["Leeds", "3.1", "–"], ["York", "2.2", "0.4"]]
    lines = [line for place, cells in enumerate(rows) for line in row(cells, 150 + 16 * place)]
    text = read(tmp_path, build_pdf([lines])).text
    assert text == "Fife: 2009 1.5; 2010 2.5\nLeeds: 2009 3.1; 2010 –\nYork: 2009 2.2; 2010 0.4\n"


def test_a_bold_head_of_two_lines_and_wrapped_cells_are_put_together(tmp_path: Path) -> None:
    lines = [
        *row(["Service", "Number of", "Share of"], 150, bold=True),
        *row(["", "councils", "replies"], 163, bold=True),
        *row(["Grounds maintenance", "12", "24%"], 185),
        *row(["and street cleansing", "", ""], 198),
        *row(["Housing repairs", "9", "18%"], 220),
        *row(["Refuse", "8", "16%"], 242),
    ]
    assert read(tmp_path, build_pdf([lines])).text.split("\n") == [
        "Grounds maintenance and street cleansing: Number of councils 12; Share of replies 24%",
        "Housing repairs: Number of councils 9; Share of replies 18%",
        "Refuse: Number of councils 8; Share of replies 16%",
        "",
    ]


def test_a_row_that_is_called_by_a_number_says_what_the_number_is(tmp_path: Path) -> None:
    rows = [["Year", "Councils", "Saving"], ["2009", "12", "5%"], ["2011", "14", "7%"]]
    lines = [line for n, cells in enumerate(rows) for line in row(cells, 150 + 16 * n, bold=n == 0)]
    assert (
        read(tmp_path, build_pdf([lines])).text
        == "Year 2009: Councils 12; Saving 5%\nYear 2011: Councils 14; Saving 7%\n"
    )


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(xs[0], y, xs[-1], y) for y in ys] + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def test_a_ruled_table_may_hold_words(tmp_path: Path) -> None:
    lines = [
        *row(["Reason", "What councils said", "Example"], 150),
        *row(["Cost", "The contract had", "Stoke"], 170),
        *row(["", "become expensive", ""], 182),
        *row(["Quality", "Residents were", "Thurrock"], 200),
        *row(["", "not content", ""], 212),
    ]
    rules = grid([68, 236, 336, 440], [136, 156, 186, 216])
    report = read(tmp_path, build_pdf([lines], rules=[rules]))
    assert report.text.split("\n") == [
        "Cost: What councils said The contract had become expensive; Example Stoke",
        "Quality: What councils said Residents were not content; Example Thurrock",
        "",
    ]


def test_rules_part_words_that_stand_close(tmp_path: Path) -> None:
    # "Saving" is 3.112 times its size wide: 34.2 points at 11. 4 points more are no wide gap.
    xs = (72.0, 150.0, 150 + 34.2 + 5)
    lines = [
        *row(["Council", "Saving", "Staff"], 150, xs=xs),
        *row(["Fife", "7%", "12"], 170, xs=xs),
        *row(["Leeds", "9%", "25"], 190, xs=xs),
    ]
    rules = grid([68, 146, 150 + 34.2 + 2.5, 240], [136, 156, 176, 196])
    assert (
        read(tmp_path, build_pdf([lines], rules=[rules])).text
        == "Fife: Saving 7%; Staff 12\nLeeds: Saving 9%; Staff 25\n"
    )


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [
                line
                for n, (left, right) in enumerate(
                    [("Jane Smith", "John Miller"), ("Chief Executive", "Leader"), ("Fife Council", "Fife Council")]
                )
                for line in row([left, right], 150 + 16 * n, xs=(72, 300))
            ],
            id="signatures",
        ),
        pytest.param(
            [
                line
                for n, name in enumerate(["Introduction", "Method", "Findings", "Conclusions"])
                for line in row([name, str(3 + 4 * n)], 150 + 16 * n, xs=(72, 500))
            ],
            id="contents",
        ),
        pytest.param(
            [
                line
                for n in range(4)
                for line in row(["•", f"Item {n} of a list that is of some length"], 150 + 16 * n, xs=(72, 90))
            ],
            id="bullets",
        ),
        pytest.param(
            column(["The council of the city has brought back", "its housing repairs and is content with"] * 6, y=100)
            + column(
                ["what was saved, which it says is more", "than any of the others that were asked"] * 6, x=320, y=100
            ),
            id="two columns",
        ),
        pytest.param(
            [
                line
                for n, name in enumerate(["Name", "Post", "Council", "Telephone"])
                for line in row([f"{name}:", "________"], 150 + 16 * n, xs=(72, 200))
            ],
            id="form",
        ),
    ],
)
def test_what_only_looks_like_a_table_is_none(tmp_path: Path, lines: list[Line]) -> None:
    assert read(tmp_path, build_pdf([lines])).tables == 0


def test_the_quote_of_a_row_is_never_marked_wrongly(tmp_path: Path) -> None:
    rows = [["Council", "Saving", "Staff"], ["Fife", "7%", "120"], ["Leeds", "9%", "250"]]
    lines = [line for n, cells in enumerate(rows) for line in row(cells, 150 + 16 * n, bold=n == 0)]
    report = read(tmp_path, build_pdf([lines]))
    for quote in report.text.splitlines():
        assert locate_quote(tmp_path / "example.pdf", 1, quote) == ()


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "there"),
    [
        (
            "EPA2022.pdf",
            [
                "to account for the impacts of the changing climate on human health and the environment.: Type Target; "
                "Status Implemented; End Date 2026-09-30\n",
                "climate partnership programs will reduce expected annual greenhouse gas (GHG) emissions by 545 "
                "million metric tons of carbon dioxide equivalent (MMTCO2e).: Type Actual; Status Baseline; "
                "Start Date 2019-01-01; End Date 2019-12-31; MMTCO2e 518.6\n",
            ],
        ),
        (
            "federal-register-2020-17221.pdf",
            [
                "\nStabilizer wiring change: Labor cost Up to 79 work-hours × $85 per hour = Up to $6,715.; "
                "Parts cost Up to $3,790; Cost per product Up to $10,505; Cost on U.S. operators Up to $766,865.\n",
            ],
        ),
        (
            "irs_irm_400p.pdf",
            ["\nLINE 5: POSITION 07-14; DESCRIPTION AND VALIDITY Transaction Date\n", "Last Page Number"],
        ),
    ],
)
def test_tables_of_sample_reports_are_rows(read_sample: ReadSample, name: str, there: list[str]) -> None:
    report = read_sample(name)
    assert [words for words in there if words not in report.text] == []


@pytest.mark.samples
@pytest.mark.parametrize("name", ["DOL2022.pdf", "NARA2022.pdf"])
def test_samples_without_tables_have_none(read_sample: ReadSample, name: str) -> None:
    assert read_sample(name).tables == 0
