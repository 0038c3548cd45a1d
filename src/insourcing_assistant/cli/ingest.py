"""`insourcing ingest`: publications in, a library out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import progress_bar, show
from insourcing_assistant.errors import ConfigError, UsageError
from insourcing_assistant.rendering import printable
from insourcing_assistant.report_cards import caution_sentence, warnings_by_page

if TYPE_CHECKING:
    from insourcing_assistant.ingestion import IngestionSummary, Row

STYLES = {"added": "green", "updated": "green", "removed": "yellow", "duplicate": "yellow", "failed": "red"}


@click.command("ingest")
@click.argument("paths", nargs=-1, metavar="[PATH|URL]...")
@click.option("--title", help="The title, where one file is given.")
@click.option("--authors", help="Who wrote it, with semicolons between names.")
@click.option("--publisher", help="Who published it.")
@click.option("--year", type=click.IntRange(1800, 2200), help="When it was published.")
@click.option("--url", help="Where it was published.")
@click.option("--remove", metavar="ID", help="Take a report out instead; its file stays where it is.")
@click.option("--rebuild", is_flag=True, help="Make everything anew, as after a change of the embedding model.")
@click.option("--password", help="The password of a protected file.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@shared_options
def command(
    paths: tuple[str, ...],
    title: str | None,
    authors: str | None,
    publisher: str | None,
    year: int | None,
    url: str | None,
    remove: str | None,
    rebuild: bool,
    password: str | None,
    dry_run: bool,
) -> None:
    """Build the library, or add to it.

    Without a PATH: everything in the catalogue, and every file in the corpus's reports/. Otherwise these files and
    folders. What is there already and has not changed is left as it is.
    """
    _check_usage(paths, remove=remove, rebuild=rebuild, dry_run=dry_run, url=url)
    settings = settings_in_force().settings
    if not paths and remove is None and not settings.corpus.is_dir():
        raise ConfigError(f"There is no corpus at {settings.corpus}. Choose its folder with `--corpus`, or give files.")
    from insourcing_assistant import ingestion, wiring

    overrides = ingestion.Overrides(title, _names(authors), publisher, year, url)
    if remove is not None:
        summary = wiring.remove(settings, remove)
    elif dry_run:
        summary = wiring.preview(settings, paths, overrides=overrides)
    else:
        with progress_bar() as progress:
            run = wiring.rebuild if rebuild else wiring.ingest
            summary = run(settings, paths, overrides=overrides, progress=progress, password=password)
    show(_summary_json(summary), _summary_text(summary, settings.library, dry_run=dry_run))
    click.get_current_context().exit(summary.exit_code)


def _check_usage(paths: tuple[str, ...], *, remove: str | None, rebuild: bool, dry_run: bool, url: str | None) -> None:
    if remove is not None and (paths or rebuild or dry_run):
        raise UsageError("--remove takes one report out and does nothing else: leave the rest of the line away.")
    if rebuild and dry_run:
        raise UsageError("--rebuild cannot be tried with --dry-run: choose one of them.")
    if url is not None and not url.startswith(("http://", "https://")):
        raise UsageError(f"--url {url}: a web address begins with http:// or https://.")


def _names(authors: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (authors or "").split(";") if name.strip())


def _summary_json(summary: IngestionSummary) -> dict[str, object]:
    return {
        "reports": [_row_json(row) for row in summary.rows],
        **_counts(summary),
        "seconds": round(summary.seconds, 2),
        "pages_per_second": round(summary.pages_per_second, 1),
    }


def _counts(summary: IngestionSummary) -> dict[str, int]:
    return {
        "added": summary.count("added"),
        "updated": summary.count("updated"),
        "unchanged": summary.count("unchanged"),
        "removed": summary.count("removed"),
        "duplicate": summary.count("duplicate"),
        "failed": summary.count("failed"),
    }


def _row_json(row: Row) -> dict[str, object]:
    return {
        "report_id": row.report_id,
        "kind": row.kind,
        "path": row.path,
        "status": row.status,
        "duplicate_of": row.duplicate_of,
        "error": row.error,
        "pages": row.pages,
        "pages_without_text": row.pages_without_text,
        "pages_ocr": row.pages_ocr,
        "passages": row.passages,
        "title": row.title,
        "title_from": row.title_from,
        "tables": row.tables,
        "seconds": round(row.seconds, 2),
        "warnings": [caution_sentence(caution) for caution in row.warnings],
        "warnings_by_page": warnings_by_page(row.warnings),
    }


def _summary_text(summary: IngestionSummary, library: Path, *, dry_run: bool) -> Text:
    text = Text()
    for row in summary.rows:
        if row.status != "unchanged":
            text.append_text(_row_text(row))
    counted = ", ".join(f"{count} {status}" for status, count in _counts(summary).items() if count)
    end = "Nothing was done." if dry_run else f"The library is at {library}."
    return text.append(f"{counted or 'Nothing to ingest'} ({summary.seconds:.1f} s). {printable(end)}\n", style="bold")


def _row_text(row: Row) -> Text:
    text = Text(f"{row.status:<10}", style=STYLES.get(row.status, ""))
    text.append(printable(row.error or f"{row.report_id}: {row.title or row.path}"), style="not bold default")
    if row.duplicate_of:
        text.append(f", the same as {printable(row.duplicate_of)}", style="default")
    elif row.passages and row.status != "removed":
        text.append(f" ({row.kind}, {row.passages} passages)", style="default dim")
    text.append(
        "".join(f"\n          {printable(caution_sentence(warning))}" for warning in row.warnings), style="yellow"
    )
    return text.append("\n")
