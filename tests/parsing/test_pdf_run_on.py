from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import typst

from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report
from tests.pdf_builder import Line, build_pdf

MARGINS = 'set page(paper: "a5", header: [Insourcing], footer: context counter(page).display())'
MIRRORED = 'set page(paper: "a5", margin: (inside: 80pt, outside: 40pt), footer: context counter(page).display())'
SAID = "The council says so"


def read(tmp_path: Path, pdf: bytes) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(pdf)
    return parse(Report(id="example", title="Example"), path)


def typeset(body: str, *, page: str = MARGINS) -> bytes:
    """Set a text as a word processor would: on a page of A5 are some 27 rows."""
    pdf = typst.compile(f"#{page}\n#set text(size: 10pt)\n{body}\n".encode())
    assert isinstance(pdf, bytes)
    return pdf


def table(
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = ("*Council*", "*Saving*", "*What was said*"),
    repeat: bool = False,
    style: str = "",
    columns: str = "(90pt, 60pt, 1fr)",
) -> str:
    names = f"table.header(repeat: {str(repeat).lower()}, {', '.join(f'[{name}]' for name in head)}),"
    cells = "\n".join(", ".join(f"[{cell}]" for cell in row) + "," for row in rows)
    return f"#table(columns: {columns}, {style} {names}\n{cells})\n"


def rows_of(count: int, *, said: str = SAID) -> list[tuple[str, str, str]]:
    return [(name_of(n), f"{n}%", said) for n in range(1, count + 1)]


def name_of(n: int) -> str:
    """Name a council in letters: rows that differ in their figures only may be taken for running lines."""
    return f"Council {chr(64 + (n - 1) // 26 + 1)}{chr(65 + (n - 1) % 26)}"


def pages_of(report: ParsedReport) -> list[list[str]]:
    return [report.text[page.start : page.end].splitlines() for page in report.pages]


@pytest.mark.parametrize("page", [MARGINS, MIRRORED], ids=["usual margins", "mirrored margins"])
@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
def test_rows_keep_the_names_of_their_columns_on_the_pages_a_table_runs_on_to(
    tmp_path: Path, style: str, page: str
) -> None:
    body = "What councils said.\n\n" + table(rows_of(60), style=style) + "\nThat was the table."
    report = read(tmp_path, typeset(body, page=page))
    rows = [f"{name_of(n)}: Saving {n}%; What was said {SAID}" for n in range(1, 61)]
    assert [line for lines in pages_of(report) for line in lines] == [
        "What councils said.",
        *rows,
        "That was the table.",
    ]
    assert (len(report.pages), report.tables) == (3, 1)
    assert rows[-1] in pages_of(report)[2]  # each row stands on its own page


def test_a_head_that_is_not_bold_is_handed_on_to_rows_that_are_none(tmp_path: Path) -> None:
    text = read(tmp_path, typeset(table(rows_of(40), head=("Council", "Saving", "What was said")))).text
    assert text.splitlines() == [f"{name_of(n)}: Saving {n}%; What was said {SAID}" for n in range(1, 41)]


@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
def test_rows_of_nothing_but_words_are_named_by_a_bold_head(tmp_path: Path, style: str) -> None:
    rows = [(f"Reason {chr(64 + n)}", "Often", SAID) for n in range(1, 27)] + [("Reason Z", "Seldom", "No one says so")]
    body = table(rows * 2, style=style)
    lines = read(tmp_path, typeset(body)).text.splitlines()
    assert lines == [f"{name}: Saving {how}; What was said {said}" for name, how, said in rows * 2]


@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
@pytest.mark.parametrize("more", [1, 2])
def test_a_last_row_alone_on_a_page_is_named(tmp_path: Path, style: str, more: int) -> None:
    fit = len(pages_of(read(tmp_path, typeset(table(rows_of(60), style=style))))[0])
    report = read(tmp_path, typeset(table(rows_of(fit + more), style=style) + "\nThat was the table."))
    assert pages_of(report)[1] == [
        *(f"{name_of(n)}: Saving {n}%; What was said {SAID}" for n in range(fit + 1, fit + more + 1)),
        "That was the table.",
    ]


def test_a_head_that_is_repeated_is_not_said_twice(tmp_path: Path) -> None:
    body = "What councils said.\n\n" + table(rows_of(60), repeat=True)
    lines = read(tmp_path, typeset(body)).text.splitlines()
    assert lines[1:] == [f"{name_of(n)}: Saving {n}%; What was said {SAID}" for n in range(1, 61)]


@pytest.mark.parametrize(
    ("between", "second"),
    [
        (
            "#pagebreak()\nOf other councils we know less.",
            table([("Fife", "7%", SAID), ("Leeds", "9%", SAID)], head=()),
        ),
        (
            "#pagebreak()\n",
            table([("Fife", "7%", SAID), ("Leeds", "9%", SAID)], head=(), columns="(70pt, 60pt, 1fr)"),
        ),
        ("#pagebreak()\n", table([("Fife", "7%"), ("Leeds", "9%")], head=(), columns="(90pt, 60pt)")),
        ("\nThat was the table.\n#pagebreak()\n", table([("Fife", "7%", SAID), ("Leeds", "9%", SAID)], head=())),
    ],
    ids=["text before", "other columns", "fewer columns", "text after"],
)
@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
def test_another_table_on_the_next_page_is_not_named_by_the_one_before(
    tmp_path: Path, between: str, second: str, style: str
) -> None:
    first = table(rows_of(4), style=style)
    report = read(tmp_path, typeset(first + between + second.replace("columns:", f"{style} columns:")))
    assert f"{name_of(4)}: Saving 4%; What was said {SAID}" in pages_of(report)[0]
    assert "Saving" not in "".join(pages_of(report)[1])
    assert "Fife" in "".join(pages_of(report)[1])


