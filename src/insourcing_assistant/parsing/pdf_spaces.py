"""Part the words of a PDF that pdfium joined because the space between them is narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_files import Sheet, char_box

_WORD = re.compile(r"[^\W_]{4,}(?:[:;,.][^\W\d_][^\W_]+)*|[^\W_]{1,3}(?:[:;,.][^\W\d_][^\W_]{2,})+")
_GAP = 0.1  # of the height of a line: nearly half a space


def with_spaces(
    text_page: pypdfium2.PdfTextPage, sheet: Sheet, raw: str, span: tuple[int, int], *, known_words: set[str]
) -> Iterator[str]:
    """Go through the `raw` text at `span`, with spaces where letters stand apart, as in a justified line.

    Words that are whole are added to `known_words`, so that each is measured only once.
    """
    written = span[0]
    for word in _WORD.finditer(raw, *span):
        if word.group() in known_words:
            continue
        gaps = _gaps(text_page, sheet, *word.span())
        if not gaps:
            known_words.add(word.group())
        for gap in gaps:
            yield raw[written:gap] + " "
            written = gap
    yield raw[written : span[1]]


def _gaps(text_page: pypdfium2.PdfTextPage, sheet: Sheet, start: int, end: int) -> list[int]:
    """The places in a word where letters stand apart, unless they all do, as in spaced-out type."""
    first, last = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place) for place in (start, end - 1))
    if last - first != end - start - 1:
        return []  # a ligature: letters and drawn characters do not correspond
    boxes = [char_box(text_page, index, sheet) for index in range(first, first + end - start)]
    distances = [right[0] - left[2] for left, right in pairwise(boxes)]
    height = boxes[0][3] - boxes[0][1]
    least = max(0.0, median(distances)) + _GAP * height
    apart = [start + place for place, distance in enumerate(distances, start=1) if least < distance < height]
    return apart if len(apart) <= len(distances) // 3 else []
