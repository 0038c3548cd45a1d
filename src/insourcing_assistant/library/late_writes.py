"""Small writes beside the content that no reader waits for: what is held up is written later, in order."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.connections import Connections

logger = logging.getLogger(__name__)

Write = Callable[[sqlite3.Connection], None]

BUSY_TIMEOUT_MS = 50
"""How long a reader may wait because an ingestion is writing: what is to be written waits longer."""

PATIENCE_MS = 3_000
"""How long who presses a button waits for what it does to be written."""

MAX_WAITING = 200
LAST_TRIES = 20
"""How often, at the end, what still waits is tried again: a second, together."""


class LateWrites:
    """Writes to library.db beside those who change its content. Safe from many threads.

    SQLite's own lock is enough: these writes take less than a millisecond, so that an ingestion does not notice. What
    is lost when the power fails is the last few: no answer waits for the disk.
    """

    def __init__(self, database: Path) -> None:
        self._quick = Connections(database, busy_timeout_ms=BUSY_TIMEOUT_MS, durable=False)
        self._patient = Connections(database, busy_timeout_ms=PATIENCE_MS, durable=False)
        self._waiting: deque[Write] = deque()
        self._lock = threading.Lock()
        self._has_warned = False

    def put(self, write: Write) -> bool:
        """Write now, or while another process writes, before the next; False where nothing can be written.

        That is no error, and is told of in the log once.
        """
        self._waiting.append(write)
        return self.flush()

    @property
    def is_behind(self) -> bool:
        """Whether something waits that is not written yet."""
        return bool(self._waiting)

    def flush(self) -> bool:
        """Write what waits, if that can be done at once; False where nothing can be written."""
        if not self._waiting:
            return True
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            return True
        try:
            return self._write_waiting()
        finally:
            self._lock.release()

    @contextmanager
    def now(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a transaction, with all written that waits. Raises `StoreUnavailableError`."""
        with self._lock:
            batch = tuple(self._waiting)
            with self._patient.writing() as connection:
                for write in batch:
                    write(connection)
                yield connection
            for _ in batch:
                self._waiting.popleft()

    def close(self) -> None:
        """Write what still waits, if that can be done within a second."""
        for _ in range(LAST_TRIES):
            if not self._waiting or not self.flush():
                break
        if self._waiting:
            self.warn("another process was writing to it all the time.")
        self._quick.close()
        self._patient.close()

    def warn(self, reason: str) -> None:
        """Say once, and not with every answer, that answers are not kept."""
        if not self._has_warned:
            self._has_warned = True
            logger.warning("This answer is not in the library's record, and others may not be: %s", reason)

    def _write_waiting(self) -> bool:
        batch = tuple(self._waiting)
        try:
            with self._quick.writing() as connection:
                for write in batch:
                    write(connection)
        except StoreUnavailableError as error:
            if not _is_busy(error):
                self._waiting.clear()
                self.warn(str(error))
                return False
            while len(self._waiting) > MAX_WAITING:
                self._waiting.popleft()
                self.warn("another process has been writing to it for too long.")
            return True
        for _ in batch:
            self._waiting.popleft()
        return True


def _is_busy(error: StoreUnavailableError) -> bool:
    cause = error.__cause__
    if not isinstance(cause, sqlite3.OperationalError):
        return False
    # The lower byte is the kind of error, the rest says which of that kind.
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
