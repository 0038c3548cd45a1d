"""Do a task in another process: in one of its own, or in one that stands by for what is soon done."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from insourcing_assistant.errors import AssistantError, IngestError
from insourcing_assistant.ingestion import Progress

logger = logging.getLogger(__name__)

T = TypeVar("T")

IDLE_S = 900.0
"""After so long without a task, a process that stands by ends, and gives its memory back."""


def apart(task: Callable[..., T], given: tuple[object, ...], progress: Progress) -> T:
    """Run `task(progress, *given)` in a process of its own, and pass on what it tells, returns or raises."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, task, given), daemon=True)
    process.start()
    there.close()
    try:
        try:
            result: T = _outcome(here, progress)
        except EOFError as error:
            process.join()
            raise _died(process.exitcode) from error
        return result
    finally:
        here.close()
        process.join()


class Standby:
    """A process that has loaded what tasks need, and does one after the other; it is started when first needed.

    `load` is what it loads: with nothing to load, a task is done in the time that itself takes.
    """

    def __init__(self, load: Callable[[], None], *, idle_s: float = IDLE_S) -> None:
        self._load, self._idle_s = load, idle_s
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._process: tuple[multiprocessing.process.BaseProcess, Connection] | None = None

    def prepare(self) -> None:
        """Have the process started, and do not wait until it has loaded."""
        self._started()

    def run(self, task: Callable[..., T], given: tuple[object, ...]) -> T:
        """Run `task(progress, *given)` there, its progress unheard, and pass on what it returns or raises."""
        with self._lock:
            process, here = self._started()
            if not self._has_begun(here, task, given):
                self._end()  # it had ended, for want of tasks, before it saw this one
                process, here = self._started()
                if not self._has_begun(here, task, given):
                    self._end()
                    raise _died(process.exitcode)
            try:
                result: T = _outcome(here, _silent)
            except EOFError as error:
                process.join()
                self._end()
                raise _died(process.exitcode) from error
            return result

    def _started(self) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        with self._starting:
            if self._process is None or not self._process[0].is_alive():
                context = multiprocessing.get_context("spawn")
                here, there = context.Pipe()
                process = context.Process(target=_stand_by, args=(there, self._load, self._idle_s), daemon=True)
                process.start()
                there.close()
                self._process = (process, here)
            return self._process

    def _has_begun(self, here: Connection, task: Callable[..., T], given: tuple[object, ...]) -> bool:
        try:
            here.send((task, given))
            here.recv()
        except (EOFError, OSError):
            return False
        return True

    def _end(self) -> None:
        with self._starting:
            if self._process is not None:
                process, here = self._process
                here.close()
                process.join()
                self._process = None


def _outcome(here: Connection, progress: Progress) -> T:  # type: ignore[type-var]
    while True:
        what, *said = here.recv()
        if what == "progress":
            progress(*said)
        elif what == "failed":
            raise said[0]
        else:
            result: T = said[0]
            return result


def _died(code: int | None) -> IngestError:
    return IngestError(f"The process that did this ended unexpectedly (exit code {code}). Try it again.")


def _stand_by(there: Connection, load: Callable[[], None], idle_s: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load()
    with contextlib.suppress(EOFError, OSError):  # the server is gone
        while there.poll(idle_s):
            task, given = there.recv()
            there.send(("begun",))
            _do(there, task, given)


def _work(there: Connection, task: Callable[..., object], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    _do(there, task, given)
    there.close()


def _do(there: Connection, task: Callable[..., object], given: tuple[object, ...]) -> None:
    telling = threading.Lock()

    def progress(stage: str, done: int, total: int, label: str) -> None:
        with telling:
            there.send(("progress", stage, done, total, label))

    try:
        result = task(progress, *given)
    except AssistantError as error:
        there.send(("failed", error))
    except Exception as error:
        logger.error("A change of the library failed", exc_info=True)
        there.send(("failed", IngestError(f"Something unexpected happened ({type(error).__name__}). The log has it.")))
    else:
        there.send(("done", result))


def _silent(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
