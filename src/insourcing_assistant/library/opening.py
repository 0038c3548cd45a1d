"""Opening a library: checks before anything is used, and repair of what a killed process left."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from insourcing_assistant.errors import LibraryLockedError, LibraryMismatchError, StoreUnavailableError
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.contents import IndexState
from insourcing_assistant.library.lock import WriterLock
from insourcing_assistant.library.migrating import migrate, noted_fingerprint
from insourcing_assistant.library.read_only import connect, copied_index, is_writable
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.recording import Recorder
from insourcing_assistant.library.vectors import ChromaIndex

DATABASE = "library.db"
VECTORS = "chroma"
REBUILDING = "rebuilding"
"""Where a library is built anew beside the old one; what nobody works on there any more is thrown away."""
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What an open library is made of; without recorder and lock, it is open for reading only."""

    record: Record
    index: ChromaIndex
    seen: IndexState
    recorder: Recorder | None = None
    lock: WriterLock | None = None
    scratch: TemporaryDirectory[str] | None = None
    """Where a library on a read-only disk has the copy of its vectors."""


def open_for_reading(folder: Path, fingerprint: str | None) -> Parts:
    """Open what is there."""
    if not is_writable(folder):
        return _open_read_only(folder, fingerprint)
    with contextlib.ExitStack() as undo:
        connections = Connections(folder / DATABASE)
        undo.callback(connections.close)
        record = Record(connections, folder / DATABASE)
        _check_fingerprint(folder, record, fingerprint)
        if record.meta("changing"):
            _finish_for_killed_writer(folder)
        seen = record.state()
        parts = Parts(record, ChromaIndex(folder / VECTORS, collection=seen.collection, create=False), seen)
        undo.pop_all()
    return parts


def _open_read_only(folder: Path, fingerprint: str | None) -> Parts:
    """Open what is there and, as far as can be told, will not change."""
    with contextlib.ExitStack() as undo:
        scratch = TemporaryDirectory(prefix="insourcing-")
        undo.callback(scratch.cleanup)
        connections = connect(folder / DATABASE, scratch)
        undo.callback(connections.close)
        record = Record(connections, folder / DATABASE)
        _check_fingerprint(folder, record, fingerprint)
        parts = Parts(record, copied_index(folder / VECTORS, record, scratch), record.state(), scratch=scratch)
        undo.pop_all()
    return parts


def open_for_writing(folder: Path, fingerprint: str | None, wait_s: float) -> Parts:
    """Open what is there or make it, and repair it, under the lock that `Parts` then holds."""
    _make_folder(folder)
    lock = WriterLock(folder)
    lock.acquire(wait_s=wait_s)
    with contextlib.ExitStack() as undo:
        undo.callback(lock.release)
        _clear_building(folder)
        connections = Connections(folder / DATABASE, create=True)
        undo.callback(connections.close)
        migrate(connections, folder / DATABASE)
        recorder = Recorder(connections)
        record = Record(connections, folder / DATABASE)
        _check_fingerprint(folder, record, fingerprint)
        if fingerprint is not None and record.meta("fingerprint") is None:
            recorder.set_fingerprint(fingerprint)
        recorder.drop_pending()
        index = _open_index(folder / VECTORS, record, recorder)
        parts = Parts(record, index, record.state(), recorder, lock)
        undo.pop_all()
    return parts


def discard_building(folder: Path) -> None:
    """Throw away what was built beside the library and is not to take its place. Who writes next will, otherwise."""
    lock = WriterLock(folder)
    with contextlib.suppress(LibraryLockedError, StoreUnavailableError):
        lock.acquire(wait_s=0)
        try:
            _clear_building(folder)
        finally:
            lock.release()


def built_with(folder: Path) -> str | None:
    """The fingerprint of the library, of whatever format; None where there is none, or nothing in it yet."""
    if not (folder / DATABASE).is_file():
        return None
    connections = Connections(folder / DATABASE)
    try:
        return noted_fingerprint(connections)
    finally:
        connections.close()


def upgrade(folder: Path, *, wait_s: float) -> None:
    """Bring the record to today's format, if there is one; its texts and vectors stay as they are."""
    if not (folder / DATABASE).is_file():
        return
    with contextlib.ExitStack() as undo:
        lock = WriterLock(folder)
        lock.acquire(wait_s=wait_s)
        undo.callback(lock.release)
        connections = Connections(folder / DATABASE, create=True)
        undo.callback(connections.close)
        migrate(connections, folder / DATABASE)


def fill(index: ChromaIndex, record: Record) -> None:
    """Put the record's vectors into the index; nothing is embedded."""
    for stored in record.stored_vectors(batch=BATCH):
        index.add(stored.ids, stored.vectors, stored.metadata)


def next_collection(name: str) -> str:
    """The name of the collection that follows this one: "passages-2" after "passages-1"."""
    stem, number = name.rsplit("-", 1)
    return f"{stem}-{int(number) + 1}"


def _clear_building(folder: Path) -> None:
    """Throw away what a killed process was building. Who builds holds a lock there; who begins, that of the library."""
    building = folder / REBUILDING
    if not building.is_dir():
        return
    lock = WriterLock(building)
    try:
        lock.acquire(wait_s=0)
    except LibraryLockedError:
        return
    lock.release()
    shutil.rmtree(building, ignore_errors=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(folder, f"the folder cannot be made ({error}).") from error


def _check_fingerprint(folder: Path, record: Record, fingerprint: str | None) -> None:
    built_with = record.meta("fingerprint")
    if fingerprint is not None and built_with is not None and fingerprint != built_with:
        raise LibraryMismatchError(folder, built_with=built_with, asked_for=fingerprint)


def _finish_for_killed_writer(folder: Path) -> None:
    """Repair before half-written vector files are loaded. A writer that is alive will do that itself.

    Where it cannot be done, on a full or read-only disk, the record can still be read.
    """
    with contextlib.suppress(LibraryLockedError, StoreUnavailableError):
        parts = open_for_writing(folder, None, 0)
        parts.index.close()
        parts.record.connections.close()
        if parts.lock is not None:
            parts.lock.release()


def _open_index(folder: Path, record: Record, recorder: Recorder) -> ChromaIndex:
    """Open the vector index; where a writer was killed while it changed, make a new one instead of trusting it."""
    collection = record.state().collection
    index = ChromaIndex(folder, collection=collection)
    noted = record.meta("vector_files")
    cut_off = record.meta("changing") is not None
    if cut_off or not index.is_sound(noted, count=record.passage_count()):
        recorder.begin_change()
        collection = next_collection(collection)
        index.reopen(collection)
        if not cut_off:
            # Somebody else has changed the files: Chroma may read them without a word and find nonsense.
            index.destroy()
        _make_anew(index, record)
        recorder.use_collection(collection)
        index.keep_only(collection)
        recorder.end_change(index.mark())
    elif noted is None:
        recorder.end_change(index.mark())
    return index


def _make_anew(index: ChromaIndex, record: Record) -> None:
    """Fill the index from the record alone."""
    try:
        index.delete(sorted(index.ids() - record.ready_ids()))
    except StoreUnavailableError:
        index.destroy()
    # A repair that was itself killed has filled some of this collection: add replaces, so it comes out whole.
    fill(index, record)
