"""Find the tables of a PDF page that have no rules, by the gaps between their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from insourcing_assistant.parsing.hyphens import join_lines
from insourcing_assistant.parsing.pdf_blocks import LIST_MARK
from insourcing_assistant.parsing.pdf_grids import Field, Grid
from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.raised import RAISED

_FURTHEST = 3.6  # heights of a line between two rows of one table; below its head:
_FURTHEST_BELOW_HEAD = 5.0
_MAX_HEAD = 3  # lines
_GUTTER = 0.5  # of the height of a line: between two columns
_FIGURE = re.compile(r"[^\w(]*\(?[^\w]*\d[\d.,/–:-]*[^\w]*(?:[A-Za-z]{1,3}|million|billion|days|years|hours)?[^\w]*")
_LEADERS = re.compile(r" ?(?:…|\.{2,})\.*")
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[-–/]\d{2,4})?")
_NOTHING = re.compile(r"[-–—*]|n/?a|nil", re.IGNORECASE)
_MAX_CHARS = 300
_MAX_MEDIAN_CHARS = 60
_MIN_ROWS = 3
_MAX_REST = 4

_Row = list[Line]
_Extent = tuple[float, float]


def unruled_tables(lines: Sequence[Line]) -> Iterator[Grid]:
    """Find the tables among the lines of a page, which are in pdfium's order.

    A false table is worse than a missed one: only what is drawn row by row, in columns that keep apart and with
    figures or a head set in bold, is a table.
    """
    place = 0
    while place < len(lines):
        if len(lines[place].cells) < 2:
            place += 1
            continue
        body = _bold_head(lines, place)
        end, columns = _region(lines, body)
        start = _first_of_head(lines, place, columns) if body > place else place
        grid = _grid(lines[start:body], lines[body:end], columns) if len(columns) > 1 else None
        if grid is not None:
            yield grid
        place = max(end, place + 1)


def first_rows(lines: Sequence[Line]) -> Grid | None:
    """Take the first lines of a page for rows of a table without a head; None where they do not stand in columns.

    This is for pages on which a table runs on. Above its first row may stand the rest of a cell that was parted.
    """
    start = next((place for place, line in enumerate(lines[:_MAX_REST]) if line.cells), None)
    if start is None:
        return None
    end, columns = _region(lines, start)
    wider = _widened(columns, lines[:start], gutter=_GUTTER * lines[start].size)
    if len(columns) < 2 or len(wider) != len(columns) or not all(_is_rest(line, columns) for line in lines[:start]):
        return None
    rows = _visual_rows(lines[start:end])
    body = _joined([_placed(row, wider) for row in rows], _tight(rows))
    if not _is_table(_texts(body), has_head=True, least_rows=1):
        return None
    rest = [_placed(list(lines[:start]), wider)] if start else []
    return Grid(_body([*rest, *body]), tuple(wider), head=0)


def split_row(fields: Sequence[Field]) -> list[tuple[Field, ...]]:
    """Part a ruled row in which several rows stand below each other, as in a table with rules at its sides only.

    They do where each has a name and a value in every column, mostly figures; otherwise the cells run over lines.
    """
    if any(field.rows > 1 or field.columns > 1 for field in fields) or sum(len(f.lines) > 1 for f in fields) < 2:
        return [tuple(fields)]
    column_of = {line: number for number, field in enumerate(fields) for line in field.lines}
    placed = [
        [[line for line in row if column_of[line] == number] for number in range(len(fields))]
        for row in _visual_rows(list(column_of))
    ]
    rows = _logical(placed, 0.0)
    texts = [[cell_text([line.text for line in cell]) for cell in row] for row in rows]
    full = all(all(row) and not row[0][0].islower() for row in texts)
    figures = all(sum(map(is_figure, row[1:])) >= 0.5 * (len(row) - 1) for row in texts)
    leads = all(any(_LEADERS.search(line.text) for cell in row for line in cell) for row in rows)
    return [_fields(row) for row in rows] if full and (figures or leads) else [tuple(fields)]


def cell_text(lines: Sequence[str], words: AbstractSet[str] = frozenset()) -> str:
    """Join the lines of a cell, without the dots that lead from it to the next."""
    return _LEADERS.sub("", join_lines(lines, words))


def _bold_head(lines: Sequence[Line], start: int) -> int:
    """Where the body of the table begins whose head, set in bold, begins at `start`; `start` where there is none."""
    body = start
    while body < min(len(lines), start + _MAX_HEAD) and lines[body].bold:
        body += 1
    if body == start or body == len(lines) or lines[body].bold or len(lines[body].cells) < 2:
        return start
    gaps = [below.bottom - above.bottom for above, below in pairwise(lines[start : body + 1])]
    close = all(0 <= gap <= 2 * lines[start].size for gap in gaps[:-1])
    return body if close and 0 < gaps[-1] <= _FURTHEST_BELOW_HEAD * lines[start].size else start


def _first_of_head(lines: Sequence[Line], start: int, columns: Sequence[_Extent]) -> int:
    """Where the head really begins: the lines above may name several columns together."""
    while start > 0:
        above, line = lines[start - 1], lines[start]
        over = [place for place, (left, right) in enumerate(columns) if above.left < right and left < above.right]
        is_title = over[:1] == [0] and len(over) > 1
        if not above.bold or above.sideways or is_title or abs(line.bottom - above.bottom) > 1.7 * line.size:
            break
        start -= 1
    return start


def _region(lines: Sequence[Line], start: int) -> tuple[int, list[_Extent]]:
    """How far the lines from `start` on stand in the same columns, and where these are."""
    first = lines[start]
    columns: list[_Extent] = [(cell.left, cell.right) for cell in first.cells]
    columns_of_rows = columns
    bottom, end, last_row = first.bottom, start + 1, start + 1
    while end < len(lines):
        line = lines[end]
        atoms = line.cells or (line,)
        if line.sideways or line.top < first.top - line.size or line.top - bottom > _FURTHEST * line.size:
            break
        wider = _widened(columns, atoms, gutter=_GUTTER * line.size)
        if len(wider) < len(columns) or (len(wider) > len(columns) and line.bottom < bottom):
            break
        columns = wider
        bottom = max(bottom, line.bottom)
        end += 1
        if line.cells or line.left > columns[0][1]:
            # What follows the last row is wider than its column as a rule.
            last_row, columns_of_rows = end, columns
    return last_row, columns_of_rows


def _widened(columns: Sequence[_Extent], atoms: Sequence[Line], *, gutter: float) -> list[_Extent]:
    """The columns with the atoms in them; fewer where an atom reaches from one into another."""
    merged: list[_Extent] = []
    for left, right in sorted([*columns, *((atom.left, atom.right) for atom in atoms)]):
        if merged and left - merged[-1][1] < gutter:
            merged[-1] = merged[-1][0], max(right, merged[-1][1])
        else:
            merged.append((left, right))
    return merged


def _visual_rows(lines: Sequence[Line]) -> list[_Row]:
    """The atoms that stand side by side, from the top to the bottom."""
    rows: list[_Row] = []
    for atom in sorted((atom for line in lines for atom in line.cells or (line,)), key=lambda each: each.bottom):
        if rows and atom.bottom - rows[-1][0].bottom < 0.4 * atom.size:
            rows[-1].append(atom)
        else:
            rows.append([atom])
    return rows


def _grid(above: Sequence[Line], lines: Sequence[Line], columns: Sequence[_Extent]) -> Grid | None:
    rows = _visual_rows(lines)
    placed = [_placed(row, columns) for row in rows]
    head = 0 if above else _head(placed)
    body = _joined(placed[head:], _tight(rows[head:]))
    named = [_named(row, columns) for row in _visual_rows(above)] if above else [_fields(row) for row in placed[:head]]
    if not _is_table(_texts(body), has_head=bool(named)):
        return None
    return Grid((*named, *_body(body)), tuple(columns), head=len(named))


def _body(rows: Sequence[Sequence[_Row]]) -> tuple[tuple[Field, ...], ...]:
    return tuple(
        _spread(row) if place and _is_between(rows[place - 1], row) else _fields(row) for place, row in enumerate(rows)
    )


def _is_rest(line: Line, columns: Sequence[_Extent]) -> bool:
    """Whether a line may be the rest of a cell, other than one that names a row."""
    return not line.bold and any(abs(line.left - left) <= line.size for left, _ in columns[1:])


def _fields(row: Sequence[_Row]) -> tuple[Field, ...]:
    return tuple(Field(tuple(cell)) for cell in row)


def _spread(row: Sequence[_Row]) -> tuple[Field, ...]:
    return (Field(tuple(line for cell in row for line in cell), columns=len(row)),)


def _placed(row: _Row, columns: Sequence[_Extent]) -> list[_Row]:
    return [
        sorted((atom for atom in row if left <= (atom.left + atom.right) / 2 <= right), key=lambda each: each.left)
        for left, right in columns
    ]


def _named(row: _Row, columns: Sequence[_Extent]) -> tuple[Field, ...]:
    """The columns that the names in a row of the head stand above, or nearly so where there is one for each."""
    names = sorted(row, key=lambda each: each.left)
    if len(names) == len(columns):
        return tuple(Field((name,)) for name in names)
    fields: list[Field] = []
    taken = 0
    for name in names:
        gaps = [max(left - name.right, name.left - right) for left, right in columns]
        over = [place for place, gap in enumerate(gaps) if gap < 0 and place >= taken]
        first = over[0] if over else max(taken, gaps.index(min(gaps)))
        if first >= len(columns):
            break
        fields += [Field()] * (first - taken)
        taken = max(over, default=first) + 1
        fields.append(Field((name,), columns=taken - first))
    return (*fields, *[Field()] * (len(columns) - taken))


def _head(rows: Sequence[Sequence[_Row]]) -> int:
    """How many rows at the top name the columns: bold ones above plain ones, or words and years above figures."""
    for number, row in enumerate(rows[:5]):
        cells = [" ".join(atom.text for atom in cell) for cell in row]
        figures = [cell for cell in cells[1:] if is_figure(cell) and not _YEAR.fullmatch(cell.rstrip(RAISED))]
        is_bold = _is_bold_row(row)
        if number and ((figures and cells[0]) or (not is_bold and _is_bold_row(rows[0]))):
            return number
        if figures and cells[0]:
            return 0
        if not is_bold and not number and sum(map(bool, cells)) < 2:
            return 0
    return 0


def _is_bold_row(row: Sequence[_Row]) -> bool:
    return all(atom.bold for cell in row for atom in cell)


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure and little else; the mark of a note may stand behind it."""
    return bool(_FIGURE.fullmatch(text.rstrip(RAISED)))


