"""What a library knows of a publication itself, in sentences that can be quoted."""

from __future__ import annotations

from functools import lru_cache

from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import Page, Passage, Report


@lru_cache(maxsize=1024)
def entry(report: Report) -> Passage:
    """Return the catalogue entry of a report as a passage, so that it is quoted and cited like any other text."""
    text = about(report)
    return Passage(
        id=f"{report.id}-catalogue",
        report_id=report.id,
        kind="catalogue",
        unit="section",
        text=text,
        start=0,
        pages=(Page(1, "Catalogue entry", 0, len(text)),),
        heading=report.title,
        sentences=sentence_spans(text),
    )


def about(report: Report) -> str:
    """Return the catalogue's description, or say in sentences what is known of a report that it does not describe."""
    if report.about:
        return report.about
    parts = [f"{report.title} is a document in this library."]
    if report.authors:
        parts.append(f"{report.title} was written by {', '.join(report.authors)}.")
    if report.publisher:
        parts.append(f"{report.title} was published by {report.publisher}.")
    if report.year:
        parts.append(f"{report.title} was published in {report.year}.")
    return " ".join(parts)


def issued(report: Report) -> str:
    """Return when a report was published, as far as it is known: "2019-05-29", "2019-05", "2019" or nothing."""
    if report.date:
        return report.date
    if report.year is None:
        return ""
    return f"{report.year}-{report.month:02}" if report.month else str(report.year)
