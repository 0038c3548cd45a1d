"""Read the lines of a PDF page in pdfium's order, with their place and style."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.parsing.pdf_cells import cell_spans, is_wide
from insourcing_assistant.parsing.pdf_hidden import Sight, dark_places, is_scan, sight
from insourcing_assistant.parsing.pdf_raised import with_raised
from insourcing_assistant.parsing.pdf_rules import Rule, read_rules
from insourcing_assistant.parsing.pdf_spaces import with_spaces
from insourcing_assistant.pdf_bars import BAR, with_bars
from insourcing_assistant.pdf_files import Sheet, char_box, load_text

_LINE_END_HYPHEN = "\ufffe"  # what pdfium writes in place of a hyphen and the line break after it
_SOFT_HYPHEN = "\u00ad"  # which it leaves at the end of a page, and now and then alone on a line
_BREAKS_A_WORD = re.compile(rf"{_LINE_END_HYPHEN}|\r?\n{_SOFT_HYPHEN}(?=[\r\n]|$)")
_LINE = re.compile(rf"[^\r\n{_LINE_END_HYPHEN}]+")
_BARS = re.compile(rf"{BAR}(?:\s*{BAR})+")
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_LONG_CHARS = 50
_ENOUGH_LINES = 3
_NEARLY = 0.6
_LEADERS = re.compile(r"(?:[.…_·]\s?){5,}")  # the dots of a table of contents, each of which would be a token
_BOLD_WEIGHT = 600
_Span = tuple[int, int]
# Bullets of the symbol fonts, which have no Unicode of their own.
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "-", "\uf06f": "○"})


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line as it is seen, in points from the top left corner of the upright page.

    `text` is normalised and ends in "-" where a word is broken. `sideways` lines run up or down the page. `cells`
    are the pieces of a line that stand far apart, if any do; `is_row` says that the line is a row of a table, put
    into words. Lines are compared by identity: two that look the same are still two.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    sideways: bool = False
    cells: tuple[Line, ...] = ()
    is_row: bool = False
    sight: Sight = "seen"


@dataclass(frozen=True, slots=True)
class PageLines:
    """All lines of a page, the size of the page in points and, where a table may stand on it, its rules."""

    lines: tuple[Line, ...]
    width: float
    height: float
    rules: tuple[Rule, ...] = ()
    hidden: int = 0
    """How many lines were left out because nobody sees them."""
    is_scan: bool = False
    """Whether the text is the invisible one that OCR put behind the picture of the page."""
    is_barred: bool = False
    """Whether some of the text is blacked out, and stands here as a bar."""


def read_lines(page: pypdfium2.PdfPage, *, known_words: set[str]) -> PageLines:
    """Read a page. Hand on the same `known_words` from page to page: each word is measured only once."""
    text_page = load_text(page)
    sheet = Sheet.of(page)
    # "surrogatepass" keeps the string as long as pdfium's, so that its positions are pdfium's.
    written = text_page.get_text_range(errors="surrogatepass")
    barred = with_bars(page, text_page, written)
    raw = with_raised(text_page, barred)
    read = _Reading(text_page, sheet, raw, known_words)
    placed = list(_with_last_rows(read, _with_all_cells(read, list(_lines(read)))))
    # A row of words that stand apart is what makes a table: without one, rules need not be looked for.
    rules = read_rules(page, sheet) if any(len(line.cells) > 1 for line, _ in placed) else ()
    down = [rule for rule in rules if rule[3] - rule[1] > rule[2] - rule[0]]
    if down:
        placed = [_parted(read, line, span, down) for line, span in placed]
    text_page.close()
    lines = [line for line, _ in placed]
    grounds = dark_places(page, sheet) if any(line.sight == "white" for line in lines) else []
    hidden = {line for line in lines if _is_hidden(line, sheet, grounds)}
    behind = [line for line in hidden if line.sight == "invisible"]
    scanned = 2 * len(behind) > len(lines) and is_scan(page, sheet)
    if scanned:
        hidden.difference_update(behind)
    return PageLines(
        lines=tuple(line for line in lines if line not in hidden),
        width=sheet.width,
        height=sheet.height,
        rules=rules,
        hidden=len(hidden),
        is_scan=scanned,
        is_barred=barred != written,
    )


def _is_hidden(line: Line, sheet: Sheet, grounds: Sequence[tuple[float, float, float, float]]) -> bool:
    if line.right <= 0 or line.bottom <= 0 or line.left >= sheet.width or line.top >= sheet.height:
        return True
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    if line.sight == "white":
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in grounds)
    return line.sight != "seen"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page that is being read."""

    text_page: pypdfium2.PdfTextPage
    sheet: Sheet
    raw: str
    known_words: set[str]


