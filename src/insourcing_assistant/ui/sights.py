"""What an address of the viewer asks to see, and where that stands in the texts of the library."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from insourcing_assistant.errors import UnknownPageError, UnknownReportError, UsageError
from insourcing_assistant.types import Citation, Kind, Page, ParsedReport, Span

View = Literal["picture", "text"]

KINDS: tuple[Kind, ...] = ("report", "article", "brief")
ZOOMS = (100, 150, 200, 300, 400)
"""In per cent of the width that there is."""

MAX_QUOTE_CHARS = 10_000
MAX_ID_CHARS = 300
_DIGITS = 9
_QUOTE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})(?:-([0-9a-f]{1,64}))?")
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `quote` is a span of the whole text; `digest` is of the words that stood there."""

    report_id: str
    kind: Kind
    page: int = 1
    quote: Span | None = None
    digest: str = ""
    view: View = "picture"
    zoom: int = ZOOMS[0]

    @property
    def fields(self) -> dict[str, str]:
        """The parts of the address, without those that go without saying."""
        named = {"of": self.report_id, "text": self.kind, "page": str(self.page)}
        if self.quote is not None:
            named["quote"] = "-".join([*map(str, self.quote), *filter(None, [self.digest])])
        if self.view != "picture":
            named["view"] = self.view
        if self.zoom != ZOOMS[0]:
            named["zoom"] = str(self.zoom)
        return named

    @property
    def address(self) -> str:
        """The address, relative to the root of the site."""
        return f"source?{urlencode(self.fields)}"


@dataclass(frozen=True, slots=True)
class Texts:
    """Where the viewer finds a text, or raises `UnknownReportError`; and the PDF that it was read from, if any."""

    parsed: Callable[[str, Kind], ParsedReport]
    file: Callable[[str, Kind], Path | None]

    def text(self, report_id: str, kind: Kind) -> str:
        """Return the words alone, in which citations are checked. Raises `UnknownReportError`."""
        return self.parsed(report_id, kind).text


@dataclass(frozen=True, slots=True)
class Sight:
    """A page of a text. `quote` is where the quoted words stand in the whole text, if they do stand there."""

    asked: Asked
    parsed: ParsedReport
    page: Page
    quote: Span | None
    is_lost: bool = False
    """Whether a quote is asked for that does not stand where the address says."""

    @property
    def on_page(self) -> Span | None:
        """The part of the quote that stands on this page, relative to the text of the page."""
        if self.quote is None:
            return None
        start, end = max(self.quote.start, self.page.start), min(self.quote.end, self.page.end)
        return Span(start - self.page.start, end - self.page.start) if start < end else None

    @property
    def quoted_page(self) -> Page | None:
        """The page on which the quote begins."""
        if self.quote is None:
            return None
        return next((page for page in self.parsed.pages if page.end > self.quote.start), None)

    @property
    def text(self) -> str:
        """The text of the page."""
        return self.parsed.text[self.page.start : self.page.end]


def no_texts() -> Texts:
    """Hold no text at all."""

    def parsed(report_id: str, kind: Kind) -> ParsedReport:  # noqa: ARG001 (the signature is that of Texts.parsed)
        raise UnknownReportError(report_id, ())

    return Texts(parsed, lambda *_: None)


def asked_by(citation: Citation) -> Asked:
    """Ask for the page on which a citation stands."""
    end = citation.start + len(citation.quote)
    return Asked(
        citation.report_id,
        citation.kind,
        citation.pages[0],
        Span(citation.start, end),
        digest_of(citation.quote),
    )


def digest_of(quote: str) -> str:
    """Name the words of a quote, so that an address can tell whether they still stand where they stood."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def asked_for(query: Mapping[str, str]) -> Asked:
    """Make sense of the parts of an address. Raises `UsageError`."""
    report_id = query.get("of", "")
    kind = next((each for each in KINDS if each == query.get("text")), None)
    page, quote = _number(query.get("page", "1")), query.get("quote", "")
    if not report_id or len(report_id) > MAX_ID_CHARS or kind is None or page is None:
        raise UsageError("The address names no page of a publication. Open it from a source beside an answer.")
    zoom = _number(query.get("zoom", "")) or ZOOMS[0]
    said = _QUOTE.fullmatch(quote)
    return Asked(
        report_id,
        kind,
        page,
        # A span that makes no sense is one that stands nowhere.
        (Span(int(said[1]), int(said[2])) if said else _NOWHERE) if quote else None,
        (said[3] or "") if said else "",
        "text" if query.get("view") == "text" else "picture",
        min(ZOOMS, key=lambda each: abs(each - zoom)),
    )


def look(asked: Asked, texts: Texts) -> Sight:
    """Find what is asked for. Raises `UnknownReportError` and `UnknownPageError`."""
    parsed = texts.parsed(asked.report_id, asked.kind)
    page = next((each for each in parsed.pages if each.number == asked.page), None)
    if page is None:
        raise UnknownPageError(asked.page, len(parsed.pages), parsed.unit)
    if asked.quote is None or _stands(asked.quote, asked.digest, parsed.text):
        return Sight(asked, parsed, page, asked.quote)
    return Sight(asked, parsed, page, None, is_lost=True)


def _stands(quote: Span, digest: str, text: str) -> bool:
    start, end = quote
    if not 0 <= start < end <= len(text) or end - start > MAX_QUOTE_CHARS:
        return False
    return not digest or digest_of(text[start:end]) == digest


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else None
