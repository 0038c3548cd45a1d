"""The answers that were given, each as JSON under an id of its own, in library.db beside what they were made from."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.connections import Connections

logger = logging.getLogger(__name__)

AnswerRecord = dict[str, object]
"""What is kept of an answer; "id", "asked_at", "question" and "library_version" are in it as texts."""

BUSY_TIMEOUT_MS = 50
"""How long a reader may wait because an ingestion is writing: the record of the answer waits longer."""

MAX_WAITING = 200
LAST_TRIES = 20
"""How often, at the end, what still waits is tried again: a second, together."""


class Answers:
    """Keeps what was answered. Safe from many threads, and of no concern to what readers see of the library.

    The generation stays as it is, and so does the version. SQLite's own lock is enough: nothing but this table is
    touched, in less than a millisecond, so that an ingestion does not notice.
    """

    def __init__(self, connections: Connections, database: Path, *, writable: bool) -> None:
        self._connections = connections
        # What is lost when the power fails is the last few records: no answer waits for the disk.
        self._writing = Connections(database, busy_timeout_ms=BUSY_TIMEOUT_MS, durable=False) if writable else None
        self._waiting: deque[AnswerRecord] = deque()
        self._lock = threading.Lock()
        self._keep = 0
        self._has_warned = False

    def add(self, record: AnswerRecord, *, keep: int) -> bool:
        """Keep a record, and of all records the newest `keep`; False where that cannot be, which is no error.

        While another process writes, the record waits in memory for the next one, or for `close`.
        """
        self._keep = keep
        if self._writing is None:
            self._warn("nothing can be written there.")
            return False
        self._waiting.append(record)
        return self._write(self._writing)

    def take_over(self, records: Sequence[AnswerRecord], *, keep: int) -> None:
        """Keep records from another library, but for those that are here; of all records the newest `keep`."""
        if self._writing is not None and records:
            self._keep = keep
            with self._lock:
                self._insert(self._writing, tuple(records))

    def get(self, record_id: str) -> AnswerRecord | None:
        """The record with this id, or None."""
        with self._connections.reading() as connection:
            row = connection.execute("SELECT record FROM answers WHERE id = ?", (record_id,)).fetchone()
        return None if row is None else json.loads(row[0])

    def since(self, asked_at: str = "") -> Iterator[AnswerRecord]:
        """The records from this time on (ISO 8601, UTC), oldest first."""
        with self._connections.reading() as connection:
            for (record,) in connection.execute(
                "SELECT record FROM answers WHERE asked_at >= ? ORDER BY key", (asked_at,)
            ):
                yield json.loads(record)

    def close(self) -> None:
        """Write what still waits, if that can be done within a second."""
        if self._writing is None:
            return
        for _ in range(LAST_TRIES):
            if not self._waiting or not self._write(self._writing):
                break
        if self._waiting:
            self._warn("another process was writing to it all the time.")
        self._writing.close()

    def _write(self, connections: Connections) -> bool:
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            return True
        try:
            return self._write_waiting(connections)
        finally:
            self._lock.release()

    def _write_waiting(self, connections: Connections) -> bool:
        batch = tuple(self._waiting)
        try:
            self._insert(connections, batch)
        except StoreUnavailableError as error:
            if not _is_busy(error):
                self._waiting.clear()
                self._warn(str(error))
                return False
            while len(self._waiting) > MAX_WAITING:
                self._waiting.popleft()
                self._warn("another process has been writing to it for too long.")
            return True
        for _ in batch:
            self._waiting.popleft()
        return True

    def _insert(self, connections: Connections, batch: tuple[AnswerRecord, ...]) -> None:
        rows = [
            (record["id"], record["asked_at"], record["question"], record["library_version"], _packed(record))
            for record in batch
        ]
        with connections.writing() as connection:
            connection.executemany(_INSERT, rows)
            connection.execute("DELETE FROM answers WHERE key <= (SELECT max(key) FROM answers) - ?", (self._keep,))

    def _warn(self, reason: str) -> None:
        """Say once, and not with every answer, that answers are not kept."""
        if not self._has_warned:
            self._has_warned = True
            logger.warning("This answer is not in the library's record, and others may not be: %s", reason)


_INSERT = "INSERT OR IGNORE INTO answers (id, asked_at, question, library_version, record) VALUES (?, ?, ?, ?, ?)"


def _packed(record: AnswerRecord) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _is_busy(error: StoreUnavailableError) -> bool:
    cause = error.__cause__
    if not isinstance(cause, sqlite3.OperationalError):
        return False
    # The lower byte is the kind of error, the rest says which of that kind.
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
