"""`insourcing library`: what is in the library, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli import answers, portable
from insourcing_assistant.cli.edits import make_edits
from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show, tell
from insourcing_assistant.errors import UsageError
from insourcing_assistant.listings import entry_json, listing_json
from insourcing_assistant.rendering import printable
from insourcing_assistant.report_cards import card_sentence, caution_sentence, warnings_by_page

if TYPE_CHECKING:
    from insourcing_assistant.library import LibraryReport, LibraryText


@click.group("library")
@shared_options
def command() -> None:
    """See, check, correct or trim what is in the library."""


@command.command("list")
@shared_options
def list_reports() -> None:
    """List the publications."""
    from insourcing_assistant import wiring

    with wiring.open_record(settings_in_force().settings) as shelf:
        reports, version = shelf.reports(), shelf.version
    text = Text()
    for report in reports:
        text.append_text(_line(report))
    show(listing_json(reports, version=version), text if reports else Text("The library is empty.\n"))


@command.command("show")
@click.argument("report_id", metavar="ID")
@shared_options
def show_report(report_id: str) -> None:
    """Show what is known of one publication."""
    from insourcing_assistant import wiring

    with wiring.open_record(settings_in_force().settings) as shelf:
        report = shelf.report(report_id)
    show(_details(report), _details_text(report))


@command.command("remove")
@click.argument("report_id", metavar="ID")
@shared_options
def remove_report(report_id: str) -> None:
    """Take a publication out; its file stays where it is."""
    from insourcing_assistant import wiring

    wiring.remove(settings_in_force().settings, report_id)
    show({"removed": report_id}, Text(f"Removed {report_id}. A later `insourcing ingest` finds its file again.\n"))


@command.command("edit")
@click.argument("report_id", metavar="ID")
@click.option("--title", help="The title.")
@click.option("--authors", help="Who wrote it, with semicolons between names.")
@click.option("--publisher", help="Who published it.")
@click.option("--year", metavar="YEAR", help="When it was published.")
@click.option("--url", help="Where it was published.")
@click.option("--reset", is_flag=True, help="Take back all that was edited before.")
@shared_options
def edit_report(
    report_id: str,
    title: str | None,
    authors: str | None,
    publisher: str | None,
    year: str | None,
    url: str | None,
    reset: bool,
) -> None:
    """Correct what is known of a publication.

    What is edited stays as it is here whenever the publication is ingested again, whatever its file or the catalogue
    says. "" says that there is none.
    """
    from insourcing_assistant import wiring

    edits = make_edits(title=title, authors=authors, publisher=publisher, year=year, url=url)
    if not edits and not reset:
        raise UsageError("Say what to change, such as `--title`, or take back earlier edits with `--reset`.")
    report = wiring.edit(settings_in_force().settings, report_id, edits, reset=reset)
    show(_details(report), _details_text(report))


command.add_command(answers.command)
command.add_command(portable.export_command)
command.add_command(portable.import_command)


@command.command("verify")
@shared_options
def verify() -> None:
    """Check that the record, the index and the texts agree."""
    from insourcing_assistant import wiring

    with wiring.open_record(settings_in_force().settings) as shelf:
        problems = shelf.verify()
        count = len(shelf.reports())
    lines = "".join(f"{printable(problem)}\n" for problem in problems)
    show({"ok": not problems, "problems": list(problems)}, Text(lines or f"All is well with {count} publications.\n"))
    if problems:
        tell("Run `insourcing ingest`, and where that is not enough `insourcing ingest --rebuild`.", style="red")
        click.get_current_context().exit(1)


def _details(entry: LibraryReport) -> dict[str, object]:
    report = entry.report
    return {
        **entry_json(entry),
        "metadata_from": entry.origins,
        "rights": report.rights,
        "about": report.about,
        "aliases": list(report.aliases),
        "notes": [{"field": field, "note": note} for field, note in report.notes],
        "remarks": [{"field": field, "remark": remark} for field, remark in report.remarks],
        "texts": [_text_row(text) for text in entry.texts],
    }


def _text_row(text: LibraryText) -> dict[str, object]:
    return {
        "kind": text.kind,
        "path": text.path,
        "unit": text.unit,
        "sha256": text.sha256,
        "pages": text.pages,
        "pages_without_text": text.pages_without_text,
        "pages_ocr": text.pages_ocr,
        "passages": text.passages,
        "title_from": text.found.title_from,
        "added_at": text.added_at,
        "tables": text.tables,
        "seconds": round(text.seconds, 2),
        "warnings": [caution_sentence(caution, unit=text.unit) for caution in text.warnings],
        "warnings_by_page": warnings_by_page(text.warnings),
    }


def _line(entry: LibraryReport) -> Text:
    report = entry.report
    text = Text().append(printable(report.id), style="cyan").append(f"  {printable(report.title)}\n", style="bold")
    whose = f"{report.publisher or 'publisher unknown'}, {report.year or 'n.d.'}"
    return text.append(f"    {printable(whose)}; {', '.join(map(_text_words, entry.texts))}\n", style="dim")


def _text_words(text: LibraryText) -> str:
    return f"{text.kind} ({text.pages} {text.unit}{'s' if text.pages != 1 else ''}, {text.passages} passages)"


def _details_text(entry: LibraryReport) -> Text:
    report = entry.report
    text = _line(entry)
    known = {"authors": ", ".join(report.authors), "url": report.url, "rights": report.rights, "about": report.about}
    if entry.origins:
        known_from = ", ".join(f"{name} ({origin})" for name, origin in entry.origins.items())
        text.append("    known from: ", style="bold").append(f"{printable(known_from)}\n")
    for name, value in known.items():
        if value:
            text.append(f"    {name}: ", style="bold").append(f"{printable(value)}\n")
    for field, remark in report.remarks:
        text.append(f"    {field}: ", style="bold").append(f"{printable(remark)}\n")
    for field, note in report.notes:
        text.append(f"    not certain ({field}): ", style="yellow").append(f"{printable(note)}\n")
    for each in entry.texts:
        text.append(f"    {each.kind}: ", style="bold").append(f"{printable(each.path)}, {each.sha256[:12]}\n")
        text.append(f"        {card_sentence(each)}\n", style="dim")
        said = (caution_sentence(caution, unit=each.unit) for caution in each.warnings)
        text.append("".join(f"        {printable(sentence)}\n" for sentence in said), style="yellow")
    return text
