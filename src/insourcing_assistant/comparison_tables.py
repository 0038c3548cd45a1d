"""Comparisons as JSON, as Markdown, for a spreadsheet and drawn for a terminal. Pure functions."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from insourcing_assistant.authors import cited_as
from insourcing_assistant.escaping import escape_markdown, printable
from insourcing_assistant.types import Citation, Comparison, ComparisonRow, Report
from insourcing_assistant.wording import opening

NOT_ADDRESSED = "not addressed"
"""What stands in a cell of a table where the publication says nothing on the aspect."""

CELL_WORDS = 40
"""How much of a quote a cell shows; the list of sources has the whole of it."""


def table_json(table: Comparison, numbers: Mapping[Citation, int], reports: Mapping[str, Report]) -> dict[str, object]:
    """Lay a table out for machines; `numbers` are those of the citations in the answer."""
    return {
        "aspects": list(table.aspects),
        "rows": [
            {
                "report_id": row.report_id,
                "label": row_label(row, reports),
                "cells": [
                    {"aspect": aspect, "addressed": bool(cell), "citations": [numbers[citation] for citation in cell]}
                    for aspect, cell in zip(table.aspects, row.cells, strict=True)
                ],
            }
            for row in table.rows
        ],
    }


def table_markdown(table: Comparison, numbers: Mapping[Citation, int], reports: Mapping[str, Report]) -> str:
    """Write a table as Markdown."""
    head = [_markdown_cell(heading) for heading in ("Publication", *table.aspects)]
    lines = [head, ["---"] * len(head), *_table_lines(table, numbers, reports, _markdown_cell)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _markdown_cell(text: str) -> str:
    # A bar would end the cell.
    return escape_markdown(text).replace("|", "\\|")


def table_text(table: Comparison, numbers: Mapping[Citation, int], reports: Mapping[str, Report], width: int) -> str:
    """Draw a table for a terminal, `width` characters wide."""
    drawn = Table(box=box.ASCII2, show_lines=True, width=max(width, 40))
    for heading in ("Publication", *table.aspects):
        drawn.add_column(Text(printable(heading)), overflow="fold", ratio=1)
    for line in _table_lines(table, numbers, reports, printable):
        drawn.add_row(*map(Text, line))
    page = Console(file=StringIO(), width=max(width, 40), color_system=None, force_terminal=False)
    with page.capture() as capture:
        page.print(drawn)
    return f"{capture.get()}\n"


def table_csv(table: Comparison, reports: Mapping[str, Report], name: Callable[[Citation], str]) -> str:
    """Write a table for a spreadsheet, with whole quotes; `name` names a source in running text."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(map(_spreadsheet_cell, ("Publication", *table.aspects)))
    for row in table.rows:
        cells = (" ".join(f"“{_one_line(c.quote)}” {name(c)}" for c in cell) or NOT_ADDRESSED for cell in row.cells)
        lines.writerow(map(_spreadsheet_cell, (row_label(row, reports), *cells)))
    return written.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _spreadsheet_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula, whose beginnings are these, also behind white space."""
    text = printable(text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULAS else text


_FORMULAS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u2212")


def _table_lines(
    table: Comparison, numbers: Mapping[Citation, int], reports: Mapping[str, Report], write: Callable[[str], str]
) -> list[list[str]]:
    return [
        [write(row_label(row, reports)), *(_cell_text(cell, numbers, write) for cell in row.cells)]
        for row in table.rows
    ]


def _cell_text(cell: Sequence[Citation], numbers: Mapping[Citation, int], write: Callable[[str], str]) -> str:
    quotes = [f"“{write(opening(citation.quote, CELL_WORDS))}” [{numbers[citation]}]" for citation in cell]
    return " ".join(quotes) or NOT_ADDRESSED


def row_label(row: ComparisonRow, reports: Mapping[str, Report]) -> str:
    """Name the publication of a row, such as "Rebuilding Capacity (APSE 2019)"."""
    report = reports.get(row.report_id) or Report(id=row.report_id, title=row.report_id)
    origin = " ".join(filter(None, [cited_as(report), str(report.year or "")]))
    return f"{report.title.partition(':')[0]}{f' ({origin})' if origin else ''}"
