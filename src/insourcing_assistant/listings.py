"""What a library has, laid out for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from insourcing_assistant.rendering import Json

if TYPE_CHECKING:
    from insourcing_assistant.library import LibraryReport


def listing_json(entries: Sequence[LibraryReport], *, version: str) -> Json:
    """Lay the publications out; `version` is that of the library."""
    return {"reports": [entry_json(entry) for entry in entries], "library_version": version}


def entry_json(entry: LibraryReport) -> Json:
    """Lay one publication out."""
    report = entry.report
    return {
        "report_id": report.id,
        "title": report.title,
        "authors": list(report.authors),
        "publisher": report.publisher,
        "year": report.year,
        "url": report.url,
        "kinds": [text.kind for text in entry.texts],
        "pages": sum(text.pages for text in entry.texts),
        "passages": sum(text.passages for text in entry.texts),
        "status": "ready",
        "added_at": entry.added_at,
    }
