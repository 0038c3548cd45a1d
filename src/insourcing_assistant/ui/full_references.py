"""Writes a source out in full, as it stands in a list of references, with its page."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.rendering import place_label, printable
from insourcing_assistant.types import Citation, Kind, Report, Unit
from insourcing_assistant.ui.markup import web_address


def citation_reference(citation: Citation, report: Report) -> str:
    """Write out the source of a citation."""
    return reference(report, citation.kind, citation.unit, citation.pages, citation.labels, citation.source_urls)


def reference(
    report: Report,
    kind: Kind,
    unit: Unit,
    numbers: Sequence[int],
    labels: Sequence[str],
    source_urls: Sequence[str] = (),
) -> str:
    """Write out a place in a text: authors, year, title, publisher, page or section, and address.

    A brief is told from the publication that it is about, and is cited with the sources that it gives.
    """
    publisher = report.publisher or ""
    authors = "; ".join(report.authors) or publisher or report.label or ""
    head = _head(report, authors)
    place = place_label(unit, numbers, labels)
    if kind == "brief":
        given = " ".join(filter(None, map(web_address, source_urls)))
        about = f"Brief written for this library on: {_ended(head)} Section {place}."
        return printable(f"{about} Source given by the brief: {given}" if given else about)
    if kind == "catalogue":
        return printable(f"Catalogue entry on: {_ended(head)}")
    where = f"{'section ' if unit == 'section' else ''}{place}."
    if publisher and publisher != authors:
        said = f"{_ended(head)} {publisher}, {where}"
    else:
        said = f"{head} {where}" if head.endswith(_ENDS) else f"{head}, {where}"
    return printable(" ".join(filter(None, [said, web_address(report.url)])))


_ENDS = (".", "?", "!")


def _head(report: Report, authors: str) -> str:
    """Begin with the authors, or without any with the title."""
    year = report.year or "n.d."
    return f"{authors} ({year}) {report.title}" if authors else f"{report.title} ({year})"


def _ended(said: str) -> str:
    return said if said.endswith(_ENDS) else f"{said}."
