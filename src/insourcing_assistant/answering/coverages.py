"""Which publications were searched for an answer, and which of them it cites, found, or heard nothing from."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.types import Answer, Coverage

RELATED_DEPTH = 10
"""How many of the first hits make a publication related."""


def coverage_of(answer: Answer, searched: Sequence[str]) -> Coverage:
    """Return the coverage of an answer made from the passages of `searched`."""
    cited = {citation.report_id for citation in answer.citations}
    related = {hit.passage.report_id for hit in answer.hits[:RELATED_DEPTH]}
    return _coverage(searched, cited, related)


def joined(coverages: Sequence[Coverage]) -> Coverage:
    """Return the coverage of an answer that is made of several."""
    return _coverage(
        tuple(dict.fromkeys(report_id for coverage in coverages for report_id in coverage.searched)),
        {report_id for coverage in coverages for report_id in coverage.cited},
        {report_id for coverage in coverages for report_id in coverage.related},
    )


def _coverage(searched: Sequence[str], cited: set[str], related: set[str]) -> Coverage:
    return Coverage(
        searched=tuple(searched),
        cited=tuple(report_id for report_id in searched if report_id in cited),
        related=tuple(report_id for report_id in searched if report_id in related - cited),
        silent=tuple(report_id for report_id in searched if report_id not in cited | related),
    )
