"""Does what was asked to be changed, one thing after the other in the background, and says how far each is."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from insourcing_assistant.errors import AssistantError, LibraryLockedError, UsageError
from insourcing_assistant.ingestion import IngestionSummary, Progress, Row
from insourcing_assistant.ingestion.setting_aside import SetAside
from insourcing_assistant.library import Edits
from insourcing_assistant.ui.markup import counted

logger = logging.getLogger(__name__)

State = Literal["waiting", "working", "done", "failed"]

MAX_WAITING, MAX_WAITING_EACH = 100, 25
REMEMBERED = 30
LOCKED_FOR_S = 600.0
RETRY_S = 2.0
LOCKED = "Waiting until another process has finished writing to the library."


class TooManyWaitingError(UsageError):
    """As much waits already as may wait."""


class Keeper(Protocol):
    """Changes the library; every method returns when that is done, and raises `AssistantError`."""

    def add_file(self, staged: Path, name: str, *, of: str, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def add_address(self, address: str, *, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def edit(self, report_id: str, edits: Edits) -> None: ...  # noqa: D102
    def remove(self, report_id: str) -> SetAside: ...  # noqa: D102
    def restore(self, aside: SetAside, *, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def forget(self, aside: SetAside) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to be done: `doing` says what, `stage` how far it is, `said` how it ended."""

    number: int
    doing: str
    state: State = "waiting"
    stage: str = "Waiting for its turn."
    done: int = 0
    total: int = 0
    said: str = ""
    rows: tuple[Row, ...] = ()
    aside: SetAside | None = None
    """What was removed, for as long as it can be put back."""
    whose: str = ""
    """The visitor who asked for it, as `Gate.visitor` names one."""
    removes: str = ""
    """The publication that it takes out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended well."""

    said: str = ""
    rows: tuple[Row, ...] = ()
    aside: SetAside | None = None


Work = Callable[[Progress], Outcome]


