"""Read the pages of a PDF that have no usable text by OCR, from a picture of bounded size."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median, median_low
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.parsing.pdf_lines import Line, PageLines
from insourcing_assistant.parsing.reading_order import in_reading_order
from insourcing_assistant.types import Caution

Outcome = Literal["read", "poor", "empty", "too large", "not asked"]
"""What became of a page without usable text: read by OCR (well or poorly), or not, and why."""

MAX_DECODED_PX = 120_000_000
"""No page with more pixels in its pictures is drawn: an A3 sheet scanned with 600 dpi has 70 million."""

_POINTS_PER_INCH = 72
_USUAL_DPI = 300
_MAX_DRAWN_PX = 9_000_000  # an A4 page with 300 dpi has 8.7 million
_ENOUGH_DRAWN_PX = 2_000_000  # a page that says it is tiny is drawn as large as its picture is, up to here

_MAX_STAMP_LINES = 2
_MAX_STAMP_CHARS = 160
_FULL_PAGE = 0.5  # of its area, in pictures
_LEAST_PICTURE = 0.01  # of the page's area: less is an ornament
_MANY_PATHS = 100  # letters may be drawn as shapes
_SHORT_WORD = 2.5  # letters on average: unmapped characters leave words in pieces
_UNMAPPED = 0.3  # of all characters but spaces
_POOR = 0.85  # of confidence: a clean page has 0.98 and more
_SAME_SIZE = 1.3  # a box is higher by a quarter for capitals and tails


@dataclass(frozen=True, slots=True)
class Scan:
    """A page without usable text: what was read instead, and the outcome."""

    page: PageLines
    outcome: Outcome

    @property
    def by_ocr(self) -> bool:
        """Whether the lines were read by OCR."""
        return self.outcome in ("read", "poor")


def read_scan(page: pypdfium2.PdfPage, text: PageLines, *, ocr: bool = True) -> Scan | None:
    """Read a page by OCR if its `text` is not usable; None where it is, or where there is nothing to read.

    Without `ocr` only the need is told. Text that is of no use is dropped.
    """
    usable = _usable(page, text)
    if usable and not _may_be_stamp(usable):
        return None
    pictures = _Pictures.of(page)
    drawn = pictures.share >= (_FULL_PAGE if usable else _LEAST_PICTURE)
    if not drawn and (usable or not (text.lines or pictures.paths >= _MANY_PATHS or _has_characters(page))):
        return None
    left = replace(text, lines=tuple(usable))
    if not ocr:
        return Scan(left, "not asked")
    pixels = _pixels(page)
    if pixels > MAX_DECODED_PX:
        return Scan(left, "too large")
    read, outcome = _read(page, text, pixels)
    return Scan(read, outcome) if _letters(read.lines) > _letters(usable) else Scan(left, "empty")


def even_sizes(scans: Mapping[int, Scan]) -> dict[int, Scan]:
    """Give lines of about the same size the same one: the height of a box depends on the letters in it.

    Without this, no two lines of a paragraph would be set in the same type.
    """
    every = sorted(line.size for scan in scans.values() if scan.by_ocr for line in scan.page.lines)
    sizes: dict[float, float] = {}
    while every:
        middle = median_low(every)
        near = [size for size in every if middle / _SAME_SIZE < size < middle * _SAME_SIZE]
        sizes |= dict.fromkeys(near, round(median(near), 1))
        every = [size for size in every if size not in sizes]
    return {
        number: replace(scan, page=replace(scan.page, lines=tuple(_resized(scan.page.lines, sizes))))
        if scan.by_ocr
        else scan
        for number, scan in scans.items()
    }


def scan_cautions(outcomes: Mapping[int, Outcome]) -> Iterator[Caution]:
    """Say how the pages, by number from 1, were read that had no usable text."""
    sentences: tuple[tuple[tuple[Outcome, ...], str], ...] = (
        (("read", "poor"), "Read by OCR from a picture of the page: words may be wrong."),
        (("poor",), "Hardly legible pictures: check the words against the page."),
        (("empty",), "Pictures in which OCR found no text to read."),
        (("too large",), "Left out, because the pictures are too large to be read safely."),
        (("not asked",), "Pages without text, which may be scans; reading scans (OCR) is switched off."),
    )
    for which, sentence in sentences:
        if pages := tuple(number for number, outcome in sorted(outcomes.items()) if outcome in which):
            yield Caution(sentence, pages)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """What a page shows but text: the share of its area that pictures fill, and the number of shapes."""

    share: float
    paths: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> _Pictures:
        left, bottom, right, top = page.get_bbox()
        area, paths, outer = 0.0, 0, (0.0, 0.0, 0.0, 0.0)
        for each in page.get_objects():
            if each.level == 0:
                outer = each.get_bounds()  # those of what stands in a form are measured in the form
            if each.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                paths += 1
            elif each.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                width = min(outer[2], right) - max(outer[0], left)
                height = min(outer[3], top) - max(outer[1], bottom)
                area += max(0.0, width) * max(0.0, height)
        return cls(area / max(1.0, (right - left) * (top - bottom)), paths)


def _pixels(page: pypdfium2.PdfPage) -> int:
    """Count the pixels of all pictures on a page as the file tells them: none is decoded for that."""
    pictures = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])
    return sum(math.prod(picture.get_px_size()) for picture in pictures)


def _usable(page: pypdfium2.PdfPage, text: PageLines) -> list[Line]:
    """The lines of the text layer, unless most of their characters stand for nothing."""
    words = [word for line in text.lines for word in line.text.split()]
    characters = "".join(words)
    if not any(map(str.isalnum, characters)):
        return []
    is_odd = len(characters) < _SHORT_WORD * len(words) or any(map(_is_unmapped, characters))
    if is_odd and _unmapped_share(_raw_text(page)) > _UNMAPPED:
        return []
    return list(text.lines)


def _may_be_stamp(lines: Sequence[Line]) -> bool:
    return len(lines) <= _MAX_STAMP_LINES and sum(len(line.text) for line in lines) <= _MAX_STAMP_CHARS


def _has_characters(page: pypdfium2.PdfPage) -> bool:
    """Whether characters are drawn, even if nobody knows which."""
    return bool(_raw_text(page).split())


def _raw_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    raw = str(text_page.get_text_range(errors="surrogatepass"))
    text_page.close()
    return raw


def _unmapped_share(raw: str) -> float:
    characters = "".join(raw.split())
    if characters.isprintable() and "\ufffd" not in characters:
        # Nearly every page: what is printable is neither a control, nor of private use, nor unassigned.
        return 0.0
    return sum(map(_is_unmapped, characters)) / len(characters) if characters else 0.0


def _is_unmapped(character: str) -> bool:
    """Whether a character is a control, of private use, not assigned, or the mark of an unknown one."""
    if character.isascii():
        return not character.isprintable()
    # pdfium writes U+FFFE where a line ends in a hyphen.
    return character == "\ufffd" or (character != "\ufffe" and unicodedata.category(character) in ("Cc", "Cn", "Co"))


def _letters(lines: Sequence[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)


def _read(page: pypdfium2.PdfPage, text: PageLines, pixels: int) -> tuple[PageLines, Outcome]:
    # Imported here: OpenCV and the models are of no use to a report without scans.
    from insourcing_assistant.parsing.ocr import read_picture

    scale = _scale(text.width * text.height, pixels)
    picture = page.render(scale=scale, may_draw_forms=False).to_numpy()
    reading = read_picture(picture)
    lines = [
        Line(
            text=line.text,
            left=line.left / scale,
            top=line.top / scale,
            right=line.right / scale,
            bottom=line.bottom / scale,
            size=((line.right - line.left) if line.sideways else (line.bottom - line.top)) / scale,
            sideways=line.sideways,
        )
        for line in reading.lines
    ]
    whole = PageLines(tuple(in_reading_order(lines)), reading.width / scale, reading.height / scale)
    return whole, "read" if reading.confidence >= _POOR else "poor"


def _scale(area: float, pixels: int) -> float:
    """Pixels for each point: so many that small print is legible, and never more than memory allows."""
    area = max(area, 1.0)
    finest = math.sqrt(min(pixels, _ENOUGH_DRAWN_PX) / area)
    return min(max(_USUAL_DPI / _POINTS_PER_INCH, finest), math.sqrt(_MAX_DRAWN_PX / area))


def _resized(lines: Sequence[Line], sizes: Mapping[float, float]) -> Iterator[Line]:
    for line in lines:
        yield replace(line, size=sizes[line.size])
