"""Tell whether the vector index's files are still those that were written, without loading Chroma for it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

SQLITE = "chroma.sqlite3"
FINISHED = "index_metadata.pickle"
"""Without it, a folder of HNSW files is a draft that Chroma makes anew whenever it opens it, even for reading."""

BUSY_TIMEOUT_S = 5.0

Marks = dict[str, list[int]]


def mark_files(folder: Path) -> str:
    """Note size and time of every file that counts, as JSON."""
    return json.dumps(_marks(folder))


def are_sound(folder: Path, noted: str | None, *, collection: str, count: int) -> bool:
    """Whether the files are those that `mark_files` noted, and hold `count` vectors under this name.

    Chroma writes to its database when it is opened for reading too: that file may be another, if it is whole.
    """
    marks = _marks(folder)
    if SQLITE not in marks:
        return False
    expected: Marks = marks if noted is None else json.loads(noted)
    if marks == expected:
        return noted is not None or _is_whole(folder / SQLITE, collection, count)
    return _without_database(marks) == _without_database(expected) and _is_whole(folder / SQLITE, collection, count)


def _marks(folder: Path) -> Marks:
    paths = [folder / SQLITE]
    for finished in sorted(folder.glob(f"*/{FINISHED}")):
        paths += sorted(finished.parent.iterdir())
    statuses = {path.relative_to(folder).as_posix(): path.stat() for path in paths if path.is_file()}
    return {name: [status.st_size, status.st_mtime_ns] for name, status in statuses.items()}


def _without_database(marks: Marks) -> Marks:
    return {name: mark for name, mark in marks.items() if name != SQLITE}


def _is_whole(database: Path, collection: str, count: int) -> bool:
    uri = f"{database.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (found,) = connection.execute(_COUNT, (collection,)).fetchone()
    except sqlite3.Error:
        return False
    return bool(verdict == "ok" and found == count)


_COUNT = """
SELECT count(*) FROM embeddings
WHERE segment_id IN (SELECT segments.id FROM segments JOIN collections ON collections.id = collection WHERE name = ?)
"""
