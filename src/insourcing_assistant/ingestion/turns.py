"""Who writes to the library when: one process all the time, or several in turns, each while it stores something."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from insourcing_assistant.errors import LibraryLockedError
from insourcing_assistant.ingestion.items import Progress
from insourcing_assistant.library import Library

PATIENCE_S = 600.0
"""How long a text that is ready waits to be stored: reading it again would take longer than most who write."""


class Turns(Protocol):
    """When this process may write."""

    def take(self) -> Library:
        """Return the library, open for writing, with nobody else writing. Raises `LibraryError`."""

    def let_go(self) -> None:
        """Let others write, before something that takes long."""


class AllTurns:
    """Nobody else writes from first to last."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def take(self) -> Library:
        """Return the library."""
        return self._library

    def let_go(self) -> None:
        """Keep it."""


class InTurns:
    """Opens the library when something is to be stored, which takes milliseconds, and lets go of it in between.

    `open_library` opens it for writing; `progress` is told "locked" while another process writes.
    """

    def __init__(
        self, open_library: Callable[[], Library], *, progress: Progress | None, patience_s: float = PATIENCE_S
    ) -> None:
        self._open, self._show, self._patience_s = open_library, progress, patience_s
        self._library: Library | None = None

    def __enter__(self) -> InTurns:
        """Take the first turn at once or not at all: nothing is lost by trying again later. Raises `LibraryError`."""
        self._library = self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()

    def take(self) -> Library:
        """Open the library, unless it is open. Raises `LibraryLockedError` when patience ends."""
        started = time.monotonic()
        while self._library is None:
            try:
                self._library = self._open()
            except LibraryLockedError:
                if time.monotonic() - started >= self._patience_s:
                    raise
                if self._show is not None:
                    self._show("locked", 0, 0, "")
        return self._library

    def let_go(self) -> None:
        """Close it."""
        if self._library is not None:
            library, self._library = self._library, None
            library.close()
