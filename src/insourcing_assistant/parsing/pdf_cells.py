"""Find the places where the words of a line of a PDF stand far apart, as the cells of a table do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_files import Sheet, char_box

_FAR = 0.6  # of the height of a line: more than nearly every space of a justified line
_USUAL_WIDTH = 0.5  # of a small letter, in heights of a line; of a capital:
_CAPITAL_WIDTH = 0.66
_WIDE = 0.95  # times the usual width: prose in a narrow type face has 0.75, in a wide one 1.0
Cell = tuple[int, int, tuple[float, float, float, float], tuple[float, float, float, float]]
"""Where in the raw text a cell starts and ends, and the boxes of its first and its last character."""

_WORD = re.compile(r"\S+")


def is_wide(text: str, *, width: float, size: float) -> bool:
    """Whether a line is so wide for its letters that there may be gaps in it: the quick test, for every line."""
    if width < _WIDE * _USUAL_WIDTH * size * len(text):
        return False
    capitals = sum(map(str.isupper, text))
    usual = _USUAL_WIDTH * len(text) + (_CAPITAL_WIDTH - _USUAL_WIDTH) * capitals
    return " " in text and width >= _WIDE * usual * size


def cell_spans(
    text_page: pypdfium2.PdfTextPage,
    sheet: Sheet,
    raw: str,
    span: tuple[int, int],
    *,
    size: float,
    borders: Sequence[float] = (),
) -> list[Cell]:
    """Part the line at `span` of the raw text of a page where its words stand far apart; empty where none do.

    `borders` are places from the left that part words however near they stand: the rules of a table.
    """
    index_of = _indexes(text_page, span)
    far = _FAR * size
    cells: list[Cell] = []
    for word in _WORD.finditer(raw, *span):
        start, end = word.span()
        first = char_box(text_page, index_of(start), sheet)
        last = char_box(text_page, index_of(end - 1), sheet) if end - start > 1 else first
        if cells:
            before = cells[-1][3]
            near = first[0] - before[2] <= far and not (first[2] < before[0] and first[3] > before[3] + 0.3 * size)
            if near and not (borders and any(before[2] - 1 < border < first[0] + 1 for border in borders)):
                cells[-1] = cells[-1][0], end, cells[-1][2], last
                continue
        cells.append((start, end, first, last))
    return cells if len(cells) > 1 else []


def _indexes(text_page: pypdfium2.PdfTextPage, span: tuple[int, int]) -> Callable[[int], int]:
    """The function from a place in the raw text to pdfium's character, asked of pdfium only where it is not plain."""
    first, last = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place) for place in (span[0], span[1] - 1))
    if last - first == span[1] - 1 - span[0]:
        return lambda place: first + place - span[0]
    return lambda place: pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place)
