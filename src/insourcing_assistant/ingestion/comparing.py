"""How a file stands to the library: identity is content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from insourcing_assistant.errors import DamagedFileError, IngestError
from insourcing_assistant.ingestion.items import Item, Status
from insourcing_assistant.library import Library, LibraryReport, LibraryText
from insourcing_assistant.types import Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be done with a file.

    `held` is what the library has under its id, and `kind` the text there that it is. `duplicate_of` names the
    report that has this content already, and `replaces` an outdated place of it.
    """

    status: Status
    held: LibraryReport | None = None
    kind: Kind | None = None
    duplicate_of: str | None = None
    replaces: tuple[str, Kind] | None = None

    @property
    def text(self) -> LibraryText | None:
        """The text in the library, if there is one."""
        return self.held.text(self.kind) if self.held is not None and self.kind is not None else None


def compare(item: Item, library: Library | None, *, sha256: str = "") -> Standing:
    """Compare a file with the library by its SHA-256, which is computed unless it is given.

    Raises `IngestError` where the file cannot be read at all.
    """
    if item.problem is not None:
        raise IngestError(item.problem, report_id=item.report.id)
    sha256 = sha256 or file_sha256(item.path, report_id=item.report.id)
    if library is None:
        return Standing("added")
    held = library.held(item.report.id)
    holder = library.holder_of(sha256)
    if holder is None:
        return Standing("updated" if _has(held, item.kind) else "added", held=held)
    report_id, kind = holder
    if report_id == item.report.id and item.kind in (None, kind):
        return Standing("unchanged", held=held, kind=kind)
    return _elsewhere(item, held, library.report(report_id), kind)


def file_sha256(path: Path, *, report_id: str) -> str:
    """Name the content of a file: the SHA-256 in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DamagedFileError(path, error.strerror or "it cannot be opened", report_id=report_id) from error


def _has(held: LibraryReport | None, kind: Kind | None) -> bool:
    if held is None:
        return False
    return held.text(kind) is not None if kind is not None else held.is_in_full


def _elsewhere(item: Item, held: LibraryReport | None, holder: LibraryReport, kind: Kind) -> Standing:
    """The library has this content under another name: a second copy, or the same file moved."""
    text = holder.text(kind)
    if text is not None and text.path == item.name:
        # This very file had another id, before the catalogue claimed it.
        return Standing("added", held=held, replaces=(holder.report.id, kind))
    return Standing("duplicate", duplicate_of=holder.report.id)
