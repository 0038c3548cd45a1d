"""The outcome of an evaluation: every query with its scores, their means, and what fell short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from insourcing_assistant.errors import UsageError
from insourcing_assistant.evaluation.queries import TestQuery
from insourcing_assistant.evaluation.scoring import DEPTH, METRICS, failed_checks
from insourcing_assistant.metrics import Interval, bootstrap_interval, mean, percentile
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Answer, Hit, Report

LATENCIES: Mapping[str, float] = {"latency_ms_p50": 0.50, "latency_ms_p95": 0.95}
"""The metrics in milliseconds, where lower is better, with the share of the queries that were as fast."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What came back for one query. `answer` is None where only the search was judged."""

    query: TestQuery
    hits: tuple[Hit, ...]
    answer: Answer | None
    scores: Mapping[str, float]
    latency_ms: float

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that apply to the query and that it did not pass."""
        return failed_checks(self.scores, retrieval_only=self.answer is None)

    @property
    def passed(self) -> bool:
        """Whether the query passed every check that applies to it."""
        return not self.failed


class Tally(NamedTuple):
    """How many queries passed, of how many."""

    passed: int
    queries: int


class Shortfall(NamedTuple):
    """A metric below what was asked of it; `value` is None where no query measures it."""

    metric: str
    minimum: float
    value: float | None


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The results in the order of the queries, with the publications that they were asked of."""

    results: tuple[QueryResult, ...]
    reports: Mapping[str, Report]
    k: int = DEPTH

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Every metric that is a mean of scores, the same for all evaluations but for those at another k."""
        at_k = [f"recall_at_{self.k}", f"ndcg_at_{self.k}"]
        return tuple(dict.fromkeys([*METRICS, *at_k]))

    @property
    def retrieval_only(self) -> bool:
        """Whether only the search was judged."""
        return all(result.answer is None for result in self.results)

    @property
    def metrics(self) -> dict[str, float | None]:
        """Each metric's mean over the queries it applies to, None where there are none, then the latencies."""
        means = {name: _rounded(values) for name, values in self._values().items()}
        times = [result.latency_ms for result in self.results]
        return means | {name: round(percentile(times, share), 2) for name, share in LATENCIES.items()}

    def intervals(self, *, seed: int = 0, resamples: int = 1000) -> dict[str, Interval | None]:
        """Estimate by bootstrap, for each metric, the range in which its mean lies in 95 of 100 repetitions."""
        return {
            name: bootstrap_interval(values, seed=seed, resamples=resamples) if values else None
            for name, values in self._values().items()
        }

    @property
    def by_tag(self) -> dict[str, Tally]:
        """How many queries of each tag passed, the tags in alphabetical order."""
        tags = sorted({tag for result in self.results for tag in result.query.tags})
        return {tag: _tally(result for result in self.results if tag in result.query.tags) for tag in tags}

    def as_json(self) -> dict[str, object]:
        """Return what `insourcing evaluate --json` prints."""
        return {
            "queries": len(self.results),
            "answerable": sum(result.query.answerable for result in self.results),
            "metrics": self.metrics,
            "by_tag": {tag: tally._asdict() for tag, tally in self.by_tag.items()},
            "failures": [result.query.id for result in self.results if not result.passed],
            "per_query": [_result_json(result, self.reports) for result in self.results],
        }

    def _values(self) -> dict[str, list[float]]:
        return {
            name: [result.scores[name] for result in self.results if name in result.scores]
            for name in self.metric_names
        }


def check_minimums(report: EvaluationReport, minimums: Mapping[str, float]) -> tuple[Shortfall, ...]:
    """Return the metrics that are below their minimum, or that no query measures, in the order asked.

    Raises `UsageError` for a metric that does not exist or that has no minimum.
    """
    for name in minimums:
        if name not in report.metric_names:
            raise UsageError(f"No minimum can be set for {name!r}. Choose from {', '.join(report.metric_names)}.")
    metrics = report.metrics
    asked = [Shortfall(name, minimum, metrics[name]) for name, minimum in minimums.items()]
    return tuple(item for item in asked if item.value is None or item.value < item.minimum)


def _result_json(result: QueryResult, reports: Mapping[str, Report]) -> dict[str, object]:
    return {
        "id": result.query.id,
        "question": result.query.question,
        "answerable": result.query.answerable,
        "tags": list(result.query.tags),
        "passed": result.passed,
        "failed_checks": list(result.failed),
        "scores": dict(result.scores),
        "latency_ms": round(result.latency_ms, 2),
        "hits": [_hit_json(hit) for hit in result.hits],
        "result": answer_json(result.answer, reports) if result.answer is not None else None,
    }


def _hit_json(hit: Hit) -> dict[str, object]:
    numbers = [page.number for page in hit.passage.pages] if hit.passage.unit == "page" else []
    labels = [page.label for page in hit.passage.pages] if hit.passage.unit == "section" else []
    return {
        "rank": hit.rank,
        "report_id": hit.passage.report_id,
        "kind": hit.passage.kind,
        "page": numbers[0] if numbers else None,
        "pages": numbers,
        "section": labels[0] if labels else None,
        "score": round(hit.score, 6),
    }


def _tally(results: Iterable[QueryResult]) -> Tally:
    verdicts = [result.passed for result in results]
    return Tally(sum(verdicts), len(verdicts))


def _rounded(values: list[float]) -> float | None:
    return round(mean(values), 6) if values else None
