"""Lays publications out as CSL-JSON, which is what reference managers and citation formatters read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from insourcing_assistant.authors import csl_name
from insourcing_assistant.exporting.elements import cleaned, web_address
from insourcing_assistant.exporting.records import CitedSource, Record
from insourcing_assistant.exporting.styles import Item
from insourcing_assistant.recorded import Standing
from insourcing_assistant.types import Report

BRIEF_ONLY = "known here only through a brief written for this library, a secondary source"
FALLEN: Mapping[Standing, str] = {
    "removed": "what was quoted is no longer in this library",
    "changed": "its text in this library has changed since it was quoted",
}


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
    return tuple(_item(uses, reports) for uses in _uses(records).values())


def remarks(records: Iterable[Record]) -> Mapping[str, str]:
    """Return what a reader should know of a publication beside its reference, by its id, where there is anything."""
    found = {report_id: _remark(uses) for report_id, uses in _uses(records).items()}
    return {report_id: remark for report_id, remark in found.items() if remark}


def _uses(records: Iterable[Record]) -> dict[str, list[tuple[Record, CitedSource]]]:
    found: dict[str, list[tuple[Record, CitedSource]]] = {}
    for record in records:
        for citation in record.answer.citations:
            found.setdefault(citation.report_id, []).append((record, citation))
    return found


def _remark(uses: Sequence[tuple[Record, CitedSource]]) -> str:
    kinds = {citation.kind for _, citation in uses}
    standings = {record.standing(citation.number) for record, citation in uses}
    parts = [BRIEF_ONLY] if "brief" in kinds and not kinds & _OWN else []
    parts += [words for standing, words in FALLEN.items() if standing in standings]
    return "; ".join(parts)


def _item(uses: Sequence[tuple[Record, CitedSource]], reports: Mapping[str, Report]) -> Item:
    read = [record.asked_at.date() for record, citation in uses if citation.kind in _OWN]
    remark = _remark(uses)
    note = f"{remark[0].upper()}{remark[1:]}." if remark else None
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
