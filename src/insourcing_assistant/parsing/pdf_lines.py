"""Read the lines of a PDF page in pdfium's order, with their place and style."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.pdf_files import Sheet, char_box, load_text

_LINE_END_HYPHEN = "\ufffe"  # what pdfium writes in place of a hyphen and the line break after it
_LINE = re.compile(rf"[^\r\n{_LINE_END_HYPHEN}]+")
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{4,}")
_GAP = 0.1  # of the height of a line: nearly half a space
_LEADERS = re.compile(r"(?:[.…_·]\s?){5,}")  # the dots of a table of contents, each of which would be a token
_BOLD_WEIGHT = 600
# Bullets of the symbol fonts, which have no Unicode of their own.
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "-", "\uf06f": "○"})


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line as it is seen, in points from the top left corner of the upright page.

    `text` is normalised and ends in "-" where a word is broken. `sideways` lines run up or down the page. Lines
    are compared by identity: two that look the same are still two.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class PageLines:
    """All lines of a page, and the size of the page in points."""

    lines: tuple[Line, ...]
    width: float
    height: float


def read_lines(page: pypdfium2.PdfPage, *, known_words: set[str]) -> PageLines:
    """Read a page. Hand on the same `known_words` from page to page: each word is measured only once."""
    text_page = load_text(page)
    sheet = Sheet.of(page)
    lines = tuple(_lines(text_page, sheet, known_words))
    text_page.close()
    return PageLines(lines, sheet.width, sheet.height)


def _lines(text_page: pypdfium2.PdfTextPage, sheet: Sheet, known_words: set[str]) -> Iterator[Line]:
    # "surrogatepass" keeps the string as long as pdfium's, so that its positions are pdfium's.
    raw = text_page.get_text_range(errors="surrogatepass")
    for match in _LINE.finditer(raw):
        spaced = "".join(_with_spaces(text_page, sheet, match, known_words))
        text = normalise(_LEADERS.sub(" … ", spaced.translate(_SYMBOLS)))
        if text:
            broken = raw[match.end() : match.end() + 1] == _LINE_END_HYPHEN
            yield _measured(text_page, sheet, text + "-" * broken, _places(raw, *match.span()))


def _with_spaces(
    text_page: pypdfium2.PdfTextPage, sheet: Sheet, line: re.Match[str], known_words: set[str]
) -> Iterator[str]:
    """Part the words that pdfium joined because the space between them is narrow in a justified line."""
    raw, written = line.string, line.start()
    for word in _WORD.finditer(raw, *line.span()):
        if word.group() in known_words:
            continue
        gaps = _gaps(text_page, sheet, *word.span())
        if not gaps:
            known_words.add(word.group())
        for gap in gaps:
            yield raw[written:gap] + " "
            written = gap
    yield raw[written : line.end()]


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


def _places(raw: str, start: int, end: int) -> tuple[int, int, int]:
    """The first, a middle and the last character of a line that are no spaces."""
    while raw[start].isspace():
        start += 1
    while raw[end - 1].isspace():
        end -= 1
    middle = (start + end) // 2
    while raw[middle].isspace():
        middle += 1
    return start, middle, end - 1


def _measured(text_page: pypdfium2.PdfTextPage, sheet: Sheet, text: str, places: tuple[int, int, int]) -> Line:
    first, middle, last = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, place) for place in places)
    start, end = char_box(text_page, first, sheet), char_box(text_page, last, sheet)
    centre = start if middle == first else char_box(text_page, middle, sheet)
    sideways = places[-1] - places[0] > 1 and abs(end[1] - start[1]) > abs(end[0] - start[0])
    return Line(
        text=text,
        left=min(start[0], end[0]),
        top=min(centre[1], start[1]) if sideways else centre[1],
        right=max(start[2], end[2]),
        bottom=max(centre[3], end[3]) if sideways else centre[3],
        size=centre[2] - centre[0] if sideways else centre[3] - centre[1],
        bold=_is_bold(text_page, first) and _is_bold(text_page, last),
        sideways=sideways,
    )


def _is_bold(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return bool(_BOLD_NAME.search(name.value))