def _tight(rows: Sequence[_Row]) -> float:
    """Up to which distance two rows of words are lines of one row of the table; 0 where rows are set evenly."""
    gaps = sorted(below[0].bottom - above[0].bottom for above, below in pairwise(rows))
    least = gaps[0] if gaps else 0.0
    apart = sum(gap > 1.25 * least for gap in gaps)
    return 1.12 * least if gaps and apart >= 0.25 * len(gaps) and least <= 1.4 * rows[0][0].size else 0.0


def _logical(rows: Sequence[Sequence[_Row]], tight: float) -> list[list[_Row]]:
    """Put rows together that are the lines of one row."""
    logical: list[list[_Row]] = []
    bottom = 0.0
    for row in rows:
        here = max(atom.bottom for cell in row for atom in cell)
        if logical and not _is_between(logical[-1], row) and _carries_on(logical[-1], row, here - bottom <= tight):
            logical[-1] = [above + below for above, below in zip(logical[-1], row, strict=True)]
        else:
            logical.append([list(cell) for cell in row])
        bottom = here
    return logical


def _joined(rows: Sequence[Sequence[_Row]], tight: float) -> list[list[_Row]]:
    """Put the lines of a row together, unless that puts rows together too."""
    joined = _logical(rows, tight)
    return _logical(rows, 0.0) if any(_holds_rows(row) for row in joined) else joined


