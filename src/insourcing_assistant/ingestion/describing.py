"""What a report is called, by whom and when: catalogue, else options, else the file itself, else its name."""

from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.ingestion.items import Item, Overrides
from insourcing_assistant.library import Description, LibraryReport, LibraryText
from insourcing_assistant.types import FoundMetadata, Report

FIELDS = ("title", "authors", "publisher", "year", "url")


def describe(item: Item, found: FoundMetadata) -> Description:
    """Put together what is known of a new text.

    What a file says of itself does not fill gaps in a catalogue entry: there, unknown is a finding.
    """
    if item.catalogued:
        return _fill(item.report, item.overrides)
    report = Report(
        id=item.report.id,
        title=found.title or item.report.title,
        authors=found.authors,
        publisher=found.publisher,
        year=found.year,
        url=item.report.url,
    )
    return _override(Description(report, _found_origins(report, found)), item.overrides)


def describe_again(item: Item, held: LibraryReport, text: LibraryText) -> Description:
    """Put together what is known of a text whose content is unchanged: what was said before stays."""
    if item.catalogued:
        return _fill(item.report, given_before(item.overrides, held))
    before = held.found
    if not before.origins:
        # Older records say nothing of origins.
        before = Description(before.report, _probable_origins(before.report, text.found, item))
    return _override(before, item.overrides)


def describe_change(item: Item, held: LibraryReport | None, found: FoundMetadata) -> Description:
    """Put together what is known of a text that replaces another: what was given by option outlives the change."""
    if held is not None:
        item = replace(item, overrides=given_before(item.overrides, held))
    return describe(item, found)


def given_before(overrides: Overrides, held: LibraryReport) -> Overrides:
    """Add what was given by option when the report was ingested before."""
    before, said = held.found.report, held.found.origins
    return Overrides(
        title=overrides.title or (before.title if said.get("title") == "option" else None),
        authors=overrides.authors or (before.authors if said.get("authors") == "option" else ()),
        publisher=overrides.publisher or (before.publisher if said.get("publisher") == "option" else None),
        year=overrides.year or (before.year if said.get("year") == "option" else None),
        url=overrides.url or (before.url if said.get("url") == "option" else None),
    )


def _found_origins(report: Report, found: FoundMetadata) -> dict[str, str]:
    """Say by field what of the file each is from; the title has its name to fall back on, the others nothing."""
    origins = {
        "title": found.title_from if found.title else "file name",
        "authors": found.authors_from,
        "publisher": found.publisher_from,
        "year": found.year_from,
    }
    return {name: origin for name, origin in origins.items() if getattr(report, name)}


def _probable_origins(report: Report, found: FoundMetadata, item: Item) -> dict[str, str]:
    """Say where fields are probably from: the file, where it says the same, else an option."""
    origins = _found_origins(report, found)
    same = {name for name in origins if getattr(report, name) == getattr(found, name)}
    if report.title == item.report.title:
        same.add("title")
    return {name: origin if name in same else "option" for name, origin in origins.items()}


def _fill(report: Report, overrides: Overrides) -> Description:
    """Put options where the catalogue says nothing."""
    origins = {name: "catalogue" for name in FIELDS if getattr(report, name)}
    filled = replace(
        report,
        authors=report.authors or overrides.authors,
        publisher=report.publisher or overrides.publisher,
        year=report.year or overrides.year,
        url=report.url or overrides.url,
    )
    return Description(filled, {name: origins.get(name, "option") for name in FIELDS if getattr(filled, name)})


def _override(found: Description, overrides: Overrides) -> Description:
    """Put options in the place of what is there."""
    report = replace(
        found.report,
        title=overrides.title or found.report.title,
        authors=overrides.authors or found.report.authors,
        publisher=overrides.publisher or found.report.publisher,
        year=overrides.year or found.report.year,
        url=overrides.url or found.report.url,
    )
    given = [name for name in FIELDS if getattr(overrides, name)]
    return Description(report, {**found.origins, **dict.fromkeys(given, "option")})
