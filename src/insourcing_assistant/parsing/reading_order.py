"""Put the lines of a scanned page into the order in which people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from insourcing_assistant.parsing.pdf_lines import Line

_COLUMN_LINES = 3  # at least, on either side of a gutter
_COLUMN_CHARS = 14  # in the median line of a column: less is the cell of a table, to be read row by row
_SLACK = 0.3  # of a line's height: how far a line may reach into a gutter
_SAME_ROW = 0.5  # of a line's height


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Order lines: column after column between the lines that run across them, and row by row elsewhere."""
    upright = [line for line in lines if not line.sideways]
    sideways = sorted((line for line in lines if line.sideways), key=lambda line: (line.left, line.top))
    return [*_ordered(upright), *sideways]


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines across the gutter, or the lines on both sides of it between two of those."""

    across: list[Line]
    left: list[Line]
    right: list[Line]

    @property
    def is_parted(self) -> bool:
        """Whether text stands on both sides."""
        return bool(self.left and self.right)


def _ordered(lines: Sequence[Line]) -> list[Line]:
    bands = _best_bands(lines)
    if bands is None:
        return _by_rows(lines)
    ordered: list[Line] = []
    for band in bands:
        if band.across:
            ordered += _by_rows(band.across)
        else:
            ordered += [*_ordered(band.left), *_ordered(band.right)]
    return ordered


def _best_bands(lines: Sequence[Line]) -> list[_Band] | None:
    """The bands of the gutter that parts most lines; None where there is no gutter."""
    best: list[_Band] | None = None
    most = _COLUMN_LINES - 1
    for gutter in sorted({line.left for line in lines}):
        bands = _bands(lines, gutter)
        parted = [band for band in bands if band.is_parted]
        score = sum(min(len(band.left), len(band.right)) for band in parted)
        sides = ([line for band in parted for line in band.left], [line for band in parted for line in band.right])
        if score > most and all(map(_is_column, sides)):
            best, most = bands, score
    return best


def _is_column(lines: Sequence[Line]) -> bool:
    return len(lines) >= _COLUMN_LINES and median(len(line.text) for line in lines) >= _COLUMN_CHARS


def _bands(lines: Sequence[Line], gutter: float) -> list[_Band]:
    bands: list[_Band] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        slack = _SLACK * line.size
        is_left, is_right = line.right <= gutter + slack, line.left >= gutter - slack
        if not bands or bool(bands[-1].across) == (is_left or is_right):
            bands.append(_Band([], [], []))
        band = bands[-1]
        (band.left if is_left else band.right if is_right else band.across).append(line)
    return bands


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        if rows and _is_beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: (line.left, line.top))]


def _is_beside(one: Line, other: Line) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    is_apart = one.right <= other.left or other.right <= one.left
    return is_apart and overlap > _SAME_ROW * min(one.size, other.size)
