"""Put a download that has been checked into `reports/`, in one step, and over no file of a person's."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import ChecksumError, FetchError
from insourcing_assistant.fetching.candidates import Candidate
from insourcing_assistant.fetching.downloading import Download
from insourcing_assistant.fetching.outcomes import Fetched
from insourcing_assistant.fetching.parts import Part
from insourcing_assistant.fetching.record import Entry, Record, file_sha256, is_intact

NamePath = Callable[[str], Path]
"""The SHA-256 of the content → the path that it is to be kept at."""


def store(
    part: Part, download: Download, candidate: Candidate, *, report_id: str, name_path: NamePath, record: Record
) -> Fetched:
    """Move the part to its place and record it; what is there already with this content stays. Raises `FetchError`."""
    sha256 = file_sha256(part.path)
    if candidate.sha256 and sha256 != candidate.sha256:
        raise ChecksumError(
            candidate.url, f"its SHA-256 is {sha256[:12]}…, but the catalogue says {candidate.sha256[:12]}…."
        )
    path = name_path(sha256)
    entry = Entry(
        address=candidate.url,
        url=download.url,
        sha256=sha256,
        bytes=part.size,
        fetched_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        etag=download.validators.etag,
        last_modified=download.validators.last_modified,
        report_id=report_id,
    )
    done = Fetched(report_id, "fetched", candidate.url, path, entry.bytes, sha256)
    try:
        return _placed(part, entry, done, path, record)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FetchError(candidate.url, f"it cannot be written to {path.parent}: {reason}.") from error


def _placed(part: Part, entry: Entry, done: Fetched, path: Path, record: Record) -> Fetched:
    known = record.entries.get(path.name)
    if path.exists() and file_sha256(path) == entry.sha256:
        if known is None or known.address != entry.address:
            return replace(done, status="present", reason="the same content is there already.")
        record.put(path.name, entry)
        return replace(done, status="unchanged")
    reason = None
    if path.exists():
        if known is None:
            raise FetchError(entry.address, f"{path.name} was put there by hand; it is left alone.")
        if not is_intact(path, known):
            aside = path.with_name(f".changed-{file_sha256(path)[:8]}-{path.name}")
            path.rename(aside)
            reason = f"the file had been changed since it was fetched; the changed one is kept as {aside.name}."
    # The record first: killed in between, it knows the old content and the new one.
    record.put(path.name, replace(entry, before=known.sha256 if known else None))
    part.path.replace(path)
    _sync_folder(path.parent)
    record.put(path.name, entry)
    return replace(done, reason=reason)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a loss of power, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
