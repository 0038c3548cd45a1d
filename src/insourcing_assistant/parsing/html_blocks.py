"""Walk through HTML and write its headings, paragraphs, items and tables in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree
from lxml.etree import _Element as Element

from insourcing_assistant.parsing.html_hidden import HIDDEN, RAISED, STRUCK
from insourcing_assistant.parsing.raised import raised
from insourcing_assistant.parsing.tables import Cell

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr"
    " ul h1 h2 h3 h4 h5 h6"
)
_LEFT_OUT_NAMES = (
    "script style template noscript head svg canvas iframe object embed video audio map select datalist textarea button"
    " input progress meter rt rp title"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_STRUCK = frozenset(("del", "s", "strike"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§↩↑^]+|[ivx]{1,5}|[a-z])[\])]?\ufe0e?")
_SAYS_NOTE = ("href", "class", "role", "epub:type", "{http://www.idpf.org/2007/ops}type")
_MOST_ROWS = 1000
_DEEPEST_TABLE = 8  # tables within tables that go deeper than this are only walked through


class Sink(Protocol):
    """Where blocks are written to."""

    def heading(self, title: str, *, level: int) -> None:
        """Write a heading."""

    def paragraph(self, text: str) -> None:
        """Write a paragraph or an item."""

    def table(self, rows: Sequence[Sequence[Cell]], *, header_rows: int | None = None) -> None:
        """Write the rows of a table."""

    def hidden(self) -> None:
        """Say that something is not shown here."""

    def struck(self) -> None:
        """Say that something is struck out here."""


def write_blocks(root: Element, sink: Sink) -> None:
    """Write all that is shown below `root`. Lists of terms are written as "term: description"."""
    _write(root, sink, depth=0)


def _write(root: Element, sink: Sink, *, depth: int) -> None:
    walk = _Walk(sink, depth)
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start":
            if not walk.enter(element):
                events.skip_subtree()
        else:
            walk.leave(element)
            if element is not root:
                walk.words.append(element.tail or "")
    walk.flush()


@dataclass(slots=True)
class _Walk:
    """The words since the last block, and what they are part of."""

    sink: Sink
    depth: int
    words: list[str] = field(default_factory=list)
    heading: Element | None = None
    term: str = ""
    raised_from: int = 0

    def enter(self, element: Element) -> bool:
        """Begin an element; False where its inside is not to be walked through."""
        tag = element.tag
        if element.get(HIDDEN):
            self.sink.hidden()
            return False
        if tag in _STRUCK or element.get(STRUCK):
            if any(text.strip() for text in element.itertext()):
                self.sink.struck()
            return False
        if tag in _LEFT_OUT or _is_note_mark(element):
            return False
        if tag in _BLOCKS:
            self._boundary()
        if tag in _HEADINGS and self.heading is None:
            self.flush()
            self.heading = element
        elif tag == "table" and self.heading is None and self.depth < _DEEPEST_TABLE and _is_table(element):
            self._table(element)
            return False
        elif tag == "br":
            self._line_break(element)
        elif tag == "q":
            self.words.append("“")
        elif tag == "sup" or element.get(RAISED):
            self.raised_from = len(self.words)
        self.words.append(element.text or "")
        return True

    def leave(self, element: Element) -> None:
        """End an element."""
        tag = element.tag
        if element is self.heading:
            title, self.words, self.heading = "".join(self.words), [], None
            self.sink.heading(title, level=_HEADINGS[tag])
        elif tag == "pre":
            lines, self.words = "".join(self.words).splitlines(), []
            for line in lines:
                self.sink.paragraph(line)
        elif tag == "dt":
            self._flush_term()
            self.term, self.words = " ".join("".join(self.words).split()), []
        elif tag == "dl":
            self.flush()
            self._flush_term()
        elif tag == "q":
            self.words.append("”")
        elif tag == "sup" or element.get(RAISED):
            self.words[self.raised_from :] = [raised("".join(self.words[self.raised_from :]))]
        elif tag in _BLOCKS:
            self._boundary()

    def flush(self) -> None:
        """Write the words that wait as a paragraph."""
        text, self.words = "".join(self.words), []
        if text.strip():
            if self.term:
                text, self.term = f"{self.term.rstrip(':')}: {text.strip()}", ""
            self.sink.paragraph(text)

    def _boundary(self) -> None:
        if self.heading is None:
            self.flush()
        else:
            self.words.append(" ")

    def _line_break(self, element: Element) -> None:
        before = element.getprevious()
        is_double = before is not None and before.tag == "br" and not (before.tail or "").strip()
        if next(element.iterancestors("pre"), None) is not None:
            self.words.append("\n")
        elif is_double:
            self._boundary()
        else:
            self.words.append(" ")

    def _flush_term(self) -> None:
        term, self.term = self.term, ""
        if term:
            self.sink.paragraph(term)

    def _table(self, table: Element) -> None:
        captions = [" ".join(caption.itertext()) for caption in table.iterchildren("caption")]
        for caption in captions:
            self.sink.paragraph(caption)
        rows = list(_rows(table))
        heads = sum(row.getparent().tag == "thead" for row in rows)
        lines = _Lines()
        cells = [[_cell(cell, lines, depth=self.depth + 1) for cell in row.iterchildren("td", "th")] for row in rows]
        if lines.has_hidden:
            self.sink.hidden()
        if lines.has_struck:
            self.sink.struck()
        self.sink.table(cells, header_rows=heads if 0 < heads < len(rows) else None)
        for inner in lines.tables:
            self.sink.table(inner)


@dataclass(slots=True)
class _Lines:
    """A sink for the inside of a cell: its lines, and the tables in it."""

    lines: list[str] = field(default_factory=list)
    tables: list[Sequence[Sequence[Cell]]] = field(default_factory=list)
    has_hidden: bool = False
    has_struck: bool = False

    def heading(self, title: str, *, level: int) -> None:
        del level
        self.lines.append(title)

    def paragraph(self, text: str) -> None:
        self.lines.append(text)

    def table(self, rows: Sequence[Sequence[Cell]], *, header_rows: int | None = None) -> None:
        del header_rows
        self.tables.append(rows)

    def hidden(self) -> None:
        self.has_hidden = True

    def struck(self) -> None:
        self.has_struck = True


def _cell(cell: Element, lines: _Lines, *, depth: int) -> Cell:
    lines.lines = []
    tail, cell.tail = cell.tail, None
    _write(cell, lines, depth=depth)
    cell.tail = tail
    return Cell(
        " ".join(lines.lines),
        columns=_number(cell.get("colspan")),
        rows=_number(cell.get("rowspan")),
        is_name=cell.tag == "th",
    )


def _is_table(table: Element) -> bool:
    """Whether a table holds rows and columns, and does not only lay a page out."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = list(_rows(table))
    widths = [len(list(row.iterchildren("td", "th"))) for row in rows]
    if max(widths, default=0) < 2:
        return False
    if any(True for row in rows for _ in row.iterchildren("th")):
        return True
    return not any(True for _ in table.iterdescendants("table", "h1", "h2", "h3", "h4", "article", "nav"))


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table itself in the order in which they are shown: its head first, its foot last."""
    own: list[Element] = []
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        own += [child] if child.tag == "tr" else child.iterchildren("tr")
    places = {"thead": 0, "tfoot": 2}
    yield from sorted(own, key=lambda row: places.get(row.getparent().tag, 1))


def _is_note_mark(element: Element) -> bool:
    """Whether a link only leads to a note or back from it."""
    if element.tag != "a" or "#" not in element.get("href", ""):
        return False
    text = "".join(element.itertext()).strip()
    around = (element, element.getparent(), next(element.iterchildren("sup"), None))
    is_small = any(each is not None and (each.tag == "sup" or each.get(RAISED)) for each in around)
    said = " ".join(element.get(name) or "" for name in _SAYS_NOTE).lower()
    marked = is_small or "note" in said
    return bool(_NOTE_MARK.fullmatch(text)) and (marked or not text.isalnum())


def _number(text: str | None) -> int:
    if text is None or not text.strip().isdecimal():
        return 1
    return min(int(text), _MOST_ROWS) or _MOST_ROWS  # 0 means "to the end"
