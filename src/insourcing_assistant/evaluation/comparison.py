"""What changed between an earlier evaluation and this one: per metric, with the play of chance, and per query."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from insourcing_assistant.errors import ConfigError
from insourcing_assistant.evaluation.report import LATENCIES, EvaluationReport
from insourcing_assistant.metrics import Interval, bootstrap_interval, mean


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric before and now, over the `queries` queries that it applies to in both evaluations.

    `interval` is where the difference lies in 95 of 100 repetitions; None where it rests on less than two queries,
    and for latencies, which are compared over all queries.
    """

    metric: str
    before: float
    now: float
    queries: int
    interval: Interval | None = None

    @property
    def difference(self) -> float:
        """Now minus before."""
        return round(self.now - self.before, 6)

    @property
    def is_clear(self) -> bool:
        """Whether chance alone is an unlikely explanation: the interval does not hold 0."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)


@dataclass(frozen=True, slots=True)
class QueryChange:
    """A query whose verdict or scores are not what they were; `scores` holds (before, now) of those that differ."""

    id: str
    passed_before: bool
    passed_now: bool
    scores: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, with metrics in their usual order and queries in that of this evaluation."""

    metrics: tuple[MetricChange, ...]
    queries: tuple[QueryChange, ...]
    added: tuple[str, ...]
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the comparison as plain values."""
        return {
            "metrics": {
                change.metric: {
                    "before": change.before,
                    "now": change.now,
                    "difference": change.difference,
                    "interval": list(change.interval) if change.interval else None,
                    "queries": change.queries,
                }
                for change in self.metrics
            },
            "per_query": [
                {
                    "id": change.id,
                    "passed_before": change.passed_before,
                    "passed_now": change.passed_now,
                    "scores": {name: list(values) for name, values in change.scores.items()},
                }
                for change in self.queries
            ],
            "added": list(self.added),
            "missing": list(self.missing),
        }


def load_baseline(path: Path) -> Mapping[str, object]:
    """Read what `insourcing evaluate --json` printed. Raises `ConfigError` where the file is something else."""
    try:
        baseline = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"The baseline at {path} cannot be read: {error}") from error
    if not isinstance(baseline, dict):
        raise ConfigError(f"The baseline at {path} is not the result of `insourcing evaluate --json`.")
    return baseline


def compare(
    baseline: Mapping[str, object], report: EvaluationReport, *, seed: int = 0, resamples: int = 1000
) -> Comparison:
    """Compare an evaluation with the JSON of an earlier one, query by query.

    Queries are matched by id; those that only one of the two has are listed and left out of the differences.
    Raises `ConfigError` where the baseline is not an evaluation.
    """
    try:
        earlier = _Baseline.model_validate(baseline)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise ConfigError(
            f"The baseline is not the result of `insourcing evaluate --json`: its {where} is missing or wrong."
        ) from error
    before = {query.id: query for query in earlier.per_query}
    now = {
        result.query.id: _Verdict(id=result.query.id, passed=result.passed, scores=dict(result.scores))
        for result in report.results
    }
    both = [identifier for identifier in now if identifier in before]
    pairs = [(before[identifier], now[identifier]) for identifier in both]
    changes = [_metric_change(name, pairs, seed, resamples) for name in report.metric_names]
    return Comparison(
        metrics=(*(change for change in changes if change), *_latency_changes(earlier, report)),
        queries=tuple(_query_change(*pair) for pair in pairs if pair[0] != pair[1]),
        added=tuple(identifier for identifier in now if identifier not in before),
        missing=tuple(identifier for identifier in before if identifier not in now),
    )


class _Verdict(BaseModel):
    id: str
    passed: bool
    scores: dict[str, float]


class _Baseline(BaseModel):
    metrics: dict[str, float | None]
    per_query: list[_Verdict]


def _metric_change(
    name: str, pairs: Sequence[tuple[_Verdict, _Verdict]], seed: int, resamples: int
) -> MetricChange | None:
    values = [(old.scores[name], new.scores[name]) for old, new in pairs if name in old.scores and name in new.scores]
    if not values:
        return None
    differences = [new - old for old, new in values]
    return MetricChange(
        metric=name,
        before=round(mean([old for old, _ in values]), 6),
        now=round(mean([new for _, new in values]), 6),
        queries=len(values),
        interval=bootstrap_interval(differences, seed=seed, resamples=resamples) if len(values) > 1 else None,
    )


def _latency_changes(earlier: _Baseline, report: EvaluationReport) -> Iterator[MetricChange]:
    metrics = report.metrics
    for name in LATENCIES:
        before, now = earlier.metrics.get(name), metrics[name]
        if before is not None and now is not None:
            yield MetricChange(name, before, now, len(report.results))


def _query_change(old: _Verdict, new: _Verdict) -> QueryChange:
    names = dict.fromkeys([*old.scores, *new.scores])
    values = {name: (old.scores.get(name), new.scores.get(name)) for name in names}
    changed = {name: value for name, value in values.items() if value[0] != value[1]}
    return QueryChange(new.id, old.passed, new.passed, changed)
