"""Does what was asked to be changed, one thing after the other in the background, and says how far each is."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from insourcing_assistant.errors import AssistantError, LibraryLockedError, UsageError
from insourcing_assistant.ingestion import IngestionSummary, Progress, Row
from insourcing_assistant.ingestion.setting_aside import SetAside
from insourcing_assistant.library import Edits

logger = logging.getLogger(__name__)

State = Literal["waiting", "working", "done", "failed"]

MAX_WAITING = 50
REMEMBERED = 30
LOCKED_FOR_S = 600.0
RETRY_S = 2.0
LOCKED = "Waiting until another process has finished writing to the library."


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended well."""

    said: str = ""
    rows: tuple[Row, ...] = ()
    aside: SetAside | None = None


Work = Callable[[Progress], Outcome]


class Jobs:
    """The jobs of this server since its start, latest first. Safe from many threads."""

    def __init__(self, keeper: Keeper, *, locked_for_s: float = LOCKED_FOR_S, retry_s: float = RETRY_S) -> None:
        self._keeper, self._locked_for_s, self._retry_s = keeper, locked_for_s, retry_s
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._queue: queue.Queue[tuple[int, Work, Callable[[], None] | None]] = queue.Queue()
        self._lock = threading.Lock()
        self._last = 0
        self._worker: threading.Thread | None = None

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, latest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def add_file(self, staged: Path, name: str, *, of: str = "") -> None:
        """Have a file brought in; it is deleted if that fails. Raises `UsageError` when too much waits."""

        def work(progress: Progress) -> Outcome:
            return Outcome(rows=self._keeper.add_file(staged, name, of=of, progress=progress).rows)

        self._put(f"Add “{name}”", work, at_last=lambda: staged.unlink(missing_ok=True))

    def add_address(self, address: str) -> None:
        """Have an address fetched and brought in."""
        self._put(f"Add {address}", lambda progress: _brought(self._keeper.add_address(address, progress=progress)))

    def edit(self, report_id: str, title: str, edits: Edits) -> None:
        """Have what is known of a publication changed."""

        def work(_: Progress) -> Outcome:
            self._keeper.edit(report_id, edits)
            return Outcome("The details are changed.")

        self._put(f"Change the details of “{title}”", work)

    def remove(self, report_id: str, title: str) -> None:
        """Have a publication taken out."""
        said = "It is out of the library. Its files are kept aside, so that this can be undone."
        self._put(f"Remove “{title}”", lambda _: Outcome(said, aside=self._keeper.remove(report_id)))

    def undo(self, number: int) -> None:
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
            self._put(f"Put back “{aside.title}”", work)
        except UsageError:
            self._change(number, aside=aside)
            raise

    def _put(self, doing: str, work: Work, *, at_last: Callable[[], None] | None = None) -> None:
        with self._lock:
            if sum(job.state == "waiting" for job in self._jobs.values()) >= MAX_WAITING:
                raise UsageError(f"{MAX_WAITING} changes are waiting already. Try again when some are done.")
            self._last += 1
            self._jobs[self._last] = Job(self._last, doing)
            self._forget()
            self._queue.put((self._last, work, at_last))
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="changes", daemon=True)
                self._worker.start()

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
    of = f" {done:,} of {total:,}" if total else ""
    if stage == "pages":
        return f"Reading page{of}." if of else "Reading."
    if stage == "passages":
        return f"Indexing passage{of}." if of else "Indexing."
    if stage == "kilobytes":
        return f"Downloading: {done:,}{f' of {total:,}' if total else ''} KB."
    return "Downloading." if stage == "fetching" else "Reading."


def _brought(summary: IngestionSummary) -> Outcome:
    return Outcome(rows=summary.rows)