class Jobs:
    """The jobs of this server since its start, latest first. Safe from many threads.

    At most `max_waiting` wait, and of one visitor at most `max_waiting_each`: what is more raises
    `TooManyWaitingError`, and nothing that waits is lost by that.
    """

    def __init__(
        self,
        keeper: Keeper,
        *,
        max_waiting: int = MAX_WAITING,
        max_waiting_each: int = MAX_WAITING_EACH,
        locked_for_s: float = LOCKED_FOR_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self._keeper, self._locked_for_s, self._retry_s = keeper, locked_for_s, retry_s
        self._max_waiting, self._max_waiting_each = max_waiting, max_waiting_each
        self._coming: Counter[str] = Counter()
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._queue: queue.Queue[tuple[int, Work, Callable[[], None] | None]] = queue.Queue()
        self._lock = threading.Lock()
        self._last = 0
        self._worker: threading.Thread | None = None

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, latest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    @contextlib.contextmanager
    def coming(self, whose: str = "") -> Iterator[None]:
        """Keep a place while an upload comes. Raises `TooManyWaitingError` where there is none."""
        with self._lock:
            self._check_room(whose)
            self._coming[whose] += 1
        try:
            yield
        finally:
            with self._lock:
                self._coming[whose] -= 1

    def add_file(self, staged: Path, name: str, *, of: str = "", whose: str = "") -> None:
        """Have a file brought in; it is deleted if that fails."""

        def work(progress: Progress) -> Outcome:
            return Outcome(rows=self._keeper.add_file(staged, name, of=of, progress=progress).rows)

        self._put(f"Add “{name}”", work, whose=whose, at_last=lambda: staged.unlink(missing_ok=True))

    def add_address(self, address: str, *, whose: str = "") -> None:
        """Have an address fetched and brought in."""

        def work(progress: Progress) -> Outcome:
            return _brought(self._keeper.add_address(address, progress=progress))

        self._put(f"Add {address}", work, whose=whose)

    def edit(self, report_id: str, title: str, edits: Edits, *, whose: str = "") -> None:
        """Have what is known of a publication changed."""

        def work(_: Progress) -> Outcome:
            self._keeper.edit(report_id, edits)
            return Outcome("The details are changed.")

        self._put(f"Change the details of “{title}”", work, whose=whose)

    def remove(self, report_id: str, title: str, *, whose: str = "") -> None:
        """Have a publication taken out; once is enough, however often it is asked for before it is done."""
        with self._lock:
            if any(job.removes == report_id and job.state in ("waiting", "working") for job in self._jobs.values()):
                return
        said = "It is out of the library. Its files are kept aside, so that this can be undone."
        self._put(
            f"Remove “{title}”",
            lambda _: Outcome(said, aside=self._keeper.remove(report_id)),
            whose=whose,
            removes=report_id,
        )

    def undo(self, number: int, *, whose: str = "") -> None:
        """Have what a job removed put back, once. Raises `UsageError`."""
        with self._lock:
            job = self._jobs.get(number)
            aside = job.aside if job else None
            if job is None or aside is None:
                raise UsageError("This cannot be undone any more.")
            self._jobs[number] = replace(job, aside=None)

        def work(progress: Progress) -> Outcome:
            try:
                return _brought(self._keeper.restore(aside, progress=progress))
            except Exception:
                self._change(number, aside=aside)  # it can be tried again
                raise

        try:
            self._put(f"Put back “{aside.title}”", work, whose=whose)
        except UsageError:
            self._change(number, aside=aside)
            raise

    def _put(
        self, doing: str, work: Work, *, whose: str, removes: str = "", at_last: Callable[[], None] | None = None
    ) -> None:
        with self._lock:
            self._check_room(whose)
            self._last += 1
            self._jobs[self._last] = Job(self._last, doing, whose=whose, removes=removes)
            self._forget()
            self._queue.put((self._last, work, at_last))
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="changes", daemon=True)
                self._worker.start()

    def _check_room(self, whose: str) -> None:
        waiting = Counter(job.whose for job in self._jobs.values() if job.state == "waiting") + self._coming
        if waiting[whose] >= self._max_waiting_each:
            count, whom = waiting[whose], "of yours"
        elif waiting.total() >= self._max_waiting:
            count, whom = waiting.total(), "in all"
        else:
            return
        raise TooManyWaitingError(
            f"{counted(count, 'change')} {whom} {'is' if count == 1 else 'are'} waiting, which is the most that may. "
            "Wait until some are done, and send this again."
        )

    def _forget(self) -> None:
        ended = [number for number, job in self._jobs.items() if job.state in ("done", "failed")]
        for number in ended[: max(0, len(ended) - REMEMBERED)]:
            aside = self._jobs.pop(number).aside
            if aside is not None:
                self._keeper.forget(aside)

    def _run(self) -> None:
        while True:
            number, work, at_last = self._queue.get()
            self._change(number, state="working", stage="Starting.")
            try:
                outcome = self._patiently(number, work)
            except AssistantError as error:
                self._change(number, state="failed", said=str(error))
            except Exception:  # the worker must live, whatever one job does
                logger.exception("A change of the library failed")
                self._change(number, state="failed", said="Something went wrong on the server, which has noted it.")
            else:
                failed = bool(outcome.rows) and all(row.status == "failed" for row in outcome.rows)
                state: State = "failed" if failed else "done"
                self._change(number, state=state, said=outcome.said, rows=outcome.rows, aside=outcome.aside)
            if at_last:
                at_last()

    def _patiently(self, number: int, work: Work) -> Outcome:
        """Do it, and again while another process writes to the library."""

        def progress(stage: str, done: int, total: int, label: str) -> None:  # noqa: ARG001 (the signature is Progress)
            self._change(number, stage=stage_words(stage, done, total), done=min(done, total), total=total)

        started = time.monotonic()
        while True:
            try:
                return work(progress)
            except LibraryLockedError:
                if time.monotonic() - started >= self._locked_for_s:
                    raise
                self._change(number, stage=LOCKED, done=0, total=0)
                time.sleep(self._retry_s)

    def _change(self, number: int, **changes: object) -> None:
        with self._lock:
            if number in self._jobs:
                self._jobs[number] = replace(self._jobs[number], **changes)  # type: ignore[arg-type]


def stage_words(stage: str, done: int, total: int) -> str:
    """Say in words what is being done, and how far it is."""
    if stage == "pages":
        return _counting("Reading", "page", done, total)
    if stage == "passages":
        return _counting("Indexing", "passage", done, total)
    if stage == "kilobytes":
        return f"Downloading: {done:,}{f' of {total:,}' if total else ''} KB."
    return "Downloading." if stage == "fetching" else "Reading."


def _counting(verb: str, noun: str, done: int, total: int) -> str:
    if not total:
        return f"{verb}."
    return f"{verb} {noun} {done:,} of {total:,}." if done else f"{verb} {total:,} {noun}{'' if total == 1 else 's'}."


def _brought(summary: IngestionSummary) -> Outcome:
    return Outcome(rows=summary.rows)
