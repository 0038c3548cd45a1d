"""Says what became of an answer since it was given: what of it no longer stands, and what its reader thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from insourcing_assistant.recorded import NOT_JUDGED, Feedback, Standing
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.ui.links import report_of
from insourcing_assistant.ui.markup import text

TAGS: Mapping[Standing, str] = {"removed": "no longer in the library", "changed": "its text has changed since"}


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an answer; of one that was given just now, nothing.

    `may_make` says that its reader may make a test query of it, if it was not helpful.
    """

    feedback: Feedback = NOT_JUDGED
    standings: Mapping[Citation, Standing] = field(default_factory=dict)
    may_make: bool = False


NOTHING_SINCE = Since()


def fallen(standings: Mapping[Citation, Standing], reports: Mapping[str, Report]) -> str:
    """Say in a sentence each which sources no longer stand; nothing where all do."""
    sentences = [
        _sentence(number, report_of(citation.report_id, reports).title, standing)
        for number, (citation, standing) in enumerate(standings.items(), start=1)
        if standing != "stands"
    ]
    if not sentences:
        return ""
    items = "".join(f"<li>{text(sentence)}</li>" for sentence in sentences)
    return (
        '<div class="fallen"><p><strong>Not all of this answer can be checked any more.</strong> It is shown as it was '
        f"given.</p><ul>{items}</ul></div>"
    )


def unchecked(standing: Standing) -> str:
    """Write what stands behind a link to a source that no longer stands; nothing behind others."""
    return "" if standing == "stands" else ' <span class="unchecked">not checked again</span>'


def _sentence(number: int, title: str, standing: Standing) -> str:
    if standing == "removed":
        return f"Source {number}: “{title}” was removed from the library since."
    return f"Source {number}: the text of “{title}” has changed since, and the quote no longer stands where it was."