def _lines(read: _Reading) -> Iterator[tuple[Line, _Span]]:
    for match in _LINE.finditer(read.raw):
        text = _text(read, match.span())
        if not text.strip(f"{BAR} "):
            continue
        broken = match.group().endswith(_SOFT_HYPHEN) or bool(_BREAKS_A_WORD.match(read.raw, match.end()))
        line = _measured(read, text + "-" * broken, _places(read.raw, *match.span()))
        runs_off = not line.sideways and (line.left < 0 or line.right > read.sheet.width)
        if runs_off and len(parts := _parts(read, match.span())) > 1:
            yield from _cut(read, parts)
            continue
        if not line.sideways and is_wide(text, width=line.right - line.left, size=line.size):
            line = _with_cells(read, line, match.span())
        yield line, match.span()


def _with_last_rows(read: _Reading, placed: Iterable[tuple[Line, _Span]]) -> Iterator[tuple[Line, _Span]]:
    """Look for cells also in a line that follows several that have some, and is nearly as wide."""
    run, width = 0, 0.0
    for line, span in placed:
        whole = line
        if run >= _ENOUGH_LINES and not line.cells and not line.sideways and line.right - line.left > _NEARLY * width:
            whole = _with_cells(read, line, span)
        run = run + 1 if len(whole.cells) > 1 else 0
        width = whole.right - whole.left
        yield whole, span


def _with_all_cells(read: _Reading, placed: Sequence[tuple[Line, _Span]]) -> list[tuple[Line, _Span]]:
    """Look for cells in every line, where two long ones have some though they do not look as if there were gaps.

    So it is where a file draws columns of text row by row. Every line holds a piece of each column then.
    """
    long = [each for each in placed if len(each[0].text) >= _LONG_CHARS and not each[0].cells and not each[0].sideways]
    if len(long) < _ENOUGH_LINES or not all(
        cell_spans(read.text_page, read.sheet, read.raw, span, size=line.size)
        for line, span in (long[len(long) // 3], long[2 * len(long) // 3])
    ):
        return list(placed)
    return [(line if line.cells or line.sideways else _with_cells(read, line, span), span) for line, span in placed]


def _cut(read: _Reading, parts: Sequence[tuple[bool, _Span]]) -> Iterator[tuple[Line, _Span]]:
    """Part a line at the edges of the page, off which it runs."""
    for is_on_page, span in parts:
        if (text := _text(read, span)).strip(f"{BAR} "):
            line = _measured(read, text, _places(read.raw, *span))
            yield (line if is_on_page else replace(line, sight="cut off")), span


def _parts(read: _Reading, span: _Span) -> list[tuple[bool, _Span]]:
    """The parts of a line that stand on the page, and those that do not."""
    parts: list[tuple[bool, _Span]] = []
    for place in range(*span):
        if read.raw[place].isspace() and parts:
            is_on_page = parts[-1][0]  # spaces that pdfium puts in stand nowhere
        else:
            index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(read.text_page, place)
            left, _, right, _ = char_box(read.text_page, index, read.sheet)
            is_on_page = 0 <= (left + right) / 2 <= read.sheet.width
        if parts and parts[-1][0] == is_on_page:
            parts[-1] = is_on_page, (parts[-1][1][0], place + 1)
        else:
            parts.append((is_on_page, (place, place + 1)))
    return parts


def _text(read: _Reading, span: _Span) -> str:
    return normalise(_LEADERS.sub(" … ", _words(read, span)))


def _parted(read: _Reading, line: Line, span: _Span, down: Sequence[Rule]) -> tuple[Line, _Span]:
    """The line with its cells, parted by the rules that run down through it."""
    borders = [rule[0] for rule in down if _crosses(rule, line)]
    return (_with_cells(read, line, span, borders), span) if borders and not line.sideways else (line, span)


def _crosses(rule: Rule, line: Line) -> bool:
    return line.left < rule[0] < line.right and rule[1] < (line.top + line.bottom) / 2 < rule[3]


def _with_cells(read: _Reading, line: Line, span: _Span, borders: Sequence[float] = ()) -> Line:
    cells = [
        Line(text, left, top, right, bottom, line.size, line.bold)
        for start, end, (left, top, _, _), (_, _, right, bottom) in cell_spans(
            read.text_page, read.sheet, read.raw, span, size=line.size, borders=borders
        )
        if (text := normalise(_words(read, (start, end))))
    ]
    # Not `replace`: most lines of a large manual may be rows of tables, and this is five times as fast.
    return Line(
        line.text,
        line.left,
        line.top,
        line.right,
        line.bottom,
        line.size,
        line.bold,
        False,
        tuple(cells),
        False,
        line.sight,
    )


def _words(read: _Reading, span: _Span) -> str:
    parts = with_spaces(read.text_page, read.sheet, read.raw, span, known_words=read.known_words)
    return _BARS.sub(BAR, "".join(parts).translate(_SYMBOLS))


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


def _measured(read: _Reading, text: str, places: tuple[int, int, int]) -> Line:
    text_page, sheet = read.text_page, read.sheet
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
        sight=sight(text_page, (first, middle, last)),
    )


def _is_bold(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return bool(_BOLD_NAME.search(name.value))
