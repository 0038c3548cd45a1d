"""Names the sources of an answer, and links to their cards."""

from __future__ import annotations

from collections.abc import Mapping

from insourcing_assistant.rendering import citation_label
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.ui.markup import text


def source_id(turn: int, number: int) -> str:
    """Name the card of a source."""
    return f"source-{turn}-{number}"


def link_id(turn: int, number: int) -> str:
    """Name the first link to a source."""
    return f"cited-{turn}-{number}"


def link_text(citation: Citation, report: Report) -> str:
    """Name a source as the field does, such as "(APSE 2019, p. 14)", where no line ends behind "p."."""
    return citation_label(citation, report, in_file=False).replace("p. ", "p.\u00a0")


def cite_link(turn: int, number: int, citation: Citation, reports: Mapping[str, Report], *, first: bool) -> str:
    """Link to the card of a source; the first link to it is where the card leads back to."""
    label = link_text(citation, report_of(citation.report_id, reports))
    name = f' id="{link_id(turn, number)}"' if first else ""
    return (
        f'<a class="cite"{name} href="#{source_id(turn, number)}">'
        f'<span class="vh">Source {number}: </span>{text(label)}</a>'
    )


def report_of(report_id: str, reports: Mapping[str, Report]) -> Report:
    """Return the report, or one that has only its id when it has left the library since."""
    return reports.get(report_id) or Report(id=report_id, title=report_id)
