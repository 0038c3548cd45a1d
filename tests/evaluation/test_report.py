from __future__ import annotations

from collections.abc import Mapping

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.evaluation import METRICS, EvaluationReport, QueryResult, TestQuery, check_minimums
from insourcing_assistant.types import Answer

CONTRACT_METRICS = {
    "recall_at_1", "recall_at_5", "recall_at_10", "mrr", "ndcg_at_10", "report_hit_at_1", "page_hit_at_5",
    "answer_contains", "citation_precision", "citation_recall", "quote_verified", "answered_when_answerable",
    "abstained_when_unanswerable", "latency_ms_p50", "latency_ms_p95",
}  # fmt: skip


def result(name: str, scores: Mapping[str, float], *, latency_ms: float = 1.0, answerable: bool = True) -> QueryResult:
    query = TestQuery(name, "Why?", answerable=answerable, tags=("t",))
    return QueryResult(query, (), Answer("Why?"), scores, latency_ms)


REPORT = EvaluationReport(
    (
        result("a", {"mrr": 1.0, "answered_when_answerable": 1.0}, latency_ms=10),
        result("b", {"mrr": 0.5, "answered_when_answerable": 0.0}, latency_ms=30),
        result("c", {"abstained_when_unanswerable": 1.0}, latency_ms=20, answerable=False),
    ),
    {},
)


def test_a_metric_is_the_mean_over_the_queries_that_it_applies_to() -> None:
    assert REPORT.metrics["mrr"] == (1 + 0.5) / 2
    assert REPORT.metrics["abstained_when_unanswerable"] == 1 / 1
    assert REPORT.metrics["answer_contains"] is None


def test_latencies_are_nearest_ranks() -> None:
    assert (REPORT.metrics["latency_ms_p50"], REPORT.metrics["latency_ms_p95"]) == (20, 30)


def test_every_promised_metric_is_there_and_described() -> None:
    assert REPORT.metrics.keys() >= CONTRACT_METRICS
    assert METRICS.keys() == {name for name in REPORT.metrics if not name.startswith("latency")}


def test_another_cutoff_adds_its_metrics() -> None:
    report = EvaluationReport((result("a", {"recall_at_3": 1.0, "ndcg_at_3": 0.5}),), {}, k=3)
    assert (report.metrics["recall_at_3"], report.metrics["ndcg_at_3"]) == (1, 0.5)


def test_the_json_counts_and_names_what_failed() -> None:
    found = REPORT.as_json()
    assert (found["queries"], found["answerable"], found["failures"]) == (3, 2, ["b"])


def test_a_query_in_the_json_says_why_it_failed() -> None:
    per_query = REPORT.as_json()["per_query"]
    assert isinstance(per_query, list)
    assert {name: per_query[1][name] for name in ("id", "passed", "failed_checks", "scores", "hits", "tags")} == {
        "id": "b",
        "passed": False,
        "failed_checks": ["answered_when_answerable"],
        "scores": {"mrr": 0.5, "answered_when_answerable": 0.0},
        "hits": [],
        "tags": ["t"],
    }


def test_an_interval_holds_its_metric_and_is_none_where_there_is_no_value() -> None:
    intervals = REPORT.intervals()
    assert intervals["mrr"] == (0.5, 1.0)
    assert intervals["answer_contains"] is None


def test_minimums_that_are_met_are_no_shortfall() -> None:
    assert check_minimums(REPORT, {"mrr": 0.75, "abstained_when_unanswerable": 1.0}) == ()


def test_a_metric_below_its_minimum_or_without_a_value_falls_short() -> None:
    found = check_minimums(REPORT, {"mrr": 0.76, "answer_contains": 0.1})
    assert found == (("mrr", 0.76, 0.75), ("answer_contains", 0.1, None))


@pytest.mark.parametrize("name", ["mmr", "latency_ms_p95"])
def test_a_minimum_of_what_has_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"No minimum can be set for '{name}'. Choose from recall_at_1,"):
        check_minimums(REPORT, {name: 1.0})
