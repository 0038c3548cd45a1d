"""Find the tables of a PDF page whose cells are ruled."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.pdf_rules import Rule

_TOUCH_PT = 3.0


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a table: its lines in reading order, and how many columns and rows it covers."""

    lines: tuple[Line, ...] = ()
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, row by row; a field stands only where it begins. `head` is how many rows name the columns, if known.

    `columns` are (from, to) in points from the left: between its rules, or as far as its words reach.
    """

    rows: tuple[tuple[Field, ...], ...]
    columns: tuple[tuple[float, float], ...]
    head: int | None = None
    ruled: bool = False

    @property
    def lines(self) -> list[Line]:
        """All its lines, in the order of its cells."""
        return [line for row in self.rows for field in row for line in field.lines]


def ruled_tables(atoms: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Grid]:
    """Find what may be ruled tables among the rules of a page; its `atoms` are its lines, or the cells of lines."""
    for component in _connected(rules):
        across = [rule for rule in component if rule[2] - rule[0] >= rule[3] - rule[1]]
        down = [rule for rule in component if rule[2] - rule[0] < rule[3] - rule[1]]
        if not across or not down:
            continue
        columns = _distinct([rule[0] for rule in down] + [min(r[0] for r in across), max(r[2] for r in across)])
        rows = _distinct([rule[1] for rule in across] + [min(r[1] for r in down), max(r[3] for r in down)])
        if len(columns) > 2:
            yield _filled(atoms, rows, columns, across, down)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    components: list[tuple[Rule, list[Rule]]] = []
    for rule in rules:
        box, members = rule, [rule]
        apart: list[tuple[Rule, list[Rule]]] = []
        for other, others in components:
            if _touch(box, other) and any(_touch(each, member) for each in members for member in others):
                box = min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])
                members = others + members
            else:
                apart.append((other, others))
        components = [*apart, (box, members)]
    return [members for _, members in components if len(members) > 3]


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one[0] <= other[2] + _TOUCH_PT
        and other[0] <= one[2] + _TOUCH_PT
        and one[1] <= other[3] + _TOUCH_PT
        and other[1] <= one[3] + _TOUCH_PT
    )


def _distinct(places: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > _TOUCH_PT:
            distinct.append(place)
    return distinct


def _filled(
    atoms: Sequence[Line], rows: list[float], columns: list[float], across: Sequence[Rule], down: Sequence[Rule]
) -> Grid:
    owner = _owners(rows, columns, across, down)
    held: dict[tuple[int, int], list[Line]] = {}
    for atom in atoms:
        x, y = (atom.left + atom.right) / 2, (atom.top + atom.bottom) / 2
        if columns[0] <= x <= columns[-1] and rows[0] <= y <= rows[-1]:
            row, column = min(bisect(rows, y), len(rows) - 1) - 1, min(bisect(columns, x), len(columns) - 1) - 1
            held.setdefault(owner[row, column], []).append(atom)
    covered = Counter(owner.values())
    table: list[tuple[Field, ...]] = []
    for row in range(len(rows) - 1):
        fields: list[Field] = []
        for column in range(len(columns) - 1):
            if owner[row, column] == (row, column):
                width = sum(owner[row, other] == (row, column) for other in range(column, len(columns) - 1))
                height = max(1, covered[row, column] // width)
                fields.append(Field(tuple(held.get((row, column), ())), width, height))
        table.append(tuple(fields))
    return Grid(tuple(table), tuple(pairwise(columns)), ruled=True)


def _owners(
    rows: list[float], columns: list[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field of the grid, the first field of its cell: fields without a rule between them are one cell."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(rows) - 1):
        y = (rows[row] + rows[row + 1]) / 2
        for column in range(len(columns) - 1):
            x = (columns[column] + columns[column + 1]) / 2
            owner[row, column] = row, column
            if column and not any(
                abs(rule[0] - columns[column]) <= _TOUCH_PT and rule[1] <= y <= rule[3] for rule in down
            ):
                owner[row, column] = owner[row, column - 1]
            elif row and not any(abs(rule[1] - rows[row]) <= _TOUCH_PT and rule[0] <= x <= rule[2] for rule in across):
                owner[row, column] = owner[row - 1, column]
    return owner
