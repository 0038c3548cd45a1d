"""Find the text of a PDF page that somebody blacked out, and that is still in the file."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

BAR = "█"
"""What stands in the text in place of words that are blacked out: what a reader of the page sees."""

_Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in pdfium's own coordinates."""

_LINE = re.compile(r"[^\r\n\ufffe]+")
_BETWEEN_BARS = re.compile(rf"(?<={BAR})[^\w\r\n\ufffe]+(?={BAR})")
_DARK = 110  # of 255
_SAME = 12  # of 255: what differs less cannot be told apart
_OPAQUE = 250  # of 255
_THIN_PT = 3.0  # a rule, not a bar
_PIXELS_PER_PT = 2.0
_MOST_PIXELS = 12_000_000
# Of the height and the width of a character: a bar may end with the small letters, and just before the last one.
_ABOVE, _BESIDE = 0.25, 0.15
# Notes and links cover no words, and the fields of a form belong to whoever fills it in.
_NO_BARS = (pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_WIDGET)


def with_bars(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, raw: str) -> str:
    """Put bars in place of what is blacked out in the `raw` text of a page, character by character.

    Such are characters of which nothing can be seen because a dark shape or an annotation lies over them, or
    because they are as dark as what lies below, and those that an annotation marks for redaction. Where a shape
    may hide something the page is drawn, and looked at: that alone tells what is seen.
    """
    bars = list(_bars(page))
    marked: list[_Box] = []
    for kind, box in _annotations(page):
        if kind == pdfium_c.FPDF_ANNOT_REDACT:
            marked.append(box)
        else:
            bars.append((math.inf, box))
    if not bars and not marked:
        return raw
    boxes = _Boxes(text_page)
    hidden: set[int] = set()
    doubtful: dict[int, float] = {}
    index_of = dict(_near(text_page, boxes, raw, [*marked, *(box for _, box in bars)]))
    for index in index_of.values():
        x, y = boxes.middle(index)
        if any(_is_in(x, y, box) for box in marked):
            hidden.add(index)
        elif over := [order for order, box in bars if _is_in(x, y, box)]:
            doubtful[index] = max(over)
    if doubtful and (left := list(_not_plain(page, text_page, doubtful))):
        hidden.update(_unseen(page, boxes, left))
    barred = "".join(BAR if index_of.get(place) in hidden else each for place, each in enumerate(raw))
    return _BETWEEN_BARS.sub(lambda between: BAR * len(between[0]), barred) if hidden else raw


