"""Writes a source out in full, as it stands in a list of references, with its page and perhaps its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insourcing_assistant.escaping import escape_markdown, printable
from insourcing_assistant.rendering import OCR_WORDS, place_label
from insourcing_assistant.types import Citation, Kind, Report, Unit
from insourcing_assistant.ui.markup import web_address

_ENDS = (".", "?", "!")


def citation_reference(citation: Citation, report: Report, *, quoted: bool = False, markdown: bool = False) -> str:
    """Write out the source of a citation; `quoted` has its words too."""
    return reference(
        report,
        citation.kind,
        citation.unit,
        citation.pages,
        citation.labels,
        citation.source_urls,
        ocr=citation.ocr,
        quote=citation.quote if quoted else "",
        markdown=markdown,
    )


def reference(
    report: Report,
    kind: Kind,
    unit: Unit,
    numbers: Sequence[int],
    labels: Sequence[str],
    source_urls: Sequence[str] = (),
    *,
    ocr: bool = False,
    quote: str = "",
    markdown: bool = False,
) -> str:
    """Write out a place in a text: authors, year, title, publisher, page or section, the words there, and address.

    A brief is told from the publication that it is about, and is cited with the sources that it gives.
    """
    plain = escape_markdown if markdown else _one_line
    place = plain(place_label(unit, numbers, labels)) + (f", {OCR_WORDS}" if ocr else "")
    said = _said(report, kind, f"section {place}" if unit == "section" else place, markdown=markdown)
    if quote:
        said = f"{said}: “{plain(quote)}”"
    elif not said.endswith(_ENDS):
        said = f"{said}."
    urls = source_urls if kind == "brief" else (report.url or "",)
    given = _addresses(urls, markdown=markdown)
    if given and kind == "brief":
        given = f"Source given by the brief: {given}"
    return " ".join(filter(None, [said, given]))


def _said(report: Report, kind: Kind, where: str, *, markdown: bool) -> str:
    """Name the publication and the place in it. Without authors, the publisher or the title comes first."""
    plain = escape_markdown if markdown else _one_line
    publisher, year = plain(report.publisher or ""), report.year or "n.d."
    authors = "; ".join(map(plain, report.authors)) or publisher or plain(report.label or "")
    title = f"*{plain(report.title)}*" if markdown else plain(report.title)
    head = f"{authors} ({year}) {title}" if authors else f"{title} ({year})"
    is_ended = bool(authors) and report.title.rstrip().endswith(_ENDS)
    sentence = head if is_ended else f"{head}."
    if kind == "catalogue":
        return f"Catalogue entry on: {head}"
    if kind == "brief":
        return f"Brief written for this library on: {sentence} {where[:1].upper()}{where[1:]}"
    if publisher and publisher != authors:
        return f"{sentence} {publisher}, {where}"
    return f"{head} {where}" if is_ended else f"{head}, {where}"


def _addresses(urls: Sequence[str], *, markdown: bool) -> str:
    """Write the addresses of the web among these, but for those that would not end where they do."""
    whole = [url for url in map(web_address, urls) if url and not re.search(r"[\s<>]", url)]
    return " ".join(f"<{url}>" if markdown else printable(url) for url in whole)


def _one_line(words: str) -> str:
    return printable(" ".join(words.split()))
