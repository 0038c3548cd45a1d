"""Open a library where nothing can be written: on a read-only disk, or without the permission."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.vectors import ChromaIndex


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder; not even root can on a disk that is mounted read-only."""
    return os.access(folder, os.W_OK)


def connect(database: Path, scratch: TemporaryDirectory[str]) -> Connections:
    """Read the record where it is; with what is still in its log, if a writer was killed, from a copy."""
    log = database.with_name(f"{database.name}-wal")
    if not log.is_file() or not log.stat().st_size:
        return Connections(database, unchanging=True)
    copy = Path(scratch.name) / database.name
    for source in (database, log):
        shutil.copyfile(source, copy.with_name(source.name))
    return Connections(copy)


def copied_index(folder: Path, record: Record, scratch: TemporaryDirectory[str]) -> ChromaIndex:
    """Have a copy of the vector index made when it is first asked for, since Chroma writes even where it only reads."""
    copy, collection = Path(scratch.name) / folder.name, record.state().collection
    if record.meta("changing") is None:
        return ChromaIndex(copy, collection=collection, create=False, copy_of=folder)
    # A writer was killed while it changed the files: only the record can be trusted.
    index = ChromaIndex(copy, collection=collection)
    with contextlib.ExitStack() as undo:
        undo.callback(index.close)
        for stored in record.stored_vectors(batch=2_000):
            index.add(stored.ids, stored.vectors, stored.metadata)
        undo.pop_all()
    return index
