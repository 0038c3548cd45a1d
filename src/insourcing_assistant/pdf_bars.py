"""Find the text of a PDF page that somebody blacked or whited out, and that is still in the file."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Mapping

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_covers import covered, covers, is_opaque, own_coloured
from insourcing_assistant.pdf_drawing import Box, Drawn, address, all_drawn, bounds
from insourcing_assistant.pdf_letters import SAME, Letters, luma

BAR = "█"
"""What stands in the text in place of words that are blacked or whited out: a reader of the page sees none."""

_BETWEEN_BARS = re.compile(rf"(?<={BAR})[^\w\r\n\ufffe]+(?={BAR})")
_DARK = 110  # of 255
_OPAQUE = 250  # of 255
_THIN_PT = 3.0  # a rule, not a bar
# Notes and links cover no words, and the fields of a form belong to whoever fills it in.
_NO_BARS = (pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_WIDGET)


def with_bars(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, raw: str) -> str:
    """Put bars in place of what is blacked or whited out in the `raw` text of a page, character by character.

    Such are characters of which nothing can be seen because a shape or an annotation lies over them, or because
    they are as dark as what lies below, and those that an annotation marks for redaction. Where a shape may hide
    something the page is drawn, and looked at: that alone tells what is seen. What was printed over a light shape
    stands in place of what lies under it.
    """
    bars, light, texts = _shapes(page)
    letters = Letters(page, text_page)
    found = covers(light, texts)
    if light:
        width, height = page.get_size()
        found += own_coloured(raw, letters, light, page_area=width * height)
    marked: list[Box] = []
    for kind, box in _annotations(page):
        if kind == pdfium_c.FPDF_ANNOT_REDACT:
            marked.append(box)
        else:
            bars.append((math.inf, box))
            found.append((math.inf, box))
    if not bars and not marked and not found:
        return raw
    orders = {address(text): order for order, _, text, _ in texts}
    index_of = dict(letters.near(raw, [*marked, *(box for _, box in bars), *(box for _, box in found)]))
    hidden: set[int] = set()
    doubtful: dict[int, float] = {}
    for index in index_of.values() if bars or marked else ():
        x, y = letters.middle(index)
        if any(_is_in(x, y, box) for box in marked):
            hidden.add(index)
        elif over := [order for order, box in bars if _is_in(x, y, box)]:
            doubtful[index] = max(over)
    hidden.update(index for index in _not_plain(text_page, doubtful, orders) if _is_dark_there(letters, index))
    if found:
        hidden.update(covered(raw, index_of, found, letters, orders, text_page))
    barred = "".join(BAR if index_of.get(place) in hidden else each for place, each in enumerate(raw))
    return _BETWEEN_BARS.sub(lambda between: BAR * len(between[0]), barred) if hidden else raw


def _is_in(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _shapes(page: pypdfium2.PdfPage) -> tuple[list[tuple[float, Box]], list[Drawn], list[Drawn]]:
    """The dark shapes, the forms that hold some, the light shapes, and the texts, as they are drawn.

    Only shapes that are thick enough to lie over a line count. A form with a dark shape in it counts as a whole, and
    as drawn when its last part is.
    """
    bars: list[tuple[float, Box]] = []
    light: list[Drawn] = []
    texts: list[Drawn] = []
    dark_form: Box | None = None
    last = 0
    for each in all_drawn(page):
        order, kind, drawn, forms = each
        if forms is None and dark_form is not None:
            bars.append((last, dark_form))
            dark_form = None
        last = order
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            texts.append(each)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            if forms is None and _is_bar(drawn):
                dark_form = bounds(drawn)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            if forms is None and _is_bar(drawn):
                bars.append((order, bounds(drawn)))
            elif _is_light(drawn):
                light.append(each)
    if dark_form is not None:
        bars.append((last, dark_form))
    return bars, light, texts


def _is_light(drawn: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    left, bottom, right, top = bounds(drawn)
    if right - left <= _THIN_PT or top - bottom <= _THIN_PT:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
    return bool(fill.value) and is_opaque(drawn)


def _is_bar(drawn: pdfium_c.FPDF_PAGEOBJECT, depth: int = 0) -> bool:
    kind = pdfium_c.FPDFPageObj_GetType(drawn)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < 4:
        count = pdfium_c.FPDFFormObj_CountObjects(drawn)
        return any(_is_bar(pdfium_c.FPDFFormObj_GetObject(drawn, place), depth + 1) for place in range(count))
    if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return False
    left, bottom, right, top = bounds(drawn)
    if right - left <= _THIN_PT or top - bottom <= _THIN_PT:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
    if fill.value and _is_dark(pdfium_c.FPDFPageObj_GetFillColor, drawn):
        return True
    width = ctypes.c_float()
    is_thick = stroke.value and pdfium_c.FPDFPageObj_GetStrokeWidth(drawn, width) and width.value > _THIN_PT
    return bool(is_thick) and _is_dark(pdfium_c.FPDFPageObj_GetStrokeColor, drawn)


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, Box]]:
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
    return not colour_of(drawn, red, green, blue, alpha) or luma(red.value, green.value, blue.value) < _DARK


def _not_plain(
    text_page: pypdfium2.PdfTextPage, over: Mapping[int, float], orders: Mapping[int | None, int]
) -> Iterator[int]:
    """The characters but those that are light and drawn after the bars over them, such as the head of a table.

    They are plain to see, and most of what stands on dark ground: a page need not be drawn for them.
    """
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for index, bar in over.items():
        text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) if text_object else None
        if (
            mode != pdfium_c.FPDF_TEXTRENDERMODE_FILL
            or orders.get(address(text_object), -1) <= bar
            or not pdfium_c.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
            or alpha.value < _OPAQUE
            or luma(red.value, green.value, blue.value) < _DARK + SAME
        ):
            yield index


def _is_dark_there(letters: Letters, index: int) -> bool:
    """Whether the drawn page is dark all over in the place of a character."""
    darkest, brightest = letters.brightness(index)
    return brightest < _DARK and brightest - darkest <= SAME
