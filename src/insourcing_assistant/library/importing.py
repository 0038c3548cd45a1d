"""Make a library of an exported file, which is trusted in nothing: it is checked whole before anything is changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from insourcing_assistant.errors import LibraryError, UsageError
from insourcing_assistant.library.answers import AnswerRecord
from insourcing_assistant.library.checking import check
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.exporting import (
    AT_ONCE,
    FORMAT,
    MANIFEST,
    MAX_MANIFEST_BYTES,
    RECORD,
    Manifest,
    file_sha256,
    portable_path,
    read_manifest,
)
from insourcing_assistant.library.library import Library
from insourcing_assistant.library.opening import BATCH, DATABASE
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.schema import SCHEMA_VERSION, TABLES

MAX_RATIO = 100
"""How many times its packed size a record may be: vectors can hardly be packed, texts to a third."""

ROOM = 3
"""How many times the record is on the disk while it is taken over: unpacked, in the log, and in the library."""

_RECORD_FIELDS: dict[str, type] = {
    "id": str,
    "asked_at": str,
    "question": str,
    "library_version": str,
    "history": list,
    "filters": dict,
    "max_statements": int,
    "answer": dict,
    "library_generation": int,
}


def import_library(
    path: Path, folder: Path, *, fingerprint: str, replace: bool = False, wait_s: float = 2.0, keep: int = 10_000
) -> Manifest:
    """Put what an exported file holds in the place of what the library in `folder` holds, in one step.

    Until then readers see the old content. With `replace` a library that is not empty may be replaced; the records of
    its answers stay, of which the newest `keep` are kept. Raises `UsageError` for a file that cannot be used, and
    `LibraryError`; the library is then as it was.
    """
    if not replace and (folder / DATABASE).is_file():
        with Library.open(folder, fingerprint=None) as held:
            _check_empty(held)
    with _unpacked(path, folder, fingerprint) as (unpacked, manifest):
        answers = _checked(path, unpacked / RECORD, manifest)
        with Library.open(folder, fingerprint=None, writable=True, wait_s=wait_s) as library:
            if not replace:
                _check_empty(library)
            library.adopt(unpacked, fingerprint=fingerprint)
            library.answers.take_over(answers, keep=keep)
    return manifest


def _check_empty(library: Library) -> None:
    if count := len(library.reports()):
        raise UsageError(
            f"The library at {library.folder} holds {count} publications: give --replace to put others in their place."
        )


@contextmanager
def _unpacked(path: Path, folder: Path, fingerprint: str) -> Iterator[tuple[Path, Manifest]]:
    """Unpack beside the library, where there is room for it if anywhere, once the manifest fits."""
    place = next(each for each in (folder, *folder.resolve().parents) if each.is_dir())
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise _refusal(path, f"it cannot be read as an exported library ({error})") from error
    with archive:
        manifest = _manifest(path, archive, fingerprint)
        if shutil.disk_usage(place).free < ROOM * manifest.bytes:
            raise _refusal(path, f"the disk has no room for {ROOM} times its {manifest.bytes:,} bytes")
        try:
            scratch = TemporaryDirectory(dir=place, prefix=".import-", ignore_cleanup_errors=True)
        except OSError as error:
            raise UsageError(f"Nothing can be written to {place} ({error.strerror}).") from error
        with scratch as name:
            _unpack(path, archive, Path(name) / RECORD, manifest)
            yield Path(name), manifest


def _manifest(path: Path, archive: zipfile.ZipFile, fingerprint: str) -> Manifest:
    members = {member.filename: member for member in archive.infolist()}
    if len(archive.infolist()) != len(members) or set(members) != {MANIFEST, RECORD}:
        raise _refusal(path, f"an exported library has {MANIFEST} and {RECORD} in it and nothing else")
    packed = members[RECORD]
    if members[MANIFEST].file_size > MAX_MANIFEST_BYTES or packed.file_size > MAX_RATIO * packed.compress_size:
        raise _refusal(path, "it would unpack to far more than a library is")
    manifest = read_manifest(archive)
    if manifest is None or manifest.format != FORMAT:
        raise _refusal(path, f"its {MANIFEST} is not that of an exported library that this program can read")
    if manifest.schema != SCHEMA_VERSION:
        raise _refusal(path, f"it has format {manifest.schema}, and this program reads format {SCHEMA_VERSION}")
    if manifest.fingerprint != fingerprint:
        raise _refusal(path, f"it was built with {manifest.fingerprint}, and is to be used with {fingerprint}")
    if manifest.bytes != packed.file_size:
        raise _refusal(path, f"its {RECORD} is not as long as it says")
    return manifest


def _unpack(path: Path, archive: zipfile.ZipFile, record: Path, manifest: Manifest) -> None:
    try:
        with archive.open(RECORD) as packed, record.open("wb") as file:
            left = manifest.bytes
            while piece := packed.read(min(AT_ONCE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise _refusal(path, f"its {RECORD} is not as long as it says")
                file.write(piece)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise _refusal(path, f"it cannot be unpacked ({error})") from error
    if file_sha256(record) != manifest.sha256:
        raise _refusal(path, f"its {RECORD} is not the one that was exported")


def _checked(path: Path, database: Path, manifest: Manifest) -> tuple[AnswerRecord, ...]:
    """See that a record is what this program would have written; return the answers in it."""
    try:
        _check_tables(path, database)
        connections = Connections(database)
        try:
            record = Record(connections, database)
            _check_content(path, record, manifest)
        finally:
            connections.close()
        with closing(sqlite3.connect(database)) as connection:
            answers = [json.loads(row[0]) for row in connection.execute("SELECT record FROM answers ORDER BY key")]
    except (LibraryError, sqlite3.Error, ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise _refusal(path, f"its {RECORD} is damaged ({_first_line(error)})") from error
    if not all(map(_is_record, answers)):
        raise _refusal(path, "it holds the record of an answer that this program cannot read")
    return tuple(answers)


def _check_tables(path: Path, database: Path) -> None:
    """Refuse what would run when the record is read or changed: triggers, views, tables with functions in them."""
    with closing(sqlite3.connect(database)) as connection, closing(sqlite3.connect(":memory:")) as ours:
        connection.execute("PRAGMA trusted_schema = OFF")
        ours.executescript(TABLES)
        found, expected = _objects(connection), _objects(ours)
        if found != expected:
            raise _refusal(path, f"its {RECORD} does not have the tables of a library")
        # No path leads from an imported library to a file outside of the corpus.
        for key, name in connection.execute("SELECT key, path FROM texts").fetchall():
            connection.execute("UPDATE texts SET path = ? WHERE key = ?", (portable_path(name), key))
        connection.commit()


def _objects(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every table, index, view and trigger, with the columns of tables: an older record has the same in other words."""
    rows = connection.execute(
        """SELECT type, name, tbl_name, CASE WHEN type = 'table' THEN sql LIKE 'CREATE VIRTUAL%' ELSE sql END
           FROM sqlite_master ORDER BY type, name"""
    ).fetchall()
    columns = "SELECT name, type, hidden FROM pragma_table_xinfo(?)"
    return [(*row, *(connection.execute(columns, (row[1],)).fetchall() if row[0] == "table" else ())) for row in rows]


