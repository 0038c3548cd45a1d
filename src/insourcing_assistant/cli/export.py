"""`insourcing export`: recorded answers in a file that others can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.answers import recorded
from insourcing_assistant.cli.options import Command, settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show
from insourcing_assistant.errors import UsageError
from insourcing_assistant.rendering import Json
from insourcing_assistant.types import Report

if TYPE_CHECKING:
    from insourcing_assistant.recorded import Texts

FILE = click.Path(path_type=Path, dir_okay=False)
STYLES = ("harvard", "apa", "oscola")
"""Those of `exporting`, which is not loaded for the help."""


def style_option(command: Command) -> Command:
    """Add the citation style."""
    return click.option(
        "--style",
        type=click.Choice(STYLES),
        default=STYLES[0],
        show_default=True,
        help="The citation style of an exported document.",
    )(command)


@click.command("export")
@click.argument("record_ids", nargs=-1, required=True, metavar="ID...")
@click.argument("file", type=FILE)
@style_option
@shared_options
def command(record_ids: tuple[str, ...], file: Path, style: str) -> None:
    """Write the recorded answers of these ids into FILE: a conversation, where there are several.

    The suffix of FILE says the format: .docx, .pdf or .md for the answers with footnotes and bibliography; .bib, .ris
    or .json (CSL-JSON) for their sources alone. `insourcing library answers` lists the ids.
    """
    check_file(file)
    from insourcing_assistant import wiring

    settings = settings_in_force().settings
    with wiring.open_record(settings) as shelf:
        records = [recorded(shelf, record_id) for record_id in record_ids]
        reports = {entry.report.id: entry.report for entry in shelf.reports()}
        done = export_to(file, records, reports, style=style, texts=shelf)
    show(done, Text(f"Exported {len(records)} answer{'' if len(records) == 1 else 's'} to {file}.\n"))


def check_file(file: Path) -> None:
    """See that a file can be written there, and in which format. Raises `UsageError`."""
    from insourcing_assistant.exporting import format_of

    format_of(file)
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file}: there is no folder {file.absolute().parent}. Make it, or name another.")


def export_to(
    file: Path,
    records: Sequence[Mapping[str, object]],
    reports: Mapping[str, Report],
    *,
    style: str,
    texts: Texts | None = None,
) -> Json:
    """Write the records into a file, whose suffix says the format; their quotes are looked for again in the `texts`.

    Raises `UsageError` and `ExportError`.
    """
    from insourcing_assistant.exporting import export, format_of

    written = export(records, reports, format_key=format_of(file), style=style, texts=texts)
    try:
        file.write_bytes(written.content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}): name another file.") from error
    return {
        "exported": str(file),
        "format": format_of(file),
        "style": style,
        "answers": len(records),
        "bytes": len(written.content),
    }
