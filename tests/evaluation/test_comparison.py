from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from insourcing_assistant.errors import ConfigError
from insourcing_assistant.evaluation import EvaluationReport, QueryResult, TestQuery, compare, load_baseline
from insourcing_assistant.types import Answer


def report(scores: Mapping[str, Mapping[str, float]], *, latency_ms: float = 10.0) -> EvaluationReport:
    return EvaluationReport(
        tuple(
            QueryResult(TestQuery(name, "Why?"), (), Answer("Why?"), its, latency_ms) for name, its in scores.items()
        ),
        {},
    )


BEFORE = report({"a": {"mrr": 0.5}, "b": {"mrr": 1.0}, "old": {"mrr": 0.0}}, latency_ms=30)
NOW = report({"a": {"mrr": 1.0}, "b": {"mrr": 1.0}, "new": {"mrr": 0.0}}, latency_ms=20)


def test_a_metric_is_compared_over_the_queries_of_both() -> None:
    mrr = compare(BEFORE.as_json(), NOW).metrics[0]
    assert (mrr.metric, mrr.before, mrr.now, mrr.queries) == ("mrr", (0.5 + 1) / 2, (1 + 1) / 2, 2)
    assert mrr.difference == 1 - 0.75


def test_only_queries_that_changed_are_listed_with_what_changed() -> None:
    changes = compare(BEFORE.as_json(), NOW).queries
    assert [(change.id, change.scores) for change in changes] == [("a", {"mrr": (0.5, 1.0)})]


def test_queries_of_one_side_only_are_named() -> None:
    comparison = compare(BEFORE.as_json(), NOW)
    assert (comparison.added, comparison.missing) == (("new",), ("old",))


def test_a_verdict_that_turned_is_shown() -> None:
    before = report({"a": {"quote_verified": 1.0}})
    change = compare(before.as_json(), report({"a": {"quote_verified": 0.5}})).queries[0]
    assert (change.passed_before, change.passed_now) == (True, False)


def test_a_score_that_one_side_lacks_is_shown_as_none() -> None:
    change = compare(report({"a": {}}).as_json(), report({"a": {"mrr": 1.0}})).queries[0]
    assert change.scores == {"mrr": (None, 1.0)}


def test_the_same_evaluation_has_no_difference() -> None:
    comparison = compare(NOW.as_json(), NOW)
    assert comparison.queries == ()
    assert {change.difference for change in comparison.metrics} == {0}
    assert comparison.metrics[0].interval == (0, 0)


def test_a_gain_on_every_query_is_clear_and_one_on_a_single_query_of_many_is_not() -> None:
    names = [f"q{number}" for number in range(30)]
    before = report({name: {"mrr": 0.5} for name in names})
    everywhere = compare(before.as_json(), report({name: {"mrr": 0.6} for name in names})).metrics[0]
    once = compare(before.as_json(), report({name: {"mrr": 0.6 if name == "q3" else 0.5} for name in names})).metrics[0]
    assert everywhere.is_clear
    assert not once.is_clear


def test_one_query_gives_a_difference_but_no_interval() -> None:
    change = compare(report({"a": {"mrr": 0.5}}).as_json(), report({"a": {"mrr": 1.0}})).metrics[0]
    assert (change.difference, change.interval, change.is_clear) == (0.5, None, False)


def test_latencies_are_compared_without_an_interval() -> None:
    p50 = next(change for change in compare(BEFORE.as_json(), NOW).metrics if change.metric == "latency_ms_p50")
    assert (p50.before, p50.now, p50.interval) == (30, 20, None)


def test_the_comparison_as_json_survives_a_round_trip() -> None:
    found = compare(BEFORE.as_json(), NOW).as_json()
    assert json.loads(json.dumps(found)) == found


def test_a_baseline_is_what_evaluate_printed(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps(BEFORE.as_json()), encoding="utf-8")
    assert compare(load_baseline(path), BEFORE).queries == ()


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_file_that_is_no_evaluation_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "before.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"before\.json"):
        load_baseline(path)


def test_json_that_is_no_evaluation_is_refused_by_field() -> None:
    with pytest.raises(ConfigError, match="its per_query is missing or wrong"):
        compare({"metrics": {}}, NOW)
