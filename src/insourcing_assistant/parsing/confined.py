"""Read files in a child process with limits: what a hostile file does there, stays there."""

from __future__ import annotations

import io
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType, TracebackType

from insourcing_assistant.errors import DamagedFileError, IngestError, ParseError
from insourcing_assistant.parsing.limits import USUAL_LIMITS, Limits, check_file, out_of_memory, out_of_time
from insourcing_assistant.parsing.worker import (
    OUT_OF_MEMORY,
    Answer,
    Done,
    Opened,
    Option,
    Ready,
    Refused,
    Request,
    Terms,
    Tripped,
)
from insourcing_assistant.types import Kind, ParsedReport, Report

logger = logging.getLogger(__name__)

PARSER = "insourcing_assistant.parsing:parse"
NO_OPTIONS: Mapping[str, Option] = MappingProxyType({})

_START_S = 120.0  # a cold disk and a busy machine; nothing hostile has been opened by then
_END_S = 2.0
_PROGRAM = "from insourcing_assistant.parsing.worker import serve; serve()"
_OWN_MODULES = tuple(f"insourcing_assistant.{name}" for name in ("types", "errors", "parsing.worker"))
_HARMLESS = (("pathlib", "PosixPath"), ("insourcing_assistant.errors", "_revive"))


class Reader:
    """Reads files by a child process, which is started when it is first needed and again when it has died.

    `read` has the signature of a parser. Threads wait for each other; `close` may be called from any of them, and
    ends a reading that goes on.
    """

    def __init__(
        self,
        *,
        limits: Limits = USUAL_LIMITS,
        parser: str = PARSER,
        options: Mapping[str, Option] = NO_OPTIONS,
        progress: Callable[[Path, int, int], None] | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            limits: what each file may take.
            parser: the function that reads, as "module:function"; the child imports it.
            options: keyword arguments for the parser, beyond those that every parser takes.
            progress: told how many pages of a PDF are read, of how many: none when it is opened, and all in the end.
        """
        self._limits, self._progress = limits, progress
        self._terms = Terms(parser, limits, dict(options), os.getpid())
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._is_closed = False

    def read(
        self, report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
    ) -> ParsedReport:
        """Read the file at `path` as a text of `report`. Raises `ParseError`."""
        check_file(path, self._limits, report_id=report.id)
        request = Request(report, path.absolute(), kind, password)
        with self._turn:
            try:
                answer = self._answer_to(request)
            except BaseException:
                self._drop()  # it is in the middle of something, or dead
                raise
            if isinstance(answer, Refused) and answer.is_last:
                self._drop()
        if isinstance(answer, Done):
            return answer.parsed
        if isinstance(answer, Refused):
            raise answer.error
        logger.debug("%s: the parser failed:\n%s", path.name, answer.trace)
        raise ParseError(f"{path.name}: reading it failed unexpectedly ({answer.problem}).", report_id=report.id)

    def start(self) -> None:
        """Start the child now: it imports what it needs while this process does something else."""
        with self._turn:
            if self._child is None and not self._is_closed:
                self._child = _Child(self._terms)

    def close(self) -> None:
        """End the child, whatever it is doing, and read nothing any more."""
        self._is_closed = True
        child = self._child
        if child is not None:
            child.kill()  # whoever waits for it learns of it, and makes way
        with self._turn:
            self._drop()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer_to(self, request: Request) -> Done | Refused | Tripped:
        path, report_id = request.path, request.report.id
        child, pages = self._running(request), 0
        started = time.monotonic()
        try:
            child.ask(request)
            while True:
                left = self._limits.seconds + self._limits.seconds_per_page * pages - (time.monotonic() - started)
                answer = child.hear(within_s=left)
                if isinstance(answer, Opened):
                    pages = answer.pages
                    self._tell(path, 0, pages)
                elif not isinstance(answer, Ready):
                    self._tell(path, pages, pages)
                    return answer
        except TimeoutError as error:
            raise out_of_time(path, pages, self._limits, report_id=report_id) from error
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise self._obituary(child, request) from error

    def _tell(self, path: Path, done: int, pages: int) -> None:
        if pages and self._progress is not None:
            self._progress(path, done, pages)

    def _running(self, request: Request) -> _Child:
        """The child that is there, or a new one, ready to be asked."""
        child = self._child
        if child is None or not child.is_alive or self._is_closed:
            self._drop()
            child = self._child = _Child(self._terms)
            if self._is_closed:  # by another thread, perhaps just now
                raise _interrupted(request)
        if child.is_ready:
            return child
        try:
            child.hear(within_s=_START_S)
            child.is_ready = True
        except (OSError, EOFError) as error:
            if self._is_closed:
                raise _interrupted(request) from error
            raise ParseError(
                f"{request.path.name}: the process that reads files did not start ({_end_of(child)}). "
                "Try again, and install the program anew if that does not help.",
                report_id=request.report.id,
            ) from error
        return child

    def _obituary(self, child: _Child, request: Request) -> IngestError:
        """Say why the child has died."""
        path, report_id = request.path, request.report.id
        code = child.exit_code()
        if self._is_closed:
            return _interrupted(request)
        if code == OUT_OF_MEMORY:
            return out_of_memory(path, self._limits, report_id=report_id)
        return DamagedFileError(path, f"reading it crashed with {_end_of(child)}", report_id=report_id)

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def _interrupted(request: Request) -> IngestError:
    return IngestError(f"{request.path.name}: reading it was interrupted.", report_id=request.report.id)


def _end_of(child: _Child) -> str:
    code = child.exit_code()
    return f"signal {-code}" if code < 0 else f"exit code {code}"


class _Child:
    """A running worker and the two pipes to it."""

    def __init__(self, terms: Terms) -> None:
        # What the parent can import the child can, and nothing else: -P keeps the working directory out of it.
        known = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": known},
        )
        assert self._process.stdin is not None  # noqa: S101 (a pipe was asked for)
        assert self._process.stdout is not None  # noqa: S101
        self._requests = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._max_bytes = terms.limits.memory_mb << 20
        self.is_ready = False
        self._process.stdin.close()
        self._process.stdout.close()
        with suppress(BrokenPipeError):  # who listens for an answer will learn that it is dead
            self._requests.send(terms)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request) -> None:
        self._requests.send(request)

    def hear(self, *, within_s: float) -> Answer:
        """Wait for an answer. Raises `TimeoutError`, or `EOFError` and `OSError` where the child has died."""
        if not self._answers.poll(max(0.0, within_s)):
            raise TimeoutError
        answer = _unpickle(self._answers.recv_bytes(self._max_bytes))
        if not isinstance(answer, Ready | Opened | Done | Refused | Tripped):
            raise pickle.UnpicklingError(f"not an answer: {type(answer).__name__}")
        return answer

    def exit_code(self) -> int:
        """How it ended; it is ended here if it has only closed its pipe."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_S)
        self._process.kill()
        return self._process.wait()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()


def _unpickle(content: bytes) -> object:
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception as error:  # a child that a file has taken over may send anything
        raise pickle.UnpicklingError(str(error)) from error


class _Unpickler(pickle.Unpickler):
    """Makes our own values only: a child that a file has taken over must not be able to run code in the parent."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in _HARMLESS:
            return super().find_class(module, name)
        if module in _OWN_MODULES and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that a child may send")
