from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report
from tests.pdf_builder import Line, build_pdf, column

LEFT = [
    "Councils in every part of the",
    "country were asked about what",
    "their services cost and about",
    "the contracts that they held",
    "with private firms. Many said",
    "that the reorgan-",
    "isation of waste had saved.",
]
RIGHT = [
    "The second column begins here",
    "with words about leisure that",
    "was brought back in-house and",
    "has cost less since. The audit",
    "office agreed with them in all",
    "but one case. That case was of",
    "catering in schools.",
]
MIDDLE = [
    "It saved a tenth of what",
    "was paid to the firm for",
    "the work until then, and",
    "nobody lost a job by it.",
]


def read(tmp_path: Path, lines: Sequence[Line]) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(build_pdf([lines]))
    return parse(Report(id="example", title="Example"), path)


def row_by_row(*columns: Sequence[str], lefts: Sequence[float], y: float = 150) -> list[Line]:
    """Set columns as a program does that draws the page from its top to its foot."""
    return [
        Line(texts[row], left, y + row * 14.3)
        for row in range(max(map(len, columns)))
        for texts, left in zip(columns, lefts, strict=True)
        if row < len(texts)
    ]


def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    heading = Line("A heading across both of the columns of this page", y=110, size=18, bold=True)
    below = Line("A line across the whole of the page that stands below both of the columns.", y=290)
    report = read(tmp_path, [heading, *row_by_row(LEFT, RIGHT, lefts=(72, 320)), below])
    assert report.text.splitlines() == [
        heading.text,
        "Councils in every part of the country were asked about what their services cost and about the contracts that "
        "they held with private firms. Many said that the reorganisation of waste had saved.",
        "The second column begins here with words about leisure that was brought back in-house and has cost less "
        "since. The audit office agreed with them in all but one case. That case was of catering in schools.",
        below.text,
    ]


def test_a_shorter_column_ends_where_it_does(tmp_path: Path) -> None:
    report = read(tmp_path, row_by_row(LEFT, RIGHT[:5], lefts=(72, 320)))
    assert "services cost and about the contracts" in report.text
    assert report.text.index("isation of waste had saved.") < report.text.index("The second column begins")
    assert report.text.endswith("The audit office agreed with them in all\n")


def test_three_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    columns = (
        [
            "Parks came back in 2015,",
            "which the council had not",
            "foreseen when it set out",
            "to look at all it bought.",
        ],
        MIDDLE,
        LEFT[:4],
    )
    report = read(tmp_path, row_by_row(*columns, lefts=(50, 220, 390)))
    assert report.text.splitlines() == [" ".join(texts) for texts in columns]


@pytest.mark.parametrize(
    "rows",
    [
        [["Refuse collection", "Returned to the council"], ["Street cleaning", "Let to a private firm"]] * 3,
        [["Name of the council", "Fife Council"], ["Name of the officer", "Jane Kerr"], ["Date of the report", "May"]]
        * 2,
    ],
    ids=["names and words", "form"],
)
def test_rows_that_do_not_run_on_below_stay_rows(tmp_path: Path, rows: list[list[str]]) -> None:
    report = read(tmp_path, row_by_row(*zip(*rows, strict=True), lefts=(72, 320)))
    for row in rows:
        assert " ".join(row) in report.text


def test_columns_that_are_drawn_one_after_the_other_are_read_so(tmp_path: Path) -> None:
    report = read(tmp_path, [*column(LEFT, y=150), *column(RIGHT, x=320, y=150)])
    assert report.text.startswith("Councils in every part of the country")
    assert "saved.\nThe second column" in report.text
