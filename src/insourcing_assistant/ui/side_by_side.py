"""Writes a comparison as a table that is heard with its headings, and on a narrow screen read as one block a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from insourcing_assistant.comparison_tables import CELL_WORDS, NOT_ADDRESSED, row_label
from insourcing_assistant.types import Citation, Comparison, ComparisonRow, Report
from insourcing_assistant.ui.links import cite_link
from insourcing_assistant.ui.markup import text
from insourcing_assistant.wording import opening

MOST_COLUMNS = 3
"""With more aspects than that a column is too narrow beside the sources, so that each row is a block there too."""


def table(
    turn: int,
    comparison: Comparison,
    numbers: Mapping[Citation, int],
    reports: Mapping[str, Report],
    *,
    most_columns: int = MOST_COLUMNS,
    write: Callable[[str], str] = text,
) -> str:
    """Write a table; `write` makes markup of what is quoted.

    Its roles are named, since a table that is laid out in blocks is no table to every browser.
    """
    linked: set[Citation] = set()
    rows = "".join(_row(turn, row, comparison.aspects, numbers, reports, linked, write) for row in comparison.rows)
    heads = "".join(
        f'<th scope="col" role="columnheader">{text(head)}</th>' for head in ("Publication", *comparison.aspects)
    )
    blocks = " blocks" if len(comparison.aspects) > most_columns else ""
    return (
        f'<table class="comparison{blocks}" role="table"><caption>What each publication says</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(
    turn: int,
    row: ComparisonRow,
    aspects: Sequence[str],
    numbers: Mapping[Citation, int],
    reports: Mapping[str, Report],
    linked: set[Citation],
    write: Callable[[str], str],
) -> str:
    cells = []
    for aspect, cell in zip(aspects, row.cells, strict=True):
        said = []
        for citation in cell:
            link = cite_link(turn, numbers[citation], citation, reports, first=citation not in linked)
            linked.add(citation)
            said.append(f"<p>“{write(opening(citation.quote, CELL_WORDS))}” {link}</p>")
        body = "".join(said) or f'<p class="quiet">{NOT_ADDRESSED}</p>'
        # Where the heads of the columns are out of sight, each cell is told apart by its aspect.
        cells.append(f'<td role="cell"><span class="aspect" aria-hidden="true">{text(aspect)}</span>{body}</td>')
    label = text(row_label(row, reports))
    return f'<tr role="row"><th scope="row" role="rowheader">{label}</th>{"".join(cells)}</tr>'
