"""Take a publication out so that it can be put back: its files are set aside under hidden names, not deleted."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ingestion.planning import path_of
from insourcing_assistant.library import Edits, Library, LibraryReport


@dataclass(frozen=True, slots=True)
class SetAside:
    """A publication that was taken out: the files of its texts, each with the name it is kept under now.

    A file that does not lie in `reports/`, such as a brief, stays where it is and is kept as itself.
    """

    report_id: str
    title: str
    edits: Edits
    files: tuple[tuple[Path, Path], ...]


def set_aside(report_id: str, *, library: Library, corpus: Path) -> SetAside:
    """Take a report out of the library, and its files out of reach. Raises `UnknownReportError`."""
    held = library.report(report_id)
    library.remove(report_id)
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    files = tuple(_hidden(path, stamp=stamp, folder=corpus / "reports") for path in _files(held, corpus))
    return SetAside(report_id, held.report.title, held.edits, files)


def put_back(aside: SetAside) -> tuple[Path, ...]:
    """Give the files their names again, and return those that are there. Raises `UsageError` for a taken name."""
    for path, kept in aside.files:
        if kept == path or not kept.exists():
            continue
        if path.exists():
            raise UsageError(f"{path.name}: another file has this name now. The one that was removed is {kept.name}.")
        kept.rename(path)
    return tuple(path for path, _ in aside.files if path.is_file())


def _files(held: LibraryReport, corpus: Path) -> list[Path]:
    paths = (path_of(each.path, each.kind, corpus=corpus) for each in held.texts)
    return [path for path in paths if path.is_file()]


def _hidden(path: Path, *, stamp: str, folder: Path) -> tuple[Path, Path]:
    if not path.resolve().is_relative_to(folder.resolve()):
        return path, path
    kept = path.with_name(f".removed-{stamp}-{path.name}")
    with contextlib.suppress(OSError):  # on a read-only disk it stays; it is out of the library all the same
        path.rename(kept)
        return path, kept
    return path, path
