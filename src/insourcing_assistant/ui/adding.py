"""Does what was asked to be changed in the background, small changes beside the reading of files, and says how far."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import AssistantError, LibraryLockedError, UsageError
from insourcing_assistant.ingestion import IngestionSummary, Progress
from insourcing_assistant.library import Edits
from insourcing_assistant.ui.job import Job, Keeper, Lane, Outcome, State, Work
from insourcing_assistant.ui.markup import counted

logger = logging.getLogger(__name__)

MAX_WAITING, MAX_WAITING_EACH = 100, 25
REMEMBERED = 30
LOCKED_FOR_S = 600.0
RETRY_S = 2.0
LOCKED = "Waiting until another process has finished writing to the library."


class TooManyWaitingError(UsageError):
    """As much waits already as may wait."""


class Jobs:
    """The jobs of this server since its start, latest first. Safe from many threads.

    Each lane does one job after the other, beside the other lane; jobs about the same publication are done in the
    order in which they were asked for, whichever lane they are in. At most `max_waiting` wait, and of one visitor at
    most `max_waiting_each`: what is more raises `TooManyWaitingError`, and nothing that waits is lost by that.
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
        self._works: dict[int, tuple[Work, Callable[[], None] | None]] = {}
        self._changed = threading.Condition(threading.Lock())
        self._last = 0
        self._lanes: set[Lane] = set()

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, latest first."""
        with self._changed:
            return tuple(reversed(self._jobs.values()))

    @contextlib.contextmanager
    def coming(self, whose: str = "") -> Iterator[None]:
        """Keep a place while an upload comes. Raises `TooManyWaitingError` where there is none."""
        with self._changed:
            self._check_room(whose)
            self._coming[whose] += 1
        try:
            yield
        finally:
            with self._changed:
                self._coming[whose] -= 1

    def add_file(self, staged: Path, name: str, *, of: str = "", whose: str = "") -> None:
        """Have a file brought in; it is deleted if that fails."""

        def work(progress: Progress) -> Outcome:
            return Outcome(rows=self._keeper.add_file(staged, name, of=of, progress=progress).rows)

        job = Job(0, f"Add “{name}”", whose=whose, about=of)
        self._put(job, work, at_last=lambda: staged.unlink(missing_ok=True))

    def add_address(self, address: str, *, whose: str = "") -> None:
        """Have an address fetched and brought in."""

        def work(progress: Progress) -> Outcome:
            return _brought(self._keeper.add_address(address, progress=progress))

        self._put(Job(0, f"Add {address}", whose=whose), work)

    def edit(self, report_id: str, title: str, edits: Edits, *, whose: str = "") -> None:
        """Have what is known of a publication changed."""

        def work(_: Progress) -> Outcome:
            self._keeper.edit(report_id, edits)
            return Outcome("The details are changed.")

        self._put(Job(0, f"Change the details of “{title}”", "small", whose=whose, about=report_id), work)

    def remove(self, report_id: str, title: str, *, whose: str = "") -> None:
        """Have a publication taken out; once is enough, however often it is asked for before it is done."""
        with self._changed:
            if any(job.removes and job.about == report_id and not job.is_over for job in self._jobs.values()):
                return
        said = "It is out of the library. Its files are kept aside, so that this can be undone."
        job = Job(0, f"Remove “{title}”", "small", whose=whose, about=report_id, removes=True)
        self._put(job, lambda _: Outcome(said, aside=self._keeper.remove(report_id)))

    def undo(self, number: int, *, whose: str = "") -> None:
        """Have what a job removed put back, once. Raises `UsageError`."""
        with self._changed:
            job = self._jobs.get(number)
            aside = job.aside if job else None
            if job is None or aside is None:
                raise UsageError("This cannot be undone any more.")
            self._jobs[number] = replace(job, aside=None)

        def again(do: Work) -> Work:
            def work(progress: Progress) -> Outcome:
                try:
                    return do(progress)
                except Exception:
                    self._change(number, aside=aside)  # it can be tried again
                    raise

            return work

        @again
        def read_again(progress: Progress) -> Outcome:
            return _brought(self._keeper.read_again(aside, progress=progress))

        @again
        def put_back(_: Progress) -> Outcome:
            summary = self._keeper.put_back(aside)
            return Outcome(further=read_again) if summary is None else _brought(summary)

        try:
            self._put(Job(0, f"Put back “{aside.title}”", "small", whose=whose, about=aside.report_id), put_back)
        except UsageError:
            self._change(number, aside=aside)
            raise

    def _put(self, job: Job, work: Work, *, at_last: Callable[[], None] | None = None) -> None:
        with self._changed:
            self._check_room(job.whose)
            self._last += 1
            self._jobs[self._last] = replace(job, number=self._last)
            self._works[self._last] = (work, at_last)
            self._forget()
            for lane in ("small", "reading"):
                if lane not in self._lanes:
                    self._lanes.add(lane)
                    threading.Thread(target=self._run, args=(lane,), name=f"{lane} changes", daemon=True).start()
            self._changed.notify_all()

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
        ended = [number for number, job in self._jobs.items() if job.is_over]
        for number in ended[: max(0, len(ended) - REMEMBERED)]:
            aside = self._jobs.pop(number).aside
            if aside is not None:
                self._keeper.forget(aside)

    def _run(self, lane: Lane) -> None:
        while True:
            number, work, at_last = self._next(lane)
            try:
                outcome = self._patiently(number, work)
            except AssistantError as error:
                self._end(number, state="failed", said=str(error))
            except Exception:  # the lane must live, whatever one job does
                logger.exception("A change of the library failed")
                self._end(number, state="failed", said="Something went wrong on the server, which has noted it.")
            else:
                if outcome.further is not None:
                    self._move(number, outcome.further)
                    continue
                failed = bool(outcome.rows) and all(row.status == "failed" for row in outcome.rows)
                state: State = "failed" if failed else "done"
                self._end(number, state=state, said=outcome.said, rows=outcome.rows, aside=outcome.aside)
            if at_last:
                at_last()

    def _next(self, lane: Lane) -> tuple[int, Work, Callable[[], None] | None]:
        """Wait for the first job of a lane that need not wait for another, and begin it."""
        with self._changed:
            while True:
                under_way: set[str] = set()
                for number, job in self._jobs.items():
                    if job.lane == lane and job.state == "waiting" and job.about not in under_way:
                        self._jobs[number] = replace(job, state="working", stage="Starting.")
                        return number, *self._works.pop(number)
                    if job.about and not job.is_over:
                        under_way.add(job.about)
                self._changed.wait()

    def _move(self, number: int, work: Work) -> None:
        """Have a small change done by reading, in its turn."""
        with self._changed:
            self._works[number] = (work, None)
            self._jobs[number] = replace(self._jobs[number], lane="reading", state="waiting", stage=Job(0, "").stage)
            self._changed.notify_all()

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

    def _end(self, number: int, **changes: object) -> None:
        self._change(number, **changes)
        with self._changed:
            self._changed.notify_all()

    def _change(self, number: int, **changes: object) -> None:
        with self._changed:
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
    if stage == "locked":
        return LOCKED
    return "Downloading." if stage == "fetching" else "Reading."


def _counting(verb: str, noun: str, done: int, total: int) -> str:
    if not total:
        return f"{verb}."
    return f"{verb} {noun} {done:,} of {total:,}." if done else f"{verb} {total:,} {noun}{'' if total == 1 else 's'}."


def _brought(summary: IngestionSummary) -> Outcome:
    return Outcome(rows=summary.rows)
