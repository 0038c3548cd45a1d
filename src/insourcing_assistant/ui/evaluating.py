"""Runs the test queries in the background, one run at a time, and knows how the last one went."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from insourcing_assistant import evaluation
from insourcing_assistant.errors import AssistantError
from insourcing_assistant.evaluation import Comparison, Respondent, Run, TestQuery
from insourcing_assistant.evaluation.own_queries import GIVEN, OWN
from insourcing_assistant.evaluation.saving import EARLIER, LAST
from insourcing_assistant.metrics import Interval

logger = logging.getLogger(__name__)

State = Literal["idle", "working", "done", "stopped", "failed"]

PAUSE_S = 0.005
"""Between two queries: whoever asks in the meantime has the processor first."""


@dataclass(frozen=True, slots=True)
class Job:
    """The run that goes on, or the last one since the start; `said` is how it ended, where that needs words."""

    state: State = "idle"
    done: int = 0
    total: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to show of the last run: with the run before, and the minimums in force now."""

    run: Run
    comparison: Comparison | None
    intervals: Mapping[str, Interval | None]
    minimums: Mapping[str, float]
    is_current: bool
    """Whether the library is the one that was evaluated."""


class StoppedError(Exception):
    """Somebody stopped the run."""


class Evaluating:
    """Evaluates a respondent with the queries of a corpus, and keeps runs in a folder. Safe from many threads."""

    def __init__(
        self,
        respondent: Respondent,
        *,
        corpus: Path,
        folder: Path,
        version: Callable[[], str],
        program: str = "",
        model: str | None = None,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._respondent, self.corpus, self._folder = respondent, corpus, folder
        self._version, self._program, self.model, self._pause_s = version, program, model, pause_s
        self._job = Job()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._shown: tuple[object, Run, Comparison | None, Mapping[str, Interval | None]] | None = None
        self._known: tuple[object, tuple[TestQuery, ...]] | None = None
        self._unsaved: Run | None = None

    @property
    def job(self) -> Job:
        """How far it is."""
        with self._lock:
            return self._job

    def queries(self) -> tuple[TestQuery, ...]:
        """Return the test queries there are now. Raises `ConfigError`."""
        # Reading YAML takes longer than all else of the page: the files are read again when they have changed.
        stamp = tuple(_stamp(self.corpus / name) for name in (GIVEN, OWN))
        known = self._known
        if known is None or known[0] != stamp:
            known = self._known = (stamp, evaluation.load_all(self.corpus))
        return known[1]

    def start(self) -> None:
        """Begin a run, unless one goes on. Where the queries cannot be read, the job has failed and says so."""
        with self._lock:
            if self._job.state == "working":
                return
            try:
                queries = self.queries()
            except AssistantError as error:
                self._job = Job("failed", said=str(error))
                return
            self._job = Job("working", total=len(queries))
            self._stopping.clear()
        threading.Thread(target=self._run, args=(queries,), name="evaluation", daemon=True).start()

    def stop(self) -> None:
        """Have the run end after the query that is being asked."""
        self._stopping.set()

    def outcome(self) -> Outcome | None:
        """Return the last run; None where there is none yet. Raises `ConfigError`, `LibraryError`."""
        minimums = evaluation.load_minimums(self.corpus / "minimums.toml")
        if self._unsaved is not None:
            return self._outcome(self._unsaved, None, self._unsaved.report.intervals(), minimums)
        stamp = tuple(map(_stamp, (self._folder / LAST, self._folder / EARLIER)))
        shown = self._shown
        if shown is None or shown[0] != stamp:
            run = evaluation.load_run(self._folder / LAST)
            if run is None:
                return None
            shown = self._shown = (stamp, run, _compared(run, self._folder / EARLIER), run.report.intervals())
        return self._outcome(*shown[1:], minimums)

    def _outcome(
        self,
        run: Run,
        comparison: Comparison | None,
        intervals: Mapping[str, Interval | None],
        minimums: Mapping[str, float],
    ) -> Outcome:
        return Outcome(run, comparison, intervals, minimums, is_current=run.library_version == self._version())

    def _run(self, queries: tuple[TestQuery, ...]) -> None:
        started = time.monotonic()
        try:
            report = evaluation.evaluate(self._respondent, queries, progress=self._progress)
            run = Run(
                ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
                seconds=round(time.monotonic() - started, 1),
                library_version=self._version(),
                program=self._program,
                report=report,
                model=self.model,
            )
            self._keep(run)
        except StoppedError:
            self._end("stopped", "The run was stopped, and nothing of it is kept.")
        except AssistantError as error:
            self._end("failed", str(error))
        except Exception:  # whoever waits is owed a sentence, whatever went wrong
            logger.exception("An evaluation failed")
            self._end("failed", "Something went wrong on the server, which has noted it.")
        else:
            self._end("done", "")

    def _keep(self, run: Run) -> None:
        try:
            evaluation.save_run(self._folder, run)
        except AssistantError:
            self._unsaved = run
            raise
        self._unsaved = None

    def _progress(self, done: int, total: int) -> None:
        with self._lock:
            self._job = replace(self._job, done=done, total=total)
        if self._stopping.is_set() and done < total:
            raise StoppedError
        time.sleep(self._pause_s)

    def _end(self, state: State, said: str) -> None:
        with self._lock:
            self._job = replace(self._job, state=state, said=said)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_ino, known.st_size


def _compared(run: Run, earlier: Path) -> Comparison | None:
    """Compare a run with the one before; one that cannot be read any more is no reason to show nothing."""
    try:
        before = evaluation.load_run(earlier)
    except AssistantError:
        logger.warning("The evaluation before the last cannot be read", exc_info=True)
        return None
    return evaluation.compare(before.report.as_json(), run.report) if before else None