@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
def test_a_table_with_a_head_of_its_own_keeps_it(tmp_path: Path, style: str) -> None:
    second = table([("Fife", "7", SAID), ("Leeds", "9", SAID)], head=("*Council*", "*Staff*", "*Source*"), style=style)
    lines = pages_of(read(tmp_path, typeset(table(rows_of(4), style=style) + "#pagebreak()\n" + second)))[1]
    assert lines == [f"Fife: Staff 7; Source {SAID}", f"Leeds: Staff 9; Source {SAID}"]


def test_a_line_that_says_that_the_table_goes_on_does_not_part_it(tmp_path: Path) -> None:
    def row(cells: Sequence[str], y: float, *, bold: bool = False) -> list[Line]:
        return [Line(cell, x, y, bold=bold) for cell, x in zip(cells, (72, 240, 340), strict=True)]

    first = [
        *row(["Council", "Saving", "Staff"], 150, bold=True),
        *row(["Fife", "7%", "12"], 170),
        *row(["Leeds", "9%", "25"], 190),
        Line("Continued on the next page", 72, 230),
    ]
    second = [
        Line("Table 1: Savings (continued)", 72, 120),
        *row(["York", "5%", "8"], 150),
        *row(["Ely", "6%", "3"], 170),
    ]
    assert pages_of(read(tmp_path, build_pdf([first, second])))[1] == [
        "Table 1: Savings (continued)",
        "York: Saving 5%; Staff 8",
        "Ely: Saving 6%; Staff 3",
    ]


@pytest.mark.parametrize(("style", "sentences"), [("", 6), ("stroke: none,", 2)], ids=["ruled", "unruled"])
def test_the_rest_of_a_cell_that_the_page_turn_parts_is_named_too(tmp_path: Path, style: str, sentences: int) -> None:
    long = " ".join(["so that what was saved was not what they had hoped for when they were asked."] * sentences)
    fit = len(pages_of(read(tmp_path, typeset(table(rows_of(60), style=style))))[0])
    rows = [*rows_of(fit - 1), ("Fife", "7%", long), ("Ely", "5%", SAID)]
    first, second = pages_of(read(tmp_path, typeset(table(rows, style=style))))
    [rest, ely] = second
    assert first[-1].startswith("Fife: Saving 7%; What was said so that what was saved")
    assert rest.startswith("What was said ")
    assert f"{first[-1]} {rest.removeprefix('What was said ')}" == f"Fife: Saving 7%; What was said {long}"
    assert ely == f"Ely: Saving 5%; What was said {SAID}"


@pytest.mark.parametrize("bold", [True, False], ids=["bold", "plain"])
@pytest.mark.parametrize("style", ["", "stroke: none,"], ids=["ruled", "unruled"])
def test_a_head_that_stands_in_the_same_place_on_every_page_names_its_columns(
    tmp_path: Path, style: str, bold: bool
) -> None:
    names = ("*Council*", "*Saving*", "*What was said*") if bold else ("Council", "Saving", "What was said")
    lines = read(tmp_path, typeset(table(rows_of(90), head=names, style=style, repeat=True))).text.splitlines()
    assert lines == [f"{name_of(n)}: Saving {n}%; What was said {SAID}" for n in range(1, 91)]


def test_a_head_of_two_lines_names_its_columns_on_every_page(tmp_path: Path) -> None:
    head = ("*Council*", "*Saving\\ a year*", "*What was said*")
    lines = read(tmp_path, typeset(table(rows_of(90), head=head, repeat=True))).text.splitlines()
    assert lines == [f"{name_of(n)}: Saving a year {n}%; What was said {SAID}" for n in range(1, 91)]


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("cells", [2, 3])
def test_a_header_over_columns_of_text_runs(tmp_path: Path, columns: int, cells: int) -> None:
    said = ["[Insourcing today]", "align(center)[Draft]", "align(right)[May 2019]"]
    header = f"grid(columns: ({'1fr, ' * cells}), {', '.join(said if cells == 3 else said[::2])})"
    text = " ".join(f"Councils say in sentence {n} that services come back because they save." for n in range(250))
    page = f'set page(paper: "a4", columns: {columns}, header: {header})'
    report = read(tmp_path, typeset(f"#set par(justify: true)\n{text}", page=page))
    assert len(report.pages) >= 3
    # Words that the end of a page parts are whole, too.
    assert [n for n in range(250) if f"in sentence {n} that" not in " ".join(report.text.split())] == []
    assert not any(word in report.text for word in ("Insourcing today", "Draft", "May 2019"))
