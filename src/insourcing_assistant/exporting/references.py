"""Lays publications out as CSL-JSON, which is what reference managers and citation formatters read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from insourcing_assistant.exporting.elements import cleaned, web_address
from insourcing_assistant.exporting.names import csl_name
from insourcing_assistant.exporting.records import CitedSource, Record
from insourcing_assistant.exporting.styles import Item
from insourcing_assistant.types import Report

BRIEF_ONLY = "known here only through a brief written for this library, a secondary source"


def csl_item(report: Report, *, accessed: date | None = None, note: str | None = None) -> Item:
    """Lay a publication out; what is not known of it is left out, and an address that is not of the web too.

    `accessed` is when its text was read. Where nobody has read it, a date would claim what did not happen.
    """
    url = web_address(report.url)
    issued = _issued(report)
    item: dict[str, object | None] = {
        "id": report.id,
        "type": "webpage" if report.kind == "article" else "report",
        "title": _line(report.title),
        "author": [csl_name(_line(author)) for author in report.authors if _line(author)] or None,
        "publisher": _line(report.publisher),
        "issued": {"date-parts": [issued]} if issued else None,
        "ISBN": _line(report.isbn),
        "number-of-pages": str(report.pages) if report.pages else None,
        "language": _line(report.language),
        "URL": url,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]} if accessed and url else None,
        "note": note,
    }
    return {name: value for name, value in item.items() if value}


def items(records: Iterable[Record], reports: Mapping[str, Report]) -> tuple[Item, ...]:
    """Lay out every publication that the records cite, in the order in which they are first cited."""
    found: dict[str, list[tuple[Record, CitedSource]]] = {}
    for record in records:
        for citation in record.answer.citations:
            found.setdefault(citation.report_id, []).append((record, citation))
    return tuple(_item(uses, reports) for uses in found.values())


def brief_only(records: Iterable[Record]) -> frozenset[str]:
    """Return the ids of the publications that are cited, though nothing of their own text is."""
    kinds: dict[str, set[str]] = {}
    for record in records:
        for citation in record.answer.citations:
            kinds.setdefault(citation.report_id, set()).add(citation.kind)
    return frozenset(report_id for report_id, cited in kinds.items() if "brief" in cited and not cited & _OWN)


def _item(uses: list[tuple[Record, CitedSource]], reports: Mapping[str, Report]) -> Item:
    read = [record.asked_at.date() for record, citation in uses if citation.kind in _OWN]
    is_brief_only = not read and any(citation.kind == "brief" for _, citation in uses)
    note = f"{BRIEF_ONLY[0].upper()}{BRIEF_ONLY[1:]}." if is_brief_only else None
    return csl_item(_report(uses[0][1], reports), accessed=max(read, default=None), note=note)


def _report(citation: CitedSource, reports: Mapping[str, Report]) -> Report:
    """Return what is known of a publication today, as somebody may have put right; else what was known then."""
    return reports.get(citation.report_id) or Report(
        id=citation.report_id,
        title=citation.title,
        authors=citation.authors,
        publisher=citation.publisher,
        year=citation.year,
        url=citation.url,
        kind="article" if citation.kind == "article" else "report",
    )


def _issued(report: Report) -> list[int]:
    if report.date:
        return [int(part) for part in report.date.split("-")]
    return [part for part in (report.year, report.month if report.year else None) if part]


def _line(text: str | None) -> str:
    return " ".join(cleaned(text or "").split())


_OWN = frozenset({"report", "article"})
