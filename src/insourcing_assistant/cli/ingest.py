"""`insourcing ingest`: publications in, a library out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.edits import names
from insourcing_assistant.cli.fetched import fetched_json, fetched_text
from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import progress_bar, show, tell
from insourcing_assistant.errors import ConfigError, UsageError
from insourcing_assistant.rendering import printable
from insourcing_assistant.report_cards import card_sentence, caution_sentence, count, reading_sentence, warnings_by_page

if TYPE_CHECKING:
    from insourcing_assistant.ingestion import IngestionSummary, Row

_INDENT = 10
STYLES = {"added": "green", "updated": "green", "removed": "yellow", "duplicate": "yellow", "failed": "red"}


@click.command("ingest")
@click.argument("paths", nargs=-1, metavar="[PATH|URL]...")
@click.option("--fetch", is_flag=True, help="Fetch the full texts first that the catalogue lists addresses for.")
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
    fetch: bool,
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

    Without a PATH: everything in the catalogue, and every file in the corpus's reports/. Otherwise these files,
    folders and web addresses. What is there already and has not changed is left as it is. Only --fetch and addresses
    go online.
    """
    _check_usage(paths, remove=remove, fetch=fetch, rebuild=rebuild, dry_run=dry_run, url=url)
    settings = settings_in_force().settings
    if not paths and remove is None and not settings.corpus.is_dir():
        raise ConfigError(f"There is no corpus at {settings.corpus}. Choose its folder with `--corpus`, or give files.")
    from insourcing_assistant import ingestion, wiring

    overrides = ingestion.Overrides(title, names(authors), publisher, year, url)
    if remove is not None:
        summary = wiring.remove(settings, remove)
    elif dry_run:
        summary = wiring.preview(settings, paths, overrides=overrides, fetch=fetch)
    else:
        run = wiring.rebuild if rebuild else wiring.ingest
        with _told_when_stopped(rebuild=rebuild), progress_bar() as progress:
            summary = run(settings, paths, overrides=overrides, progress=progress, password=password, fetch=fetch)
    show(_summary_json(summary), _summary_text(summary, settings.library, dry_run=dry_run))
    click.get_current_context().exit(summary.exit_code)


def _check_usage(
    paths: tuple[str, ...], *, remove: str | None, fetch: bool, rebuild: bool, dry_run: bool, url: str | None
) -> None:
    if remove is not None and (paths or fetch or rebuild or dry_run):
        raise UsageError("--remove takes one report out and does nothing else: leave the rest of the line away.")
    if rebuild and dry_run:
        raise UsageError("--rebuild cannot be tried with --dry-run: choose one of them.")
    if url is not None and not url.startswith(("http://", "https://")):
        raise UsageError(f"--url {url}: a web address begins with http:// or https://.")


@contextmanager
def _told_when_stopped(*, rebuild: bool) -> Iterator[None]:
    """Say what Ctrl-C has left behind, so that nobody has to wonder."""
    try:
        yield
    except KeyboardInterrupt:
        went_on = "What was finished is in the library; the same command goes on from there."
        tell(f"Stopped. {'The library is as it was before.' if rebuild else went_on}")
        raise


def _summary_json(summary: IngestionSummary) -> dict[str, object]:
    return {
        "reports": [_row_json(row) for row in summary.rows],
        "fetched": [fetched_json(each) for each in summary.fetched],
        **_counts(summary),
        "pages": sum(row.pages for row in summary.rows),
        "pages_without_text": sum(row.pages_without_text for row in summary.rows),
        "pages_ocr": sum(row.pages_ocr for row in summary.rows),
        "tables": sum(row.tables for row in summary.rows),
        "passages": sum(row.passages for row in summary.rows),
        "warnings": sum(len(row.warnings) for row in summary.rows),
        "seconds": round(summary.seconds, 2),
        "stage_seconds": {stage: round(seconds, 3) for stage, seconds in summary.stage_seconds.items()},
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
        "unit": row.unit,
        "metadata_from": dict(row.metadata_from),
        "tables": row.tables,
        "seconds": round(row.seconds, 2),
        "stage_seconds": {stage: round(ms / 1000, 3) for stage, ms in row.timings.stages},
        "warnings": [caution_sentence(caution, unit=row.unit) for caution in row.warnings],
        "warnings_by_page": warnings_by_page(row.warnings),
    }


def _summary_text(summary: IngestionSummary, library: Path, *, dry_run: bool) -> Text:
    text = Text()
    for row in summary.rows:
        if row.status != "unchanged":
            text.append_text(_row_text(row))
    text.append_text(fetched_text(summary.fetched))
    counted = ", ".join(f"{number} {status}" for status, number in _counts(summary).items() if number)
    end = "Nothing was done." if dry_run else f"The library is at {library}."
    text.append(f"{counted or 'Nothing to ingest'} ({summary.seconds:.1f} s). {printable(end)}\n", style="bold")
    return text.append(_work_line(summary), style="dim")


def _work_line(summary: IngestionSummary) -> str:
    """Say how much was read in this run, and where the time went; empty where nothing was."""
    rows = [row for row in summary.rows if row.status in ("added", "updated") and row.timings.stages]
    if not rows:
        return ""
    read = reading_sentence(
        unit="page",
        pages=sum(row.pages for row in rows),
        without_text=sum(row.pages_without_text for row in rows),
        ocr=sum(row.pages_ocr for row in rows),
        tables=sum(row.tables for row in rows),
        passages=sum(row.passages for row in rows),
        seconds=summary.seconds,
    )
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in summary.stage_seconds.items())
    warnings = count(sum(len(row.warnings) for row in rows), "warning")
    return f"{read} ({summary.pages_per_second:.1f} pages/s); {stages}, side by side; {warnings}.\n"


def _row_text(row: Row) -> Text:
    text = Text(f"{row.status:<{_INDENT}}", style=STYLES.get(row.status, ""))
    text.append(printable(row.error or f"{row.report_id}: {row.title or row.path}"), style="not bold default")
    if row.duplicate_of:
        text.append(f", the same as {printable(row.duplicate_of)}", style="default")
    elif row.passages and row.status != "removed":
        text.append(f" ({row.kind}, title from the {row.title_from})", style="default dim")
        text.append(f"\n{'':{_INDENT}}{card_sentence(row)}", style="default dim")
    for warning in row.warnings:
        text.append(f"\n{'':{_INDENT}}{printable(caution_sentence(warning, unit=row.unit))}", style="yellow")
    return text.append("\n")
