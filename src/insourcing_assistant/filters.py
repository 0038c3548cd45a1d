"""What a question is limited to, checked: by whoever asks, on the command line or over the network."""

from __future__ import annotations

from collections.abc import Mapping

from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.types import Filters, Report


def make_filters(
    *, reports: tuple[str, ...], year_from: int | None, year_to: int | None, publisher: str | None
) -> Filters:
    """Check what was asked for and put it together. Raises `UsageError`."""
    if year_from is not None and year_to is not None and year_from > year_to:
        raise UsageError(f"No year is both {year_from} or later and {year_to} or earlier: exchange the two.")
    return Filters(reports=reports, year_from=year_from, year_to=year_to, publisher=publisher)


def check_reports(filters: Filters, known: Mapping[str, Report]) -> None:
    """See that every report asked for is there. Raises `UnknownReportError`."""
    for report_id in filters.reports:
        if report_id not in known:
            raise UnknownReportError(report_id, tuple(known))


def passes(report: Report, filters: Filters) -> bool:
    """Say whether a publication is one of those that a question is limited to."""
    if filters.reports and report.id not in filters.reports:
        return False
    if filters.publisher and filters.publisher.casefold() not in (report.publisher or "").casefold():
        return False
    if filters.year_from is None and filters.year_to is None:
        return True
    return report.year is not None and (filters.year_from or 0) <= report.year <= (filters.year_to or 9999)
