"""The record of what was fetched: from where, when, and with which SHA-256, so that it can be verified later."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from insourcing_assistant.errors import ChecksumError, FetchError
from insourcing_assistant.fetching.parts import Validators

logger = logging.getLogger(__name__)

NAME = ".fetched.json"
"""In `reports/`, beside the files that it is about."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was fetched.

    `address` was asked for, and `url` is where it led; `report_id` is the catalogue's publication that it is, or empty
    where the address was given with the command. `before` is the SHA-256 of what it takes the place of: until
    the one file has replaced the other, both are right.
    """

    address: str
    url: str
    sha256: str
    bytes: int
    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None
    before: str | None = None
    report_id: str = ""

    @property
    def validators(self) -> Validators:
        """What the server called this state of it."""
        return Validators(self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file in `reports/` was fetched from, and what is wrong with it since then, if anything is."""

    url: str
    problem: str | None = None


class Record:
    """The entries by file name; every change is written at once, and whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.entries: Mapping[str, Entry] = _read(self._path)

    def put(self, name: str, entry: Entry) -> None:
        """Add or replace an entry. Raises `OSError`."""
        self._write({**self.entries, name: entry})

    def forget(self, name: str) -> None:
        """Leave an entry out: the file is a person's from now on. Raises `OSError`."""
        self._write({known: entry for known, entry in self.entries.items() if known != name})

    def _write(self, entries: Mapping[str, Entry]) -> None:
        files = {name: dataclasses.asdict(entries[name]) for name in sorted(entries)}
        new = self._path.with_suffix(".json.new")
        with new.open("w", encoding="utf-8") as file:
            json.dump({"version": _VERSION, "files": files}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        self.entries = entries


def origins(folder: Path) -> dict[Path, Origin]:
    """Verify every fetched file that is there against its recorded SHA-256, by its real path."""
    found = {}
    for name, entry in Record(folder).entries.items():
        path = folder / name
        if path.is_file():
            found[path.resolve()] = Origin(entry.address, None if is_intact(path, entry) else _sentence(path, entry))
    return found


def accept(path: Path, *, folder: Path) -> None:
    """Take a fetched file that a person has changed since, and names now, as that person's own. Raises `FetchError`."""
    record = Record(folder)
    entry = record.entries.get(path.name)
    if entry is None or path.resolve().parent != folder.resolve() or is_intact(path, entry):
        return
    try:
        record.forget(path.name)
    except OSError as error:
        raise FetchError(str(folder), f"this folder cannot be written to: {error.strerror or error}.") from error


def is_intact(path: Path, entry: Entry) -> bool:
    """Whether the file is the one that was fetched."""
    return file_sha256(path) in (entry.sha256, entry.before)


def file_sha256(path: Path) -> str:
    """Name the content of a file: the SHA-256 in hexadecimal; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _sentence(path: Path, entry: Entry) -> str:
    again = "--fetch" if entry.report_id else entry.address
    return str(
        ChecksumError(
            path.name,
            f"its content is no longer what was fetched from {entry.address} on {entry.fetched_at[:10]} (the SHA-256 "
            f"was {entry.sha256[:12]}…). Fetch it again with `insourcing ingest {again}`, or, if the change is meant, "
            f"take it as it is with `insourcing ingest {path}`.",
        )
    )


def _read(path: Path) -> dict[str, Entry]:
    """Read the record; without one, or with one that cannot be read, every file counts as a person's own."""
    try:
        files = json.loads(path.read_text("utf-8"))["files"]
        return {name: _entry(fields) for name, fields in files.items() if Path(name).name == name}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        logger.warning("%s cannot be read: what was fetched before is left alone as if a person had put it there", path)
        return {}


def _entry(fields: Mapping[str, object]) -> Entry:
    texts = {name: str(value) for name, value in fields.items() if name != "bytes" and value is not None}
    return Entry(**texts, bytes=int(str(fields["bytes"])))
