"""Keeps the last two evaluations of a library on disk, so that each can be shown again, and compared with the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from insourcing_assistant.errors import ConfigError, UsageError
from insourcing_assistant.evaluation.report import EvaluationReport, QueryResult
from insourcing_assistant.types import Answer, Hit

LAST, EARLIER = "last.json", "earlier.json"


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation with when it ended (ISO 8601, UTC), how long it took, and what was evaluated."""

    ended_at: str
    seconds: float
    library_version: str
    program: str
    report: EvaluationReport
    model: str | None = None


def save_run(folder: Path, run: Run) -> None:
    """Keep a run as the last one; what was the last one is the earlier one now. Raises `UsageError`."""
    staged = folder / f".{LAST}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(_RUN.dump_json(replace(run, report=_slim(run.report))))
        if (folder / LAST).exists():
            (folder / LAST).replace(folder / EARLIER)
        staged.replace(folder / LAST)
    except OSError as error:
        raise UsageError(f"The evaluation cannot be kept in {folder}: {error.strerror}.") from error


def load_run(path: Path) -> Run | None:
    """Read a run; None where there is none yet. Raises `ConfigError` for a file that is something else."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"The evaluation at {path} cannot be read: {error}") from error
    try:
        return _RUN.validate_json(content)
    except ValidationError as error:
        raise ConfigError(
            f"The evaluation at {path} cannot be read, perhaps because another version wrote it. Delete the file."
        ) from error


def _slim(report: EvaluationReport) -> EvaluationReport:
    """Leave out what no page shows, which is nine tenths of it: the texts of the passages."""
    return replace(report, results=tuple(map(_slim_result, report.results)))


def _slim_result(result: QueryResult) -> QueryResult:
    return replace(result, hits=tuple(map(_slim_hit, result.hits)), answer=_slim_answer(result.answer))


def _slim_answer(answer: Answer | None) -> Answer | None:
    return None if answer is None else replace(answer, hits=())


def _slim_hit(hit: Hit) -> Hit:
    return replace(hit, passage=replace(hit.passage, text="", sentences=(), sources=()), sentence_scores=())


_RUN = TypeAdapter(Run)
