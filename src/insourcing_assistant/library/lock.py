"""One writer at a time: a lock file, and a note beside it that says who holds it."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from insourcing_assistant.errors import LibraryLockedError, StoreUnavailableError


class WriterLock:
    """Held from `acquire` to `release`; the operating system lets go of it when the process is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "writer.lock")
        self._note = folder / "writer.txt"

    def acquire(self, *, wait_s: float) -> None:
        """Take the lock, or raise `LibraryLockedError` that names the holder."""
        try:
            self._lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise LibraryLockedError(self._folder, self._holder()) from error
        except OSError as error:
            raise StoreUnavailableError(self._folder, f"it cannot be written to ({error}).") from error
        # A note of its own: the lock file itself is emptied by whoever waits for it. It is a courtesy: no error.
        with contextlib.suppress(OSError):
            self._note.write_text(
                f"process {os.getpid()} since {datetime.now():%H:%M:%S on %d %B %Y}", encoding="utf-8"
            )

    def release(self) -> None:
        """Let others write."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def _holder(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8") or "another process"
        except OSError:
            return "another process"