def _texts(rows: Sequence[Sequence[_Row]]) -> list[list[str]]:
    return [[" ".join(line.text for line in cell) for cell in row] for row in rows]


def _holds_rows(row: Sequence[_Row]) -> bool:
    """Whether rows that stand close were taken for the lines of one."""
    return (len(row[0]) > 1 and all(is_figure(atom.text) for atom in row[0])) or min(map(len, row)) > 4


def _carries_on(above: Sequence[_Row], row: Sequence[_Row], is_tight: bool) -> bool:
    """Whether a row holds the next lines of the cells of the row above, the values standing beside either."""
    if is_tight or not row[0]:
        return True
    is_lower = bool(above[0]) and row[0][0].text[0].islower()
    return is_lower and (not any(row[1:]) or not any(above[1:]))


def _is_between(above: Sequence[_Row], row: Sequence[_Row]) -> bool:
    """Whether a row is a heading between rows: alone and bold below plain ones."""
    atoms = [atom for cell in row for atom in cell]
    return len(atoms) == 1 and atoms[0].bold and not all(atom.bold for cell in above for atom in cell)


def _is_table(texts: Sequence[Sequence[str]], *, has_head: bool, least_rows: int = _MIN_ROWS) -> bool:
    body = texts
    cells = [cell for row in body for cell in row[1:] if cell]
    if (
        len(texts) + has_head < least_rows
        or not cells
        or sum(sum(map(bool, row)) > 1 for row in body) < 0.6 * len(body)
    ):
        return False
    lengths = sorted(len(cell) for row in body for cell in row if cell)
    if (
        lengths[-1] > _MAX_CHARS
        or lengths[len(lengths) // 2] > _MAX_MEDIAN_CHARS
        or any("…" in cell or "__" in cell for cell in cells)
    ):
        return False
    names = [row[0] for row in body if row[0]]
    if len(texts[0]) == 2 and sum(bool(LIST_MARK.match(f"{name} ")) for name in names) > 0.5 * len(names):
        return False
    figures = sum(is_figure(cell) or bool(_NOTHING.fullmatch(cell)) for cell in cells) / len(cells)
    if len(texts[0]) == 2:
        return (figures >= 0.7 and has_head) or (figures >= 0.9 and not _counts_up([row[1] for row in body]))
    return figures >= 0.3 or has_head


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether the cells are numbers of pages, as in a list of contents."""
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    return len(numbers) > 0.8 * len(cells) and all(one <= other for one, other in pairwise(numbers))
