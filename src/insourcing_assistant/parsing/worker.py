"""The child process of `confined`: reads the files that it is asked for, one after the other, within limits."""

from __future__ import annotations

import math
import os
import pickle
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from insourcing_assistant.errors import IngestError, ParseError
from insourcing_assistant.parsing.limits import Limits, check_pages, out_of_memory
from insourcing_assistant.types import Kind, ParsedReport, Report

OUT_OF_MEMORY = 76
"""The exit code of a child that took more memory than it may."""

ORPHANED = 77
"""The exit code of a child whose parent is gone."""

GRACE_S = 10
"""How long after its time the kernel ends a child that nobody else has ended."""

_WATCH_EVERY_S = 0.05

Option = str | int | float | bool | None
"""What a parser may be told beyond the file: it has to travel."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the whole life of a child. `parser` is an import path, "module:function"."""

    parser: str
    limits: Limits
    options: Mapping[str, Option]
    parent: int


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be read."""

    report: Report
    path: Path
    kind: Kind | None
    password: str | None


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has started."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The file has so many pages: it is worth waiting for."""

    pages: int


@dataclass(frozen=True, slots=True)
class Done:
    """The file was read."""

    parsed: ParsedReport


@dataclass(frozen=True, slots=True)
class Refused:
    """The file cannot be read, for a reason that is for people. `is_last` says that the child ends with it."""

    error: IngestError
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Tripped:
    """A parser failed in a way that nobody foresaw."""

    problem: str
    trace: str


Answer = Ready | Opened | Done | Refused | Tripped


def serve() -> None:
    """Answer requests from stdin on stdout until stdin ends. The first thing to come is the `Terms`."""
    requests, answers = _take_over_pipes()
    # Ctrl-C goes to every process of the terminal; the parent decides what becomes of this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    terms: Terms = requests.recv()
    parser = _load(terms.parser)
    _give_up_rights(terms.limits)
    threading.Thread(target=_watch, args=(terms,), daemon=True).start()
    _send(answers, Ready())
    while True:
        try:
            request: Request = requests.recv()
        except EOFError:
            return
        answer = _answer(request, terms, parser, lambda opened: _send(answers, opened))
        signal.alarm(0)
        _send(answers, answer)
        if isinstance(answer, Refused) and answer.is_last:
            return


def _take_over_pipes() -> tuple[Connection, Connection]:
    """Keep the two pipes to ourselves: what a parser prints goes nowhere, and what it reads is empty."""
    requests, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return requests, answers


def _load(parser: str) -> Callable[..., ParsedReport]:
    module, _, name = parser.partition(":")
    loaded: Callable[..., ParsedReport] = getattr(import_module(module), name)
    return loaded


def _give_up_rights(limits: Limits) -> None:
    """Write no file, leave no core, and let an allocation fail that goes far beyond the limit.

    Address space (RLIMIT_AS) is no measure of memory: onnxruntime and allocators reserve far more than they use.
    macOS accepts a limit of data and does not enforce it; there, `_watch` is all that there is.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_DATA, int(limits.memory_mb * 1.5) << 20)


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with suppress(ValueError, OSError):  # a system that does not know this limit has the others
        resource.setrlimit(which, (value, value))


def _watch(terms: Terms) -> None:
    """End this process when it has grown too large, or when its parent is gone."""
    while True:
        if os.getppid() != terms.parent:
            os._exit(ORPHANED)
        if _memory_mb() > terms.limits.memory_mb:
            os._exit(OUT_OF_MEMORY)
        time.sleep(_WATCH_EVERY_S)


def _memory_mb() -> float:
    """How much memory this process has in use."""
    if sys.platform == "linux":
        # Not ru_maxrss, which on Linux begins with what the parent had in use when it started this process.
        resident = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return resident * resource.getpagesize() / (1 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def _answer(
    request: Request, terms: Terms, parser: Callable[..., ParsedReport], tell: Callable[[Opened], None]
) -> Answer:
    limits, path, report_id = terms.limits, request.path, request.report.id
    _expire_in(limits.seconds)
    try:
        pages = _count_pages(path, request.password)
        if pages is not None:
            check_pages(path, pages, limits, report_id=report_id)
            _expire_in(limits.seconds + limits.seconds_per_page * pages)
            tell(Opened(pages))
        parsed = parser(request.report, path, kind=request.kind, password=request.password, **terms.options)
        check_pages(path, len(parsed.pages), limits, report_id=report_id)
    except IngestError as error:
        return Refused(error)
    except MemoryError:
        # Who knows what the parser has left behind: the next file gets a process of its own.
        return Refused(out_of_memory(path, limits, report_id=report_id), is_last=True)
    except Exception as error:
        return Tripped(f"{type(error).__name__}: {error}", traceback.format_exc())
    return Done(parsed)


def _expire_in(seconds: float) -> None:
    """Have the kernel end this process later: the parent may be gone, and a thread may not get a turn to notice."""
    signal.alarm(math.ceil(seconds) + GRACE_S)


def _count_pages(path: Path, password: str | None) -> int | None:
    """Count the pages of a PDF; None where the parser will know better what is wrong with it."""
    if path.suffix.lower() != ".pdf":
        return None
    from insourcing_assistant.pdf_files import open_pdf

    try:
        with open_pdf(path, password=password) as document:
            return len(document)
    except ParseError:
        return None


def _send(answers: Connection, answer: Answer) -> None:
    answers.send_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
