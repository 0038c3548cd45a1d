"""Write a library into one file, from which it can be made again elsewhere without embedding anything."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from insourcing_assistant.errors import UsageError
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.library import Library
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.schema import SCHEMA_VERSION

FORMAT = "insourcing-library 1"
MANIFEST = "manifest.json"
RECORD = "library.db"
MAX_MANIFEST_BYTES = 100_000
AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported file says of itself; `sha256` and `bytes` are those of its library.db."""

    format: str
    schema: int
    fingerprint: str
    library_version: str
    program: str
    exported_at: str
    reports: int
    passages: int
    answers: int
    sha256: str
    bytes: int


_MANIFEST = TypeAdapter(Manifest)


def export(library: Library, path: Path, *, with_answers: bool = False, program: str = "") -> Manifest:
    """Write a library as it is at this moment, while others may read it and write to it.

    The records of answers hold what people asked, and stay behind unless they are asked for. An earlier export of the
    same name is replaced when the new one is complete. Raises `UsageError` where the file cannot be written.
    """
    if path.exists() and not _is_export(path):
        raise UsageError(f"{path} is there already, and is no exported library: choose another name.")
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".export-", ignore_cleanup_errors=True) as scratch:
            copy, packed = Path(scratch) / RECORD, Path(scratch) / "packed"
            library.copy_record(copy)
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                _leave_out(connection, with_answers=with_answers)
                manifest = _describe(connection, program=program, copy=copy)
            _pack(packed, copy, manifest)
            packed.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"The library cannot be written to {path}: {error}.") from error
    return manifest


def read_manifest(archive: zipfile.ZipFile) -> Manifest | None:
    """What a file says of itself, or None where that cannot be read."""
    try:
        with archive.open(MANIFEST) as member:
            return _MANIFEST.validate_json(member.read(MAX_MANIFEST_BYTES))
    except (KeyError, RuntimeError, zipfile.BadZipFile, EOFError, ValidationError, NotImplementedError):
        return None


def portable_path(name: str) -> str:
    """Name a file for another machine: within the corpus as it is, else by its last part alone.

    Where else it lay is nobody's business there, and a path that leads out of the corpus is not to be followed.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    leads_out = path.is_absolute() or ".." in path.parts or ":" in name
    return path.name.replace(":", "") if leads_out else name


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_export(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return read_manifest(archive) is not None
    except (OSError, zipfile.BadZipFile):
        return False


def _leave_out(connection: sqlite3.Connection, *, with_answers: bool) -> None:
    """Delete what is half done, or belongs to this machine alone, and let nothing of it stay in the file."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("DELETE FROM texts WHERE state = 'pending'")
    connection.execute("DELETE FROM reports WHERE id NOT IN (SELECT report_id FROM texts)")
    connection.execute("DELETE FROM doomed")
    connection.execute("DELETE FROM meta WHERE name IN ('changing', 'vector_files')")
    # Whose conversation an answer was part of is nobody's business elsewhere.
    for table in ("turns", "conversations", "versions"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (the names are those above)
    if not with_answers:
        connection.execute("DELETE FROM answers")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = 'answers'")
    for key, path in connection.execute("SELECT key, path FROM texts").fetchall():
        connection.execute("UPDATE texts SET path = ? WHERE key = ?", (portable_path(path), key))
    connection.execute("VACUUM")


def _describe(connection: sqlite3.Connection, *, program: str, copy: Path) -> Manifest:
    connections = Connections(copy)
    try:
        record = Record(connections, copy)
        version, fingerprint, passages = record.version(), record.meta("fingerprint") or "", record.passage_count()
    finally:
        connections.close()
    (reports,) = connection.execute("SELECT count(*) FROM reports").fetchone()
    (answers,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    return Manifest(
        format=FORMAT,
        schema=SCHEMA_VERSION,
        fingerprint=fingerprint,
        library_version=version,
        program=program,
        exported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        reports=reports,
        passages=passages,
        answers=answers,
        sha256=file_sha256(copy),
        bytes=copy.stat().st_size,
    )


def _pack(packed: Path, record: Path, manifest: Manifest) -> None:
    with zipfile.ZipFile(packed, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(MANIFEST, _MANIFEST.dump_json(manifest, indent=2))
        archive.write(record, RECORD)
