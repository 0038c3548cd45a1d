"""Build the text of a report block by block, so that every offset is known when its text is written."""

from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.types import Heading, Page, Source, Span


class TextBuilder:
    r"""Collects blocks, pages, headings and sources; the pages tile the text.

    Blocks are given normalised (see `normalise`). What stands between two blocks is written with the second
    and belongs to the page of the first, so that a page begins with its own first word.
    """

    def __init__(self, *, first_label: str = "") -> None:
        """`first_label` names the page of what is added before any page was opened."""
        self._first_label = first_label
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._waiting: list[Page] = []
        self._headings: list[Heading] = []
        self._sources: list[Source] = []

    def open_page(self, label: str, *, ocr: bool = False) -> None:
        """Begin the next page. It starts where the next block starts."""
        number = self.page_count + 1
        self._waiting.append(Page(number=number, label=label, start=0, end=0, ocr=ocr))

    def add(self, block: str, *, glue: str = "\n") -> Span:
        r"""Append a block and say where it stands. Another `glue` than "\n" carries on the block before."""
        if not block:
            return Span(self._length, self._length)
        if not self._pages and not self._waiting:
            self.open_page(self._first_label)
        if self._length:
            self._write(glue)
        self._pages += (replace(page, start=self._length, end=self._length) for page in self._waiting)
        self._waiting = []
        start = self._length
        self._write(block)
        return Span(start, self._length)

    @property
    def page_count(self) -> int:
        """How many pages were begun."""
        return len(self._pages) + len(self._waiting)

    def shorten(self, chars: int) -> None:
        """Take the last characters of the last block back: the hyphen of a word that the next block carries on."""
        if chars:
            self._parts[-1] = self._parts[-1][:-chars]
            self._length -= chars

    def add_heading(self, title: str, *, level: int) -> None:
        """Append a heading as a block of its own."""
        if title:
            span = self.add(title)
            self._headings.append(Heading(title=title, level=level, start=span.start))

    def add_source(self, span: Span, url: str) -> None:
        """Say where the statement at `span` comes from."""
        self._sources.append(Source(start=span.start, end=span.end, url=url))

    @property
    def text(self) -> str:
        r"""All that was added; every block ends with "\n"."""
        return "".join(self._parts) + ("\n" if self._length else "")

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, tiling the text: each ends where the next one starts, the last with the text."""
        length = len(self.text)
        pages = [*self._pages, *(replace(page, start=length, end=length) for page in self._waiting)]
        ends = [*(page.start for page in pages), length][1:]
        return tuple(replace(page, end=end) for page, end in zip(pages, ends, strict=True))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in the order of the text."""
        return tuple(self._headings)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources in the order of the text."""
        return tuple(self._sources)

    def _write(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
