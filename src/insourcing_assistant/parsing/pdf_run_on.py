"""Tell whether a table of a PDF runs on from one page to the next, so that its columns keep their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insourcing_assistant.parsing.pdf_grids import Grid
from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.tables import Cell, column_names

_SAME_PT = 3.0
_SAME_MOVE_PT = 1.0
_MARGIN_PT = 72.0
"""How far the columns of left and right pages may be set apart, all together."""

_SAYS_SO = re.compile(r"\b(?:continue[sd]|cont[’']d|cont\.)", re.IGNORECASE)
_LONGEST_SIGN = 80  # characters of "Table 3 (continued)"
_Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Head:
    """The names of the columns of a table, and where these stand; `row_name` is what its rows are called by."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[_Extent, ...]
    ruled: bool
    is_bold: bool
    row_name: str = ""


def head_of(grid: Grid, cells: Sequence[Sequence[Cell]], *, row_name: str) -> Head | None:
    """Read the head of a table, given its cells; None where no row names its columns."""
    names = column_names(cells, header_rows=grid.head)
    if not names:
        return None
    rows = [row for row in cells if any(cell.text for cell in row)]
    above = rows[: _rows_of(names, rows)]
    is_bold = all(cell.is_name for row in above for cell in row if cell.text)
    return Head(names, tuple(map(_texts, above)), grid.columns, grid.ruled, is_bold, row_name)


def runs_on(head: Head, grid: Grid, cells: Sequence[Sequence[Cell]]) -> bool:
    """Whether the table at the top of a page may be the one at the foot of the page before, whose head is `head`.

    It stands in the same columns, and no row of it looks like a head. Only then: a wrong name is worse than none.
    """
    if head.ruled != grid.ruled or not _are_same(head.columns, grid.columns, ruled=grid.ruled):
        return False
    rows = [row for row in cells if any(cell.text for cell in row)]
    if not rows or _texts(rows[0]) in head.rows or all(cell.is_name for cell in rows[0] if cell.text):
        return False
    # What is set as the names were not is a row, whatever it says.
    return head.is_bold or not column_names(cells)


def is_all(lines: Iterable[Line]) -> bool:
    """Whether `lines`, which stand between a table and the edge of the page, say nothing but that it goes on."""
    return not any(
        any(map(str.isalnum, line.text)) and not (len(line.text) <= _LONGEST_SIGN and _SAYS_SO.search(line.text))
        for line in lines
    )


def _are_same(above: Sequence[_Extent], below: Sequence[_Extent], *, ruled: bool) -> bool:
    """Whether columns stand in the same places: all their rules, or for each its left or right edge or its middle.

    All may stand further left or right together, as on pages whose margins are mirrored.
    """
    if len(above) != len(below) or len(above) < 2:
        return False
    moves = [_moves(*pair) for pair in zip(above, below, strict=True)]
    fit = max if ruled else min
    apart = {move: max(fit(abs(move - each) for each in other) for other in moves) for move in (0.0, *moves[0])}
    moved = [move for move in moves[0] if abs(move) <= _MARGIN_PT and len(above) > 2]
    return apart[0.0] <= _SAME_PT or any(apart[move] <= _SAME_MOVE_PT for move in moved)


def _moves(above: _Extent, below: _Extent) -> tuple[float, float, float]:
    left, right = below[0] - above[0], below[1] - above[1]
    return left, right, (left + right) / 2


def _rows_of(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows hold the names."""
    return next((n for n in range(1, len(rows)) if column_names(rows, header_rows=n) == tuple(names)), 1)


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)
