"""`insourcing library export` and `import`: a whole library in one file."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show

if TYPE_CHECKING:
    from insourcing_assistant.library.exporting import Manifest

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("export")
@click.argument("file", type=FILE)
@click.option("--with-answers", is_flag=True, help="Export what was asked and answered too.")
@shared_options
def export_command(file: Path, with_answers: bool) -> None:
    """Write the library into FILE, from which `import` makes it elsewhere."""
    from insourcing_assistant import wiring
    from insourcing_assistant.library.exporting import export

    with wiring.open_record(settings_in_force().settings) as shelf:
        done = export(shelf, file, with_answers=with_answers, program=version("insourcing-assistant"))
    counts = {"reports": done.reports, "passages": done.passages, "answers": done.answers}
    show(
        {"exported": str(file), **counts, "library_version": done.library_version, "bytes": file.stat().st_size},
        Text(f"Exported {_counts(done)} to {file}.\n"),
    )


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Put it in the place of a library that is not empty.")
@shared_options
def import_command(file: Path, replace: bool) -> None:
    """Make the library that was exported into FILE."""
    settings = settings_in_force().settings
    from insourcing_assistant import wiring
    from insourcing_assistant.library.importing import import_library

    done = import_library(
        file,
        settings.library,
        fingerprint=wiring.fingerprint(wiring.build_embedder(settings)),
        replace=replace,
        wait_s=settings.lock_wait_s,
        keep=settings.audit_keep,
    )
    counts = {"reports": done.reports, "passages": done.passages, "answers": done.answers}
    show(
        {"imported": str(file), **counts, "library_version": done.library_version},
        Text(f"Imported {_counts(done)} from {file}.\n"),
    )


def _counts(manifest: Manifest) -> str:
    reports, answers = manifest.reports, manifest.answers
    return (
        f"{reports} publication{'' if reports == 1 else 's'} and {answers} recorded answer{'' if answers == 1 else 's'}"
    )
