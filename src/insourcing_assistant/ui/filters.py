"""Limits a question to some publications: the choices on the page, and what a reader chose of them."""

from __future__ import annotations

from collections.abc import Mapping

from insourcing_assistant.errors import UsageError
from insourcing_assistant.types import Filters, Report
from insourcing_assistant.ui.markup import shortened, text

FIRST_YEAR, LAST_YEAR = 1800, 2200


def choices(reports: Mapping[str, Report]) -> str:
    """Write the controls: a publication, a publisher, and years."""
    titles = sorted(((each.title, each.id) for each in reports.values()), key=lambda pair: (pair[0].casefold(), pair))
    publishers = sorted({each.publisher for each in reports.values() if each.publisher}, key=str.casefold)
    return (
        _select("report", "Publication", "All publications", [(key, title) for title, key in titles])
        + _select("publisher", "Publisher", "All publishers", [(name, name) for name in publishers])
        + _year("from", "From the year")
        + _year("to", "To the year")
    )


def filters_of(given: object, reports: Mapping[str, Report]) -> Filters:
    """Make sense of what the page sent: names of what there is, and years. Raises `UsageError`."""
    said = given if isinstance(given, dict) else {}
    told = {key: value.strip() for key, value in said.items() if isinstance(value, str) and value.strip()}
    report, publisher = told.get("report"), told.get("publisher")
    if report is not None and report not in reports:
        raise UsageError("The publication that was chosen under Filters is not in the library any more.")
    if publisher is not None and publisher not in {each.publisher for each in reports.values()}:
        raise UsageError("The publisher that was chosen under Filters is not in the library any more.")
    first, last = _year_of(told.get("from")), _year_of(told.get("to"))
    if first is not None and last is not None and first > last:
        raise UsageError(f"No year is both {first} or later and {last} or earlier: change the years under Filters.")
    filters = Filters(reports=(report,) if report else (), publisher=publisher, year_from=first, year_to=last)
    if reports and not any(_is_within(each, filters) for each in reports.values()):
        limits = filter_words(filters, reports)
        raise UsageError(f"No publication here is within all that is set ({limits}): change or clear the Filters.")
    return filters


def filter_words(filters: Filters, reports: Mapping[str, Report]) -> str:
    """Say what a question was limited to; nothing where it was not."""
    titles = [reports[each].title if each in reports else each for each in filters.reports]
    first, last = filters.year_from, filters.year_to
    years = {
        (False, False): "",
        (True, False): f"{first} or later",
        (False, True): f"{last} or earlier",
        (True, True): str(first) if first == last else f"{first} to {last}",
    }[first is not None, last is not None]
    return "; ".join(filter(None, [*titles, filters.publisher or "", years]))


def _is_within(report: Report, filters: Filters) -> bool:
    first, last = filters.year_from, filters.year_to
    return (
        (not filters.reports or report.id in filters.reports)
        and (filters.publisher or "").casefold() in (report.publisher or "").casefold()
        and (first is None or (report.year is not None and report.year >= first))
        and (last is None or (report.year is not None and report.year <= last))
    )


def _select(name: str, label: str, everything: str, offered: list[tuple[str, str]]) -> str:
    options = "".join(
        f'<option value="{text(value)}">{text(shortened(words, max_chars=80))}</option>' for value, words in offered
    )
    return (
        f'<div class="field" id="filter-{name}-field"><label for="filter-{name}">{label}</label>'
        f'<select id="filter-{name}" data-filter="{name}"><option value="">{everything}</option>{options}</select>'
        "</div>"
    )


def _year(name: str, label: str) -> str:
    return (
        f'<div class="field" id="filter-{name}-field"><label for="filter-{name}">{label}</label>'
        f'<input id="filter-{name}" data-filter="{name}" type="number" min="{FIRST_YEAR}" max="{LAST_YEAR}" '
        'autocomplete="off"></div>'
    )


def _year_of(told: str | None) -> int | None:
    if told is None:
        return None
    if not (len(told) == 4 and told.isascii() and told.isdecimal() and FIRST_YEAR <= int(told) <= LAST_YEAR):
        raise UsageError(f"Under Filters, a year is a number from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(told)