class _Boxes:
    """The boxes of the characters of a page, line height and space around them included."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._text_page = text_page
        self._rect = pdfium_c.FS_RECTF()

    def box(self, index: int) -> _Box:
        pdfium_c.FPDFText_GetLooseCharBox(self._text_page, index, self._rect)
        return self._rect.left, self._rect.bottom, self._rect.right, self._rect.top

    def middle(self, index: int) -> tuple[float, float]:
        left, bottom, right, top = self.box(index)
        return (left + right) / 2, (bottom + top) / 2


def _near(text_page: pypdfium2.PdfTextPage, boxes: _Boxes, raw: str, bars: Sequence[_Box]) -> Iterator[tuple[int, int]]:
    """The place in the raw text, and pdfium's number, of each character in the lines that a bar may touch.

    Where there is no ink, nothing can be hidden: a space on a dark ground looks like one under a bar.
    """
    for line in _LINE.finditer(raw):
        places = [place for place in range(*line.span()) if not raw[place].isspace()]
        if not places:
            continue
        ends = [boxes.box(_index(text_page, place)) for place in (places[0], places[-1])]
        about = max(max(right - left, top - bottom) for left, bottom, right, top in ends)
        left, bottom = (min(end[side] for end in ends) - about for side in (0, 1))
        right, top = (max(end[side] for end in ends) + about for side in (2, 3))
        if any(left <= bar[2] and bar[0] <= right and bottom <= bar[3] and bar[1] <= top for bar in bars):
            yield from ((place, _index(text_page, place)) for place in places)


def _index(text_page: pypdfium2.PdfTextPage, place: int) -> int:
    return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place))


def _is_in(x: float, y: float, box: _Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _bars(page: pypdfium2.PdfPage) -> Iterator[tuple[float, _Box]]:
    """The dark shapes that are thick enough to lie over a line, and the forms that hold some, as they are drawn."""
    for place in range(pdfium_c.FPDFPage_CountObjects(page)):
        drawn = pdfium_c.FPDFPage_GetObject(page, place)
        if _is_bar(drawn):
            yield place, _bounds(drawn)


def _is_bar(drawn: pdfium_c.FPDF_PAGEOBJECT, depth: int = 0) -> bool:
    kind = pdfium_c.FPDFPageObj_GetType(drawn)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < 4:
        count = pdfium_c.FPDFFormObj_CountObjects(drawn)
        return any(_is_bar(pdfium_c.FPDFFormObj_GetObject(drawn, place), depth + 1) for place in range(count))
    if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return False
    left, bottom, right, top = _bounds(drawn)
    if right - left <= _THIN_PT or top - bottom <= _THIN_PT:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
    if fill.value and _is_dark(pdfium_c.FPDFPageObj_GetFillColor, drawn):
        return True
    width = ctypes.c_float()
    is_thick = stroke.value and pdfium_c.FPDFPageObj_GetStrokeWidth(drawn, width) and width.value > _THIN_PT
    return bool(is_thick) and _is_dark(pdfium_c.FPDFPageObj_GetStrokeColor, drawn)


def _bounds(drawn: pdfium_c.FPDF_PAGEOBJECT) -> _Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, _Box]]:
    """The kind and place of each annotation that may lie over words."""
    rect = pdfium_c.FS_RECTF()
    for place in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        is_hidden = pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_HIDDEN
        if kind not in _NO_BARS and not is_hidden and pdfium_c.FPDFAnnot_GetRect(annotation, rect):
            yield kind, (rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _is_dark(colour_of: Callable[..., int], drawn: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    """Whether a shape is dark; also where pdfium cannot say, since it is looked at later."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not colour_of(drawn, red, green, blue, alpha) or _brightness(red.value, green.value, blue.value) < _DARK


def _brightness(red: int, green: int, blue: int) -> float:
    """How bright a colour is, from 0 to 255, as the eye weighs its parts: ITU-R BT.601."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _not_plain(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, over: Mapping[int, float]) -> Iterator[int]:
    """The characters but those that are light and drawn after the bars over them, such as the head of a table.

    They are plain to see, and most of what stands on dark ground: a page need not be drawn for them.
    """
    count = pdfium_c.FPDFPage_CountObjects(page)
    orders = {_address(pdfium_c.FPDFPage_GetObject(page, place)): place for place in range(count)}
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for index, bar in over.items():
        text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) if text_object else None
        if (
            mode != pdfium_c.FPDF_TEXTRENDERMODE_FILL
            or orders.get(_address(text_object), -1) <= bar
            or not pdfium_c.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
            or alpha.value < _OPAQUE
            or _brightness(red.value, green.value, blue.value) < _DARK + _SAME
        ):
            yield index


def _address(drawn: pdfium_c.FPDF_PAGEOBJECT) -> int | None:
    return ctypes.cast(drawn, ctypes.c_void_p).value


def _unseen(page: pypdfium2.PdfPage, boxes: _Boxes, doubtful: Sequence[int]) -> Iterator[int]:
    """The characters in whose place the drawn page is dark all over."""
    width, height = page.get_size()
    scale = min(_PIXELS_PER_PT, math.sqrt(_MOST_PIXELS / (width * height)))
    drawn = page.render(scale=scale, may_draw_forms=False, grayscale=True).to_numpy()
    rows, columns = drawn.shape[:2]
    x, y = ctypes.c_int(), ctypes.c_int()
    for index in doubtful:
        left, bottom, right, top = boxes.box(index)
        high, wide = _ABOVE * (top - bottom), _BESIDE * (right - left)
        corners = []
        for corner in ((left + wide, bottom + high), (right - wide, top - high)):
            pdfium_c.FPDF_PageToDevice(page, 0, 0, columns, rows, 0, *corner, x, y)
            corners.append((min(max(x.value, 0), columns - 1), min(max(y.value, 0), rows - 1)))
        (x1, x2), (y1, y2) = (sorted(pair) for pair in zip(*corners, strict=True))
        seen = drawn[y1 : y2 + 1, x1 : x2 + 1]
        if seen.max() < _DARK and int(seen.max()) - int(seen.min()) <= _SAME:
            yield index
