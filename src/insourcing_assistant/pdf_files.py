"""Open PDF files with pdfium, one at a time, and turn its coordinates into those of the page as it is seen."""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.errors import DamagedFileError, EncryptedError

# pdfium keeps global state and must never be entered by two threads.
_PDFIUM = threading.RLock()

_ANGLES = 24  # how many characters of a page tell how its text is turned


@contextmanager
def open_pdf(
    path: Path, *, content: bytes | None = None, password: str | None = None, report_id: str | None = None
) -> Iterator[pypdfium2.PdfDocument]:
    """Open the file at `path`, or its `content` where that was read already.

    Other threads wait until it is closed: take out what is needed and leave. Raises `EncryptedError` and
    `DamagedFileError`.
    """
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path if content is None else content, password=password)
        except OSError as error:
            raise DamagedFileError(path, error.strerror or "it cannot be opened", report_id=report_id) from error
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
                raise EncryptedError(path, wrong=password is not None, report_id=report_id) from error
            raise DamagedFileError(path, "it is not a readable PDF", report_id=report_id) from error
        try:
            yield document
        finally:
            document.close()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible part of a page and its clockwise turn: 0, 90, 180 or 270 degrees."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> Sheet:
        """Measure a page."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, turn=page.get_rotation() % 360)

    @property
    def width(self) -> float:
        """The width as it is seen, in points."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """The height as it is seen, in points."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Turn pdfium's point into (from the left, from the top) of the page as it is seen, in points."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def load_text(page: pypdfium2.PdfPage) -> pypdfium2.PdfTextPage:
    """Load the text of a page, turned so that most of it is upright: pdfium orders the lines of upright text best.

    This may change the page's own turn; measure it before, where the page as it is shown matters.
    """
    text_page = page.get_textpage()
    count = text_page.count_chars()
    places = range(0, count, max(1, count // _ANGLES))
    angles = Counter(round(math.degrees(pdfium_c.FPDFText_GetCharAngle(text_page, i)) / 90) % 4 for i in places)
    # pdfium counts angles counter-clockwise from the top, and turns of the page clockwise.
    turn = -90 * max(angles, key=lambda angle: (angles[angle], -angle), default=0) % 360
    if count == 0 or turn == page.get_rotation() % 360:
        return text_page
    text_page.close()
    page.set_rotation(turn)
    return page.get_textpage()


def char_box(text_page: pypdfium2.PdfTextPage, index: int, sheet: Sheet) -> tuple[float, float, float, float]:
    """Measure a character, its line's ascent and descent included: (left, top, right, bottom) as it is seen."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box)
    if sheet.turn == 0:  # the usual case, and called for every line of a report
        return box.left - sheet.left, sheet.top - box.top, box.right - sheet.left, sheet.top - box.bottom
    x1, y1 = sheet.upright(box.left, box.top)
    x2, y2 = sheet.upright(box.right, box.bottom)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
