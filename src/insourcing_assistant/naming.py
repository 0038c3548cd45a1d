"""Which publications a question names: by title, by another name, or by publisher and year."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.types import Report
from insourcing_assistant.wording import is_stop, stems, words, years


def named_reports(question: str, reports: Sequence[Report]) -> tuple[str, ...]:
    """Return the ids of the publications that the question names, in the order of `reports`.

    A longer name beats a shorter one inside it, so that "Out of Contract toolkit" does not name both publications
    that are called "Out of Contract".
    """
    asked = stems(question)
    found: list[tuple[int, int, str]] = []
    for report in reports:
        for name in _names(report):
            found += [(start, start + len(name), report.id) for start in _occurrences(name, asked)]
    kept = {
        report_id
        for start, end, report_id in found
        if not any(s <= start and end <= e and (e - s) > (end - start) for s, e, _ in found)
    }
    kept = kept or _by_publisher_and_year(question, reports)
    return tuple(report.id for report in reports if report.id in kept)


def _names(report: Report) -> list[list[str]]:
    titles = [report.title, report.title.partition(":")[0], *report.aliases]
    names = [stems(title) for title in titles]
    # One common word ("Insourcing") names nothing.
    return [name for name in names if len(name) > 1]


def _occurrences(name: Sequence[str], asked: Sequence[str]) -> list[int]:
    size = len(name)
    return [start for start in range(len(asked) - size + 1) if list(asked[start : start + size]) == list(name)]


def _by_publisher_and_year(question: str, reports: Sequence[Report]) -> set[str]:
    asked, asked_years = set(stems(question)), years(question)
    found = set()
    for report in reports:
        own = f"{report.publisher or ''} {report.label or ''}"
        publisher = {stem for word in words(own) if not is_stop(word) for stem in stems(word)} - _COMMON
        if report.year in asked_years and publisher & asked:
            found.add(report.id)
    return found


_COMMON = frozenset(
    stems("association for public service party institute foundation the website unit community wealth new")
)
