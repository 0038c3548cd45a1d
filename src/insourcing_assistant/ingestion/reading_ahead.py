"""Read files a few ahead of whoever stores them, in order: while one is embedded, the next are parsed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from insourcing_assistant.ingestion.comparing import compare, file_sha256
from insourcing_assistant.ingestion.items import Item
from insourcing_assistant.library import Library
from insourcing_assistant.protocols import Parser
from insourcing_assistant.types import ParsedReport

WAITING = 8
"""Texts that may wait: enough that a long file is read while short ones are embedded, and little memory."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found out about a file before its turn.

    One of `parsed` and `error` is set where it was read; neither, where the library seemed to have it. `sha256` is
    empty where there is no such file.
    """

    item: Item
    sha256: str = ""
    parsed: ParsedReport | None = None
    error: Exception | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Begun:
    """The first file is being read: time to get ready for what it will say."""


class ReadAhead:
    """Reads `items` in a thread of its own. At most `WAITING` texts wait here while another is being worked on.

    `before_waiting` is called whenever the next is not ready yet: it may take minutes.
    """

    def __init__(
        self,
        items: Sequence[Item],
        *,
        library: Library,
        read: Parser,
        password: str | None,
        before_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self._items, self._library, self._read, self._password = items, library, read, password
        self._before_waiting = before_waiting
        self._desk: SimpleQueue[Reading | Begun] = SimpleQueue()
        self._room = threading.Semaphore(WAITING)
        self._is_stopped = False
        self._has_begun = False

    def __iter__(self) -> Iterator[Reading | Begun]:
        """Yield a reading for each item, in order, and `Begun` before the first that had to be read."""
        threading.Thread(target=self._work, name="reading ahead", daemon=True).start()
        left = len(self._items)
        while left:
            if self._desk.empty():
                self._before_waiting()
            reading = self._desk.get()
            if isinstance(reading, Reading):
                left -= 1
                if reading.parsed is not None or reading.error is not None:
                    self._room.release()
            yield reading

    def stop(self) -> None:
        """Read nothing more; a file that is being read now is finished by whoever reads it, and forgotten."""
        self._is_stopped = True
        self._room.release()

    def _work(self) -> None:
        for item in self._items:
            if self._is_stopped:
                return
            self._desk.put(self._look(item))

    def _look(self, item: Item) -> Reading:
        try:
            sha256 = "" if item.problem is not None else file_sha256(item.path, report_id=item.report.id)
            if compare(item, self._library, sha256=sha256).status in ("unchanged", "duplicate"):
                return Reading(item, sha256)
        except Exception:
            # Whatever it is, it comes again where the file has its turn and its row.
            return Reading(item)
        return self._parse(item, sha256)

    def _parse(self, item: Item, sha256: str) -> Reading:
        self._room.acquire()
        if self._is_stopped:
            return Reading(item)
        if not self._has_begun:
            self._has_begun = True
            self._desk.put(Begun())
        return parse_item(item, sha256, read=self._read, password=self._password)


def parse_item(item: Item, sha256: str, *, read: Parser, password: str | None) -> Reading:
    """Read a file, and keep what came of it: the text, or the error."""
    started = time.perf_counter()
    try:
        parsed = read(item.report, item.path, kind=item.kind, password=password)
    except Exception as error:
        # Parsers are other people's libraries, and files are hostile: its row will say what happened.
        return Reading(item, sha256, error=error, seconds=time.perf_counter() - started)
    return Reading(item, sha256, parsed=parsed, seconds=time.perf_counter() - started)
