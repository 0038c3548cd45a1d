"""Take a publication out so that it can be put back: nothing of it is deleted, and nothing has to be read again."""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from insourcing_assistant.errors import StoreUnavailableError, UsageError
from insourcing_assistant.ingestion.comparing import file_sha256
from insourcing_assistant.ingestion.items import IngestionSummary, stored_row
from insourcing_assistant.ingestion.moving import move
from insourcing_assistant.ingestion.names import path_of
from insourcing_assistant.library import Edits, Library, LibraryReport

logger = logging.getLogger(__name__)

ASIDE = "removed"
"""The folder in the library in which what it held of removed publications is kept."""

LEFT_BEHIND_S = 86_400.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A publication that was taken out: the files of its texts, each with the name it is kept under now.

    A file that does not lie in `reports/`, such as a brief, stays where it is and is kept as itself. `kept` is what
    the library held of it, which is None where that could not be written; `contents` are the SHA-256 of its texts.
    """

    report_id: str
    title: str
    edits: Edits
    files: tuple[tuple[Path, Path], ...]
    kept: Path | None = None
    contents: frozenset[str] = frozenset()


def set_aside(report_id: str, *, library: Library, corpus: Path) -> SetAside:
    """Take a report out of the library, and its files out of reach. Raises `UnknownReportError`."""
    held = library.report(report_id)
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    kept = _kept(report_id, library, stamp=stamp)
    try:
        library.remove(report_id)
    except BaseException:
        if kept is not None:
            _delete(kept)
        raise
    files = tuple(_hidden(path, stamp=stamp, folder=corpus / "reports") for path in _files(held, corpus))
    contents = frozenset(text.sha256 for text in held.texts)
    return SetAside(report_id, held.report.title, held.edits, files, kept, contents)


def put_back(aside: SetAside) -> tuple[Path, ...]:
    """Give the files their names again, and return those that are there. Raises `UsageError` for a taken name."""
    for path, kept in aside.files:
        if kept == path or not kept.exists():
            continue
        try:
            move(kept, path)
        except FileExistsError as error:
            problem = f"{path.name}: another file has this name now. The one that was removed is {kept.name}."
            raise UsageError(problem) from error
    return tuple(path for path, _ in aside.files if path.is_file())


def put_back_as_it_was(aside: SetAside, library: Library) -> IngestionSummary | None:
    """Put back what the library held, once the files have their names again.

    None where that is not there any more or does not fit, or a file is another than was read: it must be read anew.
    """
    if aside.kept is None or not all(_is_as_read(path, aside) for path, _ in aside.files):
        return None
    if not library.put_back(aside.kept):
        return None
    held = library.report(aside.report_id)
    return IngestionSummary(tuple(stored_row(held, text, path=text.path, status="added") for text in held.texts))


def forget(aside: SetAside) -> None:
    """Delete what is kept of what the library held, when it is not needed any more; the files stay."""
    if aside.kept is not None:
        _delete(aside.kept)


def sweep(library: Path) -> None:
    """Delete what was kept a day ago or longer, by a server that ended before it could be put back or forgotten."""
    for path in (library / ASIDE).glob("*.db"):
        with contextlib.suppress(OSError):  # another server may have been quicker
            if time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
                path.unlink()


def _kept(report_id: str, library: Library, *, stamp: str) -> Path | None:
    """Keep what the library holds; without room for that, the report is removed all the same, and read anew later."""
    kept = library.folder / ASIDE / f"{stamp}-{secrets.token_hex(4)}.db"
    try:
        kept.parent.mkdir(exist_ok=True)
        library.keep(report_id, kept)
    except (StoreUnavailableError, OSError):
        logger.warning("What the library held of %s could not be kept", report_id, exc_info=True)
        _delete(kept)
        return None
    return kept


def _delete(kept: Path) -> None:
    with contextlib.suppress(OSError):  # what stays is swept away later
        kept.unlink(missing_ok=True)


def _is_as_read(path: Path, aside: SetAside) -> bool:
    return path.is_file() and file_sha256(path, report_id=aside.report_id) in aside.contents


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
