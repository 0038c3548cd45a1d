"""Tell the head of a table that is repeated on each page from the lines that run through a document."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.parsing.pdf_lines import Line

_SAME_ROW_PT = 3.0
_FLUSH_PT = 3.0
_TIGHT = 1.6  # sizes of type: further apart, two lines are not of one head
_FAR = 3.0  # sizes of type: further below a running line, there is no row of its table
_WIDER = 1.6  # the space below a head, held against that between rows; below a header there is more
_Row = list[Line]


def heads_of_tables(lines: Sequence[Line], running: Sequence[Line]) -> list[Line]:
    """Find those of a page's running lines that name the columns of the rows right below them.

    A head has a cell above each cell of the first row, set flush with it, and is bold or as near to it as the rows
    are to each other. A header over columns of text is neither.
    """
    rows = _rows(lines)
    runs = set(map(id, running))
    heads: list[Line] = []
    head: list[_Row] = []
    for place, row in enumerate(rows):
        if runs.issuperset(map(id, row)):
            is_tight = bool(head) and _pitch(head[-1], row) <= _TIGHT * row[0].size
            head = [*head, row] if is_tight else [row]
        else:
            if head and _names([line for each in head for line in each], rows[place:]):
                heads += [line for each in head for line in each]
            head = []
    return heads


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """The upright lines of a page from its top to its foot, those beside each other together."""
    rows: list[_Row] = []
    for line in sorted((line for line in lines if not line.sideways), key=lambda line: line.bottom):
        if rows and line.bottom - rows[-1][0].bottom <= _SAME_ROW_PT:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _names(head: _Row, below: Sequence[_Row]) -> bool:
    first = below[0]
    if len(_cells(first)) < 2 or _pitch(head, first) > _FAR * head[0].size or not _stand_over(head, first):
        return False
    if all(line.bold for line in head) and not all(line.bold for line in first):
        return True
    return len(below) > 1 and _pitch(head, first) <= _WIDER * _pitch(*below[:2])


def _stand_over(head: _Row, row: _Row) -> bool:
    """Whether each cell of the row is flush with one of the head.

    Of only two cells both must begin where those above do: a header's second one ends where the page's text does.
    """
    names, cells = _cells(head), _cells(row)
    if len(names) < len(cells):
        return False
    if len(cells) == 2:
        return all(any(abs(name.left - cell.left) <= _FLUSH_PT for name in names) for cell in cells)
    return all(any(_is_flush(name, cell) for name in names) for cell in cells)


def _is_flush(name: Line, cell: Line) -> bool:
    return (
        min(
            abs(name.left - cell.left),
            abs(name.right - cell.right),
            abs(name.left + name.right - cell.left - cell.right) / 2,
        )
        <= _FLUSH_PT
    )


def _cells(row: _Row) -> list[Line]:
    cells = [cell for line in row for cell in (line.cells or (line,))]
    return sorted(cells, key=lambda cell: cell.left)


def _pitch(upper: _Row, lower: _Row) -> float:
    return lower[-1].bottom - upper[-1].bottom