def _check_content(path: Path, record: Record, manifest: Manifest) -> None:
    problem = next(check(record, record.ready_ids()), None)
    if problem is not None:
        raise _refusal(path, f"what it holds does not fit together: {problem}".rstrip("."))
    for entry in record.reports():
        for text in entry.texts:
            if text.kind not in ("report", "article", "brief") or text.unit not in ("page", "section"):
                raise _refusal(path, f"it holds a text of an unknown kind, {text.kind!r}")
            record.parsed(entry.report.id, text.kind)
    lengths = set()
    for stored in record.stored_vectors(batch=BATCH):
        record.passages(stored.ids)
        record.passage_vectors(stored.ids)
        lengths.add(stored.vectors.shape[1])
        if not np.isfinite(stored.vectors).all():
            raise _refusal(path, "it holds vectors that are no numbers")
    said = manifest.library_version, manifest.fingerprint, manifest.passages
    if said != (record.version(), record.meta("fingerprint") or "", record.passage_count()) or len(lengths) > 1:
        raise _refusal(path, f"its {RECORD} is not what its {MANIFEST} says")


def _is_record(record: object) -> bool:
    if not isinstance(record, dict):
        return False
    filters = record.get("filters")
    if not isinstance(filters, dict) or set(filters) != {"reports", "year_from", "year_to", "publisher"}:
        return False
    history: Sequence[object] = record["history"] if isinstance(record.get("history"), list) else [None]
    return all(isinstance(record.get(name), kind) for name, kind in _RECORD_FIELDS.items()) and all(
        isinstance(question, str) for question in history
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refusal(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path} cannot be imported: {reason}. The library is as it was.")
