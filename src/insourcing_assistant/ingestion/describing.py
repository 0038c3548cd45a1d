"""What a report is called, by whom and when: catalogue, else options, else the file itself, else its name."""

from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.ingestion.items import Item, Overrides
from insourcing_assistant.library import LibraryReport, LibraryText
from insourcing_assistant.types import FoundMetadata, Report


def describe(item: Item, found: FoundMetadata) -> tuple[Report, str]:
    """Put together what is known of a new text. Returns the report, and where its title is from.

    What a file says of itself does not fill gaps in a catalogue entry: there, unknown is a finding.
    """
    if item.catalogued:
        return _fill(item.report, item.overrides), "catalogue"
    report = Report(
        id=item.report.id,
        title=found.title or item.report.title,
        authors=found.authors,
        publisher=found.publisher,
        year=found.year,
        url=item.report.url,
    )
    if item.overrides.title:
        return _override(report, item.overrides), "option"
    return _override(report, item.overrides), found.title_from if found.title else "file name"


def describe_again(item: Item, held: LibraryReport, text: LibraryText) -> tuple[Report, str]:
    """Put together what is known of a text whose content is unchanged: what was said before stays."""
    if item.catalogued:
        return _fill(item.report, item.overrides), "catalogue"
    return _override(held.report, item.overrides), "option" if item.overrides.title else title_source(held, text, item)


def describe_change(item: Item, held: LibraryReport | None, found: FoundMetadata) -> tuple[Report, str]:
    """Put together what is known of a text that replaces another: a title given by option outlives the change."""
    report, title_from = describe(item, found)
    text = held.texts[0] if held is not None and not item.catalogued else None
    if held is None or text is None or item.overrides.title or title_source(held, text, item) != "option":
        return report, title_from
    return replace(report, title=held.report.title), "option"


def title_source(held: LibraryReport, text: LibraryText, item: Item) -> str:
    """Say where the title of a report in the library is from."""
    if item.catalogued:
        return "catalogue"
    if text.found.title and held.report.title == text.found.title:
        return text.found.title_from
    return "file name" if held.report.title == item.report.title else "option"


def _fill(report: Report, overrides: Overrides) -> Report:
    """Put options where the catalogue says nothing."""
    return replace(
        report,
        authors=report.authors or overrides.authors,
        publisher=report.publisher or overrides.publisher,
        year=report.year if report.year is not None else overrides.year,
        url=report.url or overrides.url,
    )


def _override(report: Report, overrides: Overrides) -> Report:
    """Put options in the place of what is there."""
    return replace(
        report,
        title=overrides.title or report.title,
        authors=overrides.authors or report.authors,
        publisher=overrides.publisher or report.publisher,
        year=overrides.year if overrides.year is not None else report.year,
        url=overrides.url or report.url,
    )
