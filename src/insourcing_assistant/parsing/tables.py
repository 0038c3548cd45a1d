"""Say the rows of a table as sentences that can be quoted alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

MAX_COLUMNS = 200
"""More columns than any page shows; a cell that claims to span more of them is a trap."""

_LONGEST_NAME = 80
_VALUE = re.compile(r"[£$€~<>≤≥±+\-–(]*\s*\d")
_PERIOD = re.compile(r"(?:(?:FY|Q[1-4])\s*)?(?:1[89]|20)\d\d(?:\s*[-–/]\s*(?:\d\d){1,2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and how many columns and rows it covers. `is_name` says that it names a column or a row."""

    text: str
    columns: int = 1
    rows: int = 1
    is_name: bool = False


def table_sentences(
    rows: Sequence[Sequence[str | Cell]], *, header_rows: int | None = None, names: Sequence[str] = ()
) -> tuple[str, ...]:
    """Say each row below the column names: "Fife: Saving 7%; Year 2011".

    `header_rows` is how many rows hold the names of columns; without it that is told from the cells. Names in
    several rows are joined ("Cost 2010"), a cell that covers several rows is said in each, and one that covers
    all columns is said alone. Rows without words are left out. `names` are those of the columns of a table whose
    head stands elsewhere: then no row holds any.
    """
    grid = _grid(rows)
    above, below = _parted(grid, 0 if names else header_rows)
    names = names or _column_names(above)
    titles = [row[0].text for row in above if _is_one(row)]
    named = {id(cell) for row in above for cell in row}
    # The name of a column may reach down into rows of values, where it is none.
    values = [[_EMPTY if id(cell) in named else cell for cell in row] for row in below]
    said = [sentence for sentence in (_said(names, row) for row in values) if sentence]
    if not said:
        return tuple(filter(None, (_said((), row) for row in grid)))
    return tuple(titles + said)


def column_names(rows: Sequence[Sequence[Cell]], *, header_rows: int | None = None) -> tuple[str, ...]:
    """The names that `table_sentences` says the columns by; empty where no row names them."""
    names = tuple(_column_names(_parted(_grid(rows), header_rows)[0]))
    return names if any(names[1:]) else ()


def row_sentence(names: Sequence[str], cells: Sequence[str]) -> str:
    """Say one row: its first cell is what it is about, the others stand behind the names of their columns."""
    first, *others = cells or [""]
    named = zip_longest(names[1:], others, fillvalue="")
    values = "; ".join(f"{name} {value}".strip() for name, value in named if value)
    return f"{first.rstrip(':')}: {values}" if first and values else first or values


def lay_out(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Put each cell in all the places that it covers, so that the n-th cell of every row is of the n-th column."""
    grid: list[dict[int, Cell]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[number]:
                column += 1
            width = max(1, min(cell.columns, MAX_COLUMNS - column))
            if column >= MAX_COLUMNS:
                break
            for covered in grid[number : number + max(1, cell.rows)]:
                covered.update({place: cell for place in range(column, column + width) if place not in covered})
            column += width
    return [[row.get(place, _EMPTY) for place in range(max(row, default=-1) + 1)] for row in grid]


_EMPTY = Cell("")


def _grid(rows: Sequence[Sequence[str | Cell]]) -> list[list[Cell]]:
    grid = lay_out([[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows])
    return [row for row in grid if any(cell.text for cell in row)]


def _parted(
    grid: Sequence[Sequence[Cell]], header_rows: int | None
) -> tuple[list[Sequence[Cell]], list[Sequence[Cell]]]:
    """The rows that name the columns, with the titles above them, and the rows below."""
    names_until = _header_rows(grid) if header_rows is None else min(header_rows, len(grid))
    return list(grid[:names_until]), list(grid[names_until:])


def _is_one(row: Sequence[Cell]) -> bool:
    """Whether one cell covers all columns: a title of what is below it."""
    return len(row) > 1 and all(cell is row[0] for cell in row)


def _header_rows(grid: Sequence[Sequence[Cell]]) -> int:
    titles = next((n for n, row in enumerate(grid) if not _is_one(row)), len(grid))
    rows = grid[titles:]
    named = next((n for n, row in enumerate(rows) if not all(c.is_name or not c.text for c in row)), len(rows))
    if named:
        return titles + min(named, max(1, len(rows) - 1))
    if len(rows) < 2 or any(cell.is_name for row in rows for cell in row) or not _names_columns(rows):
        return 0
    depth = max(cell.rows for cell in rows[0])
    spans = any(cell is rows[0][n] for n, cell in enumerate(rows[0][1:]))
    return titles + min(max(depth, 1 + spans), len(rows) - 1)


def _names_columns(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first row looks like names: a word for each column, none twice, and no figures but years."""
    first, *others = ([text for _, text in _merged((), row)] for row in rows)
    names = first[1:]
    if not names or not all(names) or len(set(names)) < len(names) or max(map(len, first)) > _LONGEST_NAME:
        return False
    if all(_PERIOD.fullmatch(name) for name in names):
        return True
    # Two columns of words may as well be a list of names and values.
    return not _has_values(names) and (len(rows[0]) > 2 or any(_has_values(row[1:]) for row in others))


def _has_values(cells: Sequence[str]) -> bool:
    return any(_VALUE.match(cell) for cell in cells)


def _column_names(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Join the names that stand above each other; a cell that covers several rows counts once."""
    columns = zip_longest(*(row for row in rows if not _is_one(row)), fillvalue=_EMPTY)
    return [" ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns]


def _said(names: Sequence[str], row: Sequence[Cell]) -> str:
    pieces = list(_merged(names, row))
    if len(pieces) == 1:
        return pieces[0][1]
    return row_sentence([name for name, _ in pieces], [text for _, text in pieces])


def _merged(names: Sequence[str], row: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    """Name each cell once, by all the columns that it covers."""
    start = 0
    while start < len(row):
        end = start + 1
        while end < len(row) and row[end] is row[start] and row[start] is not _EMPTY:
            end += 1
        covered = [name for name in names[start:end] if name]
        yield ", ".join(dict.fromkeys(covered)), row[start].text
        start = end
