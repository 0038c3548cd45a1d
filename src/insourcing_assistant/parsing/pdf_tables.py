"""Put the rows of a PDF's tables into words, in the place where the tables stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from insourcing_assistant.parsing.pdf_columns import cell_text, first_rows, is_figure, split_row, unruled_tables
from insourcing_assistant.parsing.pdf_grids import Field, Grid, ruled_tables
from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.pdf_rules import Rule
from insourcing_assistant.parsing.pdf_run_on import Head, head_of, is_all, runs_on
from insourcing_assistant.parsing.tables import Cell, table_sentences

_LONGEST_CELL = 600  # characters: a ruled box with more in it is a layout, not a cell
_MAX_MEDIAN_CHARS = 150


@dataclass(frozen=True, slots=True)
class SaidTables:
    """The lines of a page with its tables put into words, and how many tables begin on it.

    `head` is that of the table which reaches the foot of the page, and may run on.
    """

    lines: list[Line]
    tables: int
    head: Head | None


def say_tables(
    lines: Sequence[Line], rules: Sequence[Rule], words: AbstractSet[str], *, head: Head | None = None
) -> SaidTables:
    """Replace the lines of each table on a page by a line for each of its rows.

    `words` are those of the document, which tell how to join words broken at the end of a line. `head` is what the
    page before found at its foot: a table that runs on keeps the names of its columns.
    """
    atoms = [atom for line in lines for atom in line.cells or (line,)]
    said: dict[Line, list[Line]] = {}
    taken: set[Line] = set()
    order = {atom: place for place, atom in enumerate(atoms)}
    tables: list[_Table] = []
    for table in _tables(lines, atoms, rules, words, head):
        members = table.grid.lines
        if taken.isdisjoint(members) and (rows := _rows(table)):
            taken.update(members)
            said[min(members, key=order.__getitem__)] = rows
            tables.append(table)
    last = next((table for table in tables if is_all(_beyond(table.grid, atoms, below=True))), None)
    return SaidTables(
        lines=list(_merged(lines, taken, said)),
        tables=sum(table.above is None for table in tables),
        head=None if last is None else last.above or head_of(last.grid, last.cells, row_name=last.row_name),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table and its cells; `above` is the head of the page before where it runs on from there."""

    grid: Grid
    cells: list[list[Cell]]
    above: Head | None = None

    @property
    def row_name(self) -> str:
        """What its rows are called by, where they are called by numbers."""
        if self.above is not None:
            return self.above.row_name
        return _first_name(self.cells[: self.grid.head]) if self.grid.head else ""


def _tables(
    lines: Sequence[Line], atoms: Sequence[Line], rules: Sequence[Rule], words: AbstractSet[str], head: Head | None
) -> Iterator[_Table]:
    """The tables of a page, the one that runs on from the page before first; some may share lines."""
    ruled = [grid for grid in ruled_tables(atoms, rules) if grid.lines] if rules else []
    signs = next((place for place, line in enumerate(lines) if not is_all([line])), 0)
    for grid in [*filter(_has_short_cells, ruled), *filter(None, [first_rows(lines[signs:])])] if head else []:
        cells = _cells(_parted(grid), words)
        if head and is_all(_beyond(grid, atoms, below=False)) and runs_on(head, grid, cells):
            yield _Table(grid, cells, head)
    for grid in filter(_is_ruled_table, ruled):
        yield _Table(grid, _cells(_parted(grid), words))
    for grid in unruled_tables(lines):
        yield _Table(grid, _cells(grid, words))


def _parted(grid: Grid) -> Grid:
    return replace(grid, rows=tuple(part for row in grid.rows for part in split_row(row))) if grid.ruled else grid


def _beyond(grid: Grid, atoms: Sequence[Line], *, below: bool) -> Iterator[Line]:
    """What stands between a table and the foot of its page, or its top, as it is seen or as it is read."""
    members = set(grid.lines)
    places = [place for place, atom in enumerate(atoms) if atom in members]
    edge = max(line.bottom for line in members) if below else min(line.top for line in members)
    for place, atom in enumerate(atoms):
        if atom not in members and (
            (place > places[-1] or atom.top >= edge) if below else (place < places[0] or atom.bottom <= edge)
        ):
            yield atom


def _is_ruled_table(grid: Grid) -> bool:
    fields = [field for row in grid.rows for field in row if field.lines]
    lengths = sorted(sum(len(line.text) for line in field.lines) for field in fields)
    rows = [row for row in grid.rows if sum(bool(field.lines) for field in row) > 1]
    return (
        len(fields) > 3 and len(rows) > 1 and _has_short_cells(grid) and lengths[len(lengths) // 2] <= _MAX_MEDIAN_CHARS
    )


def _has_short_cells(grid: Grid) -> bool:
    return all(sum(len(line.text) for line in field.lines) <= _LONGEST_CELL for row in grid.rows for field in row)


def _rows(table: _Table) -> list[Line]:
    head = table.grid.head or 0
    cells = [*table.cells[:head], *(_with_name(table.row_name, row) for row in table.cells[head:])]
    members = table.grid.lines
    box = (
        min(line.left for line in members),
        min(line.top for line in members),
        max(line.right for line in members),
        max(line.bottom for line in members),
    )
    names = table.above.names if table.above else ()
    sentences = table_sentences(cells, header_rows=table.grid.head, names=names)
    return [Line(sentence, *box, members[0].size, is_row=True) for sentence in sentences]


def _cells(grid: Grid, words: AbstractSet[str]) -> list[list[Cell]]:
    return [[_cell(field, words) for field in row] for row in grid.rows]


def _cell(field: Field, words: AbstractSet[str]) -> Cell:
    # pdfium may write the lines of a cell in another order than they are read.
    lines = sorted(field.lines, key=lambda line: (round(line.bottom / max(1.0, 0.4 * line.size)), line.left))
    text = cell_text([line.text for line in lines], words)
    is_bold = bool(lines) and all(line.bold for line in lines)
    return Cell(text, field.columns, field.rows, is_name=is_bold)


def _with_name(name: str, row: list[Cell]) -> list[Cell]:
    """Name what a bare number is that a row is called by: "Line 15", "Year 2011"."""
    first = row[0] if row else Cell("")
    if not name or not is_figure(first.text) or not first.text[-1].isalnum():
        return row
    return [Cell(f"{name} {first.text}", first.columns, first.rows), *row[1:]]


def _first_name(head: Sequence[Sequence[Cell]]) -> str:
    return " ".join(row[0].text for row in head if row[0].text and row[0].columns == 1)


def _merged(lines: Sequence[Line], taken: set[Line], said: dict[Line, list[Line]]) -> Iterator[Line]:
    for line in lines:
        atoms = line.cells or (line,)
        for atom in atoms:
            yield from said.get(atom, ())
        left = [atom for atom in atoms if atom not in taken]
        if len(left) == len(atoms):
            yield line
        else:
            yield from left
