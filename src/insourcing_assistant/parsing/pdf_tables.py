"""Put the rows of a PDF's tables into words, in the place where the tables stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from insourcing_assistant.parsing.pdf_columns import cell_text, is_figure, split_row, unruled_tables
from insourcing_assistant.parsing.pdf_grids import Field, Grid, ruled_tables
from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.pdf_rules import Rule
from insourcing_assistant.parsing.tables import Cell, table_sentences

_LONGEST_CELL = 600  # characters: a ruled box with more in it is a layout, not a cell
_MAX_MEDIAN_CHARS = 150


def say_tables(lines: Sequence[Line], rules: Sequence[Rule], words: AbstractSet[str]) -> tuple[list[Line], int]:
    """Replace the lines of each table on a page by a line for each of its rows; also count the tables.

    `words` are those of the document, which tell how to join words broken at the end of a line.
    """
    atoms = [atom for line in lines for atom in line.cells or (line,)]
    order = {atom: place for place, atom in enumerate(atoms)}
    said: dict[Line, list[Line]] = {}
    taken: set[Line] = set()
    tables = 0
    for grid in _grids(lines, atoms, rules):
        members = [line for row in grid.rows for field in row for line in field.lines]
        if taken.isdisjoint(members) and (rows := _rows(grid, members, words)):
            taken.update(members)
            said[min(members, key=order.__getitem__)] = rows
            tables += 1
    return list(_merged(lines, taken, said)), tables


def _grids(lines: Sequence[Line], atoms: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Grid]:
    ruled = [grid for grid in ruled_tables(atoms, rules) if _is_ruled_table(grid)] if rules else []
    for grid in ruled:
        yield replace(grid, rows=tuple(part for row in grid.rows for part in split_row(row)))
    yield from unruled_tables(lines)


def _is_ruled_table(grid: Grid) -> bool:
    fields = [field for row in grid.rows for field in row if field.lines]
    lengths = sorted(sum(len(line.text) for line in field.lines) for field in fields)
    rows = [row for row in grid.rows if sum(bool(field.lines) for field in row) > 1]
    return (
        len(fields) > 3
        and len(rows) > 1
        and lengths[-1] <= _LONGEST_CELL
        and lengths[len(lengths) // 2] <= _MAX_MEDIAN_CHARS
    )


def _rows(grid: Grid, members: Sequence[Line], words: AbstractSet[str]) -> list[Line]:
    cells = [[_cell(field, words) for field in row] for row in grid.rows]
    if grid.head:
        cells = [*cells[: grid.head], *(_with_name(_first_name(cells[: grid.head]), row) for row in cells[grid.head :])]
    first = members[0]
    box = (
        min(line.left for line in members),
        min(line.top for line in members),
        max(line.right for line in members),
        max(line.bottom for line in members),
    )
    return [Line(sentence, *box, first.size, is_row=True) for sentence in table_sentences(cells, header_rows=grid.head)]


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
