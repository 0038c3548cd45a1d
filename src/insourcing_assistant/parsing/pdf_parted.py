"""Put lines that a file draws across all columns of a page back into the columns that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from insourcing_assistant.parsing.pdf_lines import Line

_MOST_COLUMNS = 4
_LEAST_LINES = 4  # in each column
_LEAST_CHARS = 12  # in the median line of a column: less is the cell of a table
_RUN_ON = 0.5  # of the lines of a column begin with a small letter, as they do in running text
_FURTHEST = 2.2  # heights of a line between two lines of a column
_GUTTER = 0.5  # of the height of a line
_Columns = list[list[Line]]


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """Part the lines that run across columns of running text, and order their parts column after column.

    Most files draw one column after the other. Where one draws row by row, a line holds a piece of each: what is
    no row of a table, and runs on below and not beside, is text in columns.
    """
    if sum(len(line.cells) > 1 for line in lines) < _LEAST_LINES:
        return list(lines)
    ordered: list[Line] = []
    hopeful = _may_run_on(lines)
    place = 0
    while place < len(lines):
        columns = _region(lines, place) if len(lines[place].cells) > 1 and hopeful[place] else []
        if all(map(_is_running_text, columns)):
            ordered += (line for column in columns for line in column)
        else:
            columns = []
        taken = len({id(line) for line in _wholes(lines[place:], columns)})
        if not taken:
            ordered.append(lines[place])
        place += max(taken, 1)
    return ordered


def _may_run_on(lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether columns of running text can begin with it: of tables, most cannot, and few are tried.

    In all columns together, at least `_RUN_ON` of the pieces below their first line run on, down to some line.
    """
    most = [-1.0] * len(lines)
    best = -1.0
    for place in range(len(lines) - 1, -1, -1):
        most[place] = best
        pieces = lines[place].cells or (lines[place],)
        best = sum(piece.text[0].islower() - _RUN_ON for piece in pieces) + max(best, 0.0)
    return [each >= 0 for each in most]


def _region(lines: Sequence[Line], start: int) -> _Columns:
    """The columns in which the lines from `start` on stand, as far as they do."""
    first = lines[start]
    if len(first.cells) > _MOST_COLUMNS:
        return []
    columns: _Columns = [[cell] for cell in first.cells]
    sides = [(cell.left, cell.right) for cell in first.cells]
    bottom = first.bottom
    for line in lines[start + 1 :]:
        if line.is_row or line.sideways or not -0.5 * line.size < line.bottom - bottom <= _FURTHEST * line.size:
            break
        atoms = line.cells or (line,)
        places = [_column_of(atom, sides) for atom in atoms]
        if -1 in places or len(set(places)) < len(places):
            break
        for atom, place in zip(atoms, places, strict=True):
            columns[place].append(atom)
            left, right = sides[place]
            sides[place] = min(left, atom.left), max(right, atom.right)
        bottom = max(bottom, line.bottom)
    return columns


def _column_of(atom: Line, sides: Sequence[tuple[float, float]]) -> int:
    """The one column that a piece of a line stands in; -1 where it reaches into another, or stands in none.

    `sides` are how far each column reaches, on its left and on its right.
    """
    near = _GUTTER * atom.size
    start, end = atom.left - near, atom.right + near
    within = -1
    for place, (left, right) in enumerate(sides):
        if start < right and left < end:
            if within >= 0:
                return -1
            within = place
    return within


def _is_running_text(column: Sequence[Line]) -> bool:
    if len(column) < _LEAST_LINES or median(len(line.text) for line in column) < _LEAST_CHARS:
        return False
    runs_on = sum(below.text[0].islower() for _, below in pairwise(column))
    return runs_on >= _RUN_ON * (len(column) - 1)


def _wholes(lines: Sequence[Line], columns: _Columns) -> Iterator[Line]:
    """The lines that the columns were made of."""
    atoms = {id(atom) for column in columns for atom in column}
    for line in lines:
        if id(line) not in atoms and not any(id(cell) in atoms for cell in line.cells):
            return
        yield line
