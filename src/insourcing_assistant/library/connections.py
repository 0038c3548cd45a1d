"""Connections to library.db: opened when needed, used by one thread at a time, closed together."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from insourcing_assistant.errors import StoreUnavailableError

BUSY_TIMEOUT_MS = 5_000

FULL_DISK_BYTES = 1_000_000


class Connections:
    """A pool. Reading never waits for writing (write-ahead log); each query sees one committed state."""

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        unchanging: bool = False,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
        durable: bool = True,
    ) -> None:
        self._path = path
        self._busy_timeout_ms, self._durable = busy_timeout_ms, durable
        # An unchanging database is read without locks and without a log, for which there may be no place.
        self._mode = "ro&immutable=1" if unchanging else "rwc" if create else "rw"
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection. Database errors become `StoreUnavailableError`."""
        with self._translated():
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a transaction, which is kept only if the block ends without an error."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def close(self) -> None:
        """Close what is idle now, and the rest when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreUnavailableError(self._path.parent, _explain(error, self._path)) from error

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreUnavailableError(self._path.parent, "it has been closed.")
            if self._idle:
                return self._idle.pop()
        return self._open()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _open(self) -> sqlite3.Connection:
        # as_uri escapes what a path may hold and an address may not, such as "?" and "#".
        uri = f"{self._path.resolve().as_uri()}?mode={self._mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {self._busy_timeout_ms}")
            if not self._durable:
                connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            if self._mode == "rwc":
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection


def _explain(error: sqlite3.Error, path: Path) -> str:
    """Say what a person can do about a database error."""
    name = getattr(error, "sqlite_errorname", "") or ""
    # Where there is no room for the log or its index, SQLite speaks of an input or output error only.
    cramped = name.startswith("SQLITE_IOERR") and shutil.disk_usage(path.parent).free < FULL_DISK_BYTES
    if cramped or name.startswith("SQLITE_FULL") or name == "SQLITE_IOERR_WRITE":
        return "the disk is full. Free some space and run the command again; nothing that was in it is lost."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{path.name} cannot be opened for writing here ({error}). Check the permissions of the folder."
    # A file that was emptied is a database without tables.
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "no such table" in str(error):
        return f"{path.name} is damaged ({error}). Move it away and build it again with `insourcing ingest`."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path.name} is busy ({error}). Try again in a moment."
    return f"{path.name} answers with an error: {error}."
