"""Draw PDF pages, and find where on a page a quote stands."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from insourcing_assistant.errors import DamagedFileError
from insourcing_assistant.pdf_bars import with_bars
from insourcing_assistant.pdf_files import Sheet, char_box, load_text, open_pdf

MAX_PIXELS = 12_000_000
"""No picture is larger: a page may claim to be hundreds of metres wide."""

MIN_PART = 20
"""How many letters and figures of a quote must stand on a page for that part to be marked there."""

_MAX_BEYOND = 400
"""How many letters (footnotes, running lines) may stand between a part of a quote and the end of the page."""

_BoxPt = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the picture of a page, as fractions of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def render_page(path: Path, number: int, *, width_px: int = 1000, password: str | None = None) -> bytes:
    """Draw page `number` (from 1), upright, as a PNG of `width_px` or of as much as `MAX_PIXELS` allows."""
    with open_pdf(path, password=password) as document:
        page = _page(document, path, number)
        width, height = page.get_size()
        scale = min(max(width_px, 1) / width, math.sqrt(MAX_PIXELS / (width * height)))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
    png = io.BytesIO()
    picture.save(png, format="PNG", compress_level=1)  # half the time of the usual level, and hardly more bytes
    return png.getvalue()


def page_size(path: Path, number: int, *, password: str | None = None) -> tuple[float, float]:
    """Measure page `number` (from 1), upright: width and height in points."""
    with open_pdf(path, password=password) as document:
        width, height = _page(document, path, number).get_size()
        return float(width), float(height)


def locate_quote(path: Path, number: int, quote: str, *, password: str | None = None) -> tuple[Box, ...]:
    """Find a quote on page `number` (from 1): one box a line, in reading order.

    White space, punctuation, hyphens at line ends and typographic variants make no difference. A quote that runs
    over the page turn is found by the part that stands here. Empty when it is not found, or found more than once:
    a wrong mark is worse than none.
    """
    with open_pdf(path, password=password) as document:
        page = _page(document, path, number)
        sheet = Sheet.of(page)
        text_page = load_text(page)
        letters, places = _letters(with_bars(page, text_page, text_page.get_text_range(errors="surrogatepass")))
        span = _find(letters, _letters(quote)[0])
        if span is None:
            return ()
        indexes = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place) for place in places[slice(*span)])
        boxes = [char_box(text_page, index, sheet) for index in dict.fromkeys(indexes) if index >= 0]
        return tuple(_as_fractions(line, sheet) for line in _lines(boxes))


def _page(document: PdfDocument, path: Path, number: int) -> PdfPage:
    if not 1 <= number <= len(document):
        raise DamagedFileError(path, f"it has {len(document)} pages, so there is no page {number}")
    try:
        return document[number - 1]
    except PdfiumError as error:
        raise DamagedFileError(path, f"page {number} cannot be read") from error


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and figures of `text` without case, accents and ligatures, and the place of each."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = character.lower() if character.isascii() else unicodedata.normalize("NFKD", character).casefold()
        for letter in folded:
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _find(page: str, quote: str) -> tuple[int, int] | None:
    """Find the quote on the page, or the part of it before or after a page turn."""
    if not quote:
        return None
    if quote in page:
        return _only(page, quote)
    head = _longest(quote, page)
    if len(head) >= MIN_PART and (span := _only(page, head)) and len(page) - span[1] <= _MAX_BEYOND:
        return span
    tail = _longest(quote[::-1], page[::-1])[::-1]
    if len(tail) >= MIN_PART and (span := _only(page, tail)) and span[0] <= _MAX_BEYOND:
        return span
    return None


def _only(page: str, part: str) -> tuple[int, int] | None:
    start = page.find(part)
    again = page.find(part, start + 1)
    return None if start < 0 or again >= 0 else (start, start + len(part))


def _longest(quote: str, page: str) -> str:
    """The longest beginning of the quote that stands on the page."""
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if quote[:middle] in page else (low, middle - 1)
    return quote[:low]


def _lines(boxes: Iterable[_BoxPt]) -> list[_BoxPt]:
    """Put the boxes of characters together, line by line."""
    lines: list[_BoxPt] = []
    for box in boxes:
        if lines and _is_beside(lines[-1], box):
            left, top, right, bottom = lines[-1]
            lines[-1] = min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3])
        else:
            lines.append(box)
    return lines


def _is_beside(line: _BoxPt, box: _BoxPt) -> bool:
    height = box[3] - box[1]
    overlap = min(line[3], box[3]) - max(line[1], box[1])
    return overlap > 0.4 * min(height, line[3] - line[1]) and box[0] - line[2] < 4 * height


def _as_fractions(box: _BoxPt, sheet: Sheet) -> Box:
    left, top, right, bottom = box
    return Box(
        _bounded(left / sheet.width),
        _bounded(top / sheet.height),
        _bounded(right / sheet.width),
        _bounded(bottom / sheet.height),
    )


def _bounded(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))
