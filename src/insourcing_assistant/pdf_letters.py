"""Say where the characters of a PDF page stand, and whether anything is seen there."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_drawing import Box

if TYPE_CHECKING:
    import numpy as np

LINE = re.compile(r"[^\r\n\ufffe]+")
"""A line in pdfium's text of a page."""

Colour = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

SAME = 12
"""Of 255: what differs less in brightness cannot be told apart."""

_PIXELS_PER_PT = 2.0
_MOST_PIXELS = 12_000_000
# Of the height and the width of a character: a bar may end with the small letters, and just before the last one.
_ABOVE, _BESIDE = 0.25, 0.15


def luma(red: int, green: int, blue: int) -> float:
    """How bright a colour is, from 0 to 255, as the eye weighs its parts: ITU-R BT.601."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


class Letters:
    """The characters of a page, by pdfium's numbers."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page, self._text_page = page, text_page
        self._rect = pdfium_c.FS_RECTF()

    def box(self, index: int) -> Box:
        """Where a character stands, line height and space around it included."""
        pdfium_c.FPDFText_GetLooseCharBox(self._text_page, index, self._rect)
        return self._rect.left, self._rect.bottom, self._rect.right, self._rect.top

    def middle(self, index: int) -> tuple[float, float]:
        """The middle of its box."""
        left, bottom, right, top = self.box(index)
        return (left + right) / 2, (bottom + top) / 2

    def near(self, raw: str, areas: Sequence[Box]) -> Iterator[tuple[int, int]]:
        """The place in the raw text, and the number, of each character in the lines that an area may touch.

        Where there is no ink, nothing can be hidden: a space on a dark ground looks like one under a bar.
        """
        for line in LINE.finditer(raw):
            places = [place for place in range(*line.span()) if not raw[place].isspace()]
            if not places:
                continue
            ends = [self.box(self.index(place)) for place in (places[0], places[-1])]
            about = max(max(right - left, top - bottom) for left, bottom, right, top in ends)
            left, bottom = (min(end[side] for end in ends) - about for side in (0, 1))
            right, top = (max(end[side] for end in ends) + about for side in (2, 3))
            if any(left <= area[2] and area[0] <= right and bottom <= area[3] and area[1] <= top for area in areas):
                yield from ((place, self.index(place)) for place in places)

    def index(self, place: int) -> int:
        """The number of the character at a place in the raw text."""
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text_page, place))

    def colour(self, place: int) -> Colour:
        """The colour that the character at a place in the raw text is filled with; black where it is not known."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium_c.FPDFText_GetFillColor(self._text_page, self.index(place), red, green, blue, alpha)
        return red.value, green.value, blue.value

    def brightness(self, index: int) -> tuple[int, int]:
        """The least and the greatest brightness of the drawn page, from 0 to 255, in the middle of a character."""
        rows, columns = self._drawn.shape[:2]
        left, bottom, right, top = self.box(index)
        high, wide = _ABOVE * (top - bottom), _BESIDE * (right - left)
        x, y = ctypes.c_int(), ctypes.c_int()
        corners = []
        for corner in ((left + wide, bottom + high), (right - wide, top - high)):
            pdfium_c.FPDF_PageToDevice(self._page, 0, 0, columns, rows, 0, *corner, x, y)
            corners.append((min(max(x.value, 0), columns - 1), min(max(y.value, 0), rows - 1)))
        (x1, x2), (y1, y2) = (sorted(pair) for pair in zip(*corners, strict=True))
        seen = self._drawn[y1 : y2 + 1, x1 : x2 + 1]
        return int(seen.min()), int(seen.max())

    @cached_property
    def _drawn(self) -> np.ndarray:
        width, height = self._page.get_size()
        scale = min(_PIXELS_PER_PT, math.sqrt(_MOST_PIXELS / (width * height)))
        drawn: np.ndarray = self._page.render(scale=scale, may_draw_forms=False, grayscale=True).to_numpy()
        return drawn
