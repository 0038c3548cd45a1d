"""Tell the text of a PDF page that no reader sees, and the layer of text that OCR put behind a scan."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_drawing import bounds, clip
from insourcing_assistant.pdf_files import Sheet

Sight = Literal["seen", "invisible", "white", "cut off"]
"""Whether text is seen. What is white is seen where something darker lies below it; what is cut off stands beyond the
edge of the page, or of the area outside which a file lets nothing be drawn."""

_NEARLY_WHITE = 245  # of 255
_NEARLY_CLEAR = 10
_LEAST_PT = 0.05  # of a text that is seen, if any of it is
_PAGE_SHARE = 0.5  # of the page: a picture that covers more is the page itself
_FILLED = (
    pdfium_c.FPDF_TEXTRENDERMODE_FILL,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_CLIP,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)
_STROKED = (
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP,
    pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)
_COLOURS = ((_FILLED, pdfium_c.FPDFText_GetFillColor), (_STROKED, pdfium_c.FPDFText_GetStrokeColor))
_BoxPt = tuple[float, float, float, float]


def sight(text_page: pypdfium2.PdfTextPage, indexes: Sequence[int]) -> Sight:
    """Say whether a line is seen, by its first, a middle and its last character: what most of them are counts."""
    first, middle, last = indexes
    if _is_clipped(text_page, first) and _is_clipped(text_page, last):
        return "cut off"
    at_start, at_end = _sight(text_page, first), _sight(text_page, last)
    return at_start if at_start == at_end else _sight(text_page, middle)


def dark_places(page: pypdfium2.PdfPage, sheet: Sheet) -> list[_BoxPt]:
    """The boxes of all that could be a dark ground for white text."""
    return list(_backgrounds(page, sheet))


def is_scan(page: pypdfium2.PdfPage, sheet: Sheet) -> bool:
    """Whether a picture covers most of the page."""
    pictures = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
    sizes = (
        (right - left) * (bottom - top)
        for kind, _, (left, top, right, bottom) in _drawn(page, sheet)
        if kind in pictures
    )
    return max(sizes, default=0.0) > _PAGE_SHARE * sheet.width * sheet.height


def _is_clipped(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the whole text that a character is drawn with stands outside the area in which it may be seen."""
    text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
    limits = clip(text_object) if text_object else None
    if limits is None:
        return False
    left, bottom, right, top = bounds(text_object)
    return not (
        max(left, limits[0]) + _LEAST_PT < min(right, limits[2])
        and max(bottom, limits[1]) + _LEAST_PT < min(top, limits[3])
    )


def _sight(text_page: pypdfium2.PdfTextPage, index: int) -> Sight:
    text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) if text_object else pdfium_c.FPDF_TEXTRENDERMODE_FILL
    if mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
        return "invisible"
    looks = [_look(colour_of, text_page, index) for modes, colour_of in _COLOURS if mode in modes]
    if not looks or "seen" in looks:
        return "seen"
    return "white" if "white" in looks else "invisible"


def _look(colour_of: Callable[..., int], text_page: pypdfium2.PdfTextPage, index: int) -> Sight:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(text_page, index, red, green, blue, alpha):
        return "seen"
    if alpha.value < _NEARLY_CLEAR:
        return "invisible"
    return "white" if min(red.value, green.value, blue.value) >= _NEARLY_WHITE else "seen"


def _backgrounds(page: pypdfium2.PdfPage, sheet: Sheet) -> Iterator[_BoxPt]:
    for kind, drawn, box in _drawn(page, sheet):
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
            pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
            known = pdfium_c.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
            if fill.value and not (known and min(red.value, green.value, blue.value) >= _NEARLY_WHITE):
                yield box
        elif kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            yield box


def _drawn(page: pypdfium2.PdfPage, sheet: Sheet) -> Iterator[tuple[int, pdfium_c.FPDF_PAGEOBJECT, _BoxPt]]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for place in range(pdfium_c.FPDFPage_CountObjects(page)):
        drawn = pdfium_c.FPDFPage_GetObject(page, place)
        kind = pdfium_c.FPDFPageObj_GetType(drawn)
        if kind != pdfium_c.FPDF_PAGEOBJ_TEXT and pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            x1, y1 = sheet.upright(left.value, bottom.value)
            x2, y2 = sheet.upright(right.value, top.value)
            yield kind, drawn, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
