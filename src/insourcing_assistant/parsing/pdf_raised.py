"""Find the raised figures of a PDF page: the marks of notes and the powers."""

from __future__ import annotations

import ctypes
import re

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.parsing.raised import raised

_FIGURES = re.compile(r"\d+")
_MARKS = frozenset(".,;:!?)]%”’\"'")
_SENTENCE_ENDS = re.compile(r"\s*(?:[\r\n]|\Z|[A-Z“‘(])")
_LONGEST_MARK = 3
_LEAST_PT = 0.5
# Of the height of a line: how far above it raised figures begin, and how high they are at most.
_ABOVE, _HEIGHT = 0.15, 0.55


def with_raised(text_page: pypdfium2.PdfTextPage, raw: str) -> str:
    """Put raised figures in place of those in the `raw` text of a page that stand above the line and are small."""
    parts: list[str] = []
    written = 0
    ruler = _Ruler(text_page)
    for match in _FIGURES.finditer(raw):
        start, end = match.span()
        beside = _beside(raw, start, end)
        if beside < 0 or not ruler.is_raised(end - 1, beside):
            continue
        while start < end - 1 and not ruler.is_raised(start, beside):
            start += 1
        parts += [raw[written:start], raised(raw[start:end])]
        written = end
    return "".join([*parts, raw[written:]]) if parts else raw


class _Ruler:
    """Measures characters."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._text_page = text_page
        self._left, self._right, self._bottom, self._top, self._x, self._y = (ctypes.c_double() for _ in range(6))

    def is_raised(self, place: int, beside: int) -> bool:
        """Whether a figure stands above the line on which the character beside it stands, and is small."""
        page = self._text_page
        index, other = (pdfium_c.FPDFText_GetCharIndexFromTextIndex(page, each) for each in (place, beside))
        pdfium_c.FPDFText_GetCharBox(page, index, self._left, self._right, self._bottom, self._top)
        pdfium_c.FPDFText_GetCharOrigin(page, other, self._x, self._y)
        above: float = self._bottom.value - self._y.value
        if above < _LEAST_PT:
            return False
        rect = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(page, other, rect)
        line: float = rect.top - rect.bottom
        return above > _ABOVE * line and self._top.value - self._bottom.value < _HEIGHT * line


def _beside(raw: str, start: int, end: int) -> int:
    """The place of what figures are held against, if they may be raised, or else -1: measuring all takes too long.

    They may be behind a word or a mark, as the last of several that are no year, and before a word, as of a note.
    """
    before = raw[start - 1] if start else " "
    after = raw[end] if end < len(raw) else " "
    length = end - start
    if before.isspace():
        if after.isalpha():
            return end if length <= _LONGEST_MARK else -1
        return start if length > 1 and not _is_year(raw[start:end]) and after not in "/:%-–" else -1
    if after.isalnum() or after in "/:-–":
        return -1
    if before.isalpha():
        return start - 1 if length <= _LONGEST_MARK else -1
    if before not in _MARKS:
        return start if length > 1 and before not in "/-–—" else -1
    if start < 2 or not raw[start - 2].isdigit() or (length > _LONGEST_MARK and before in ",."):
        return start - 1
    # Behind a figure and a mark: the decimals or thousands of an amount, unless the sentence ends here.
    return start - 1 if _SENTENCE_ENDS.match(raw, end) else -1


def _is_year(figures: str) -> bool:
    return len(figures) == 4 and figures[:2] in ("19", "20")
