"""The test queries of the corpus are answered at least as well as promised."""

from __future__ import annotations

import pytest

from insourcing_assistant.evaluation import EvaluationReport, evaluate, load_minimums, load_queries
from tests.corpus.conftest import CORPUS, Room

# The first test asks all the questions, on a machine that may be busy.
pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

MINIMUMS = load_minimums(CORPUS / "minimums.toml")

OTHERS_MINIMUMS = {
    "unseen_queries.yaml": {
        "quote_verified": 1.0,
        "report_cited": 0.96,
        "answered_when_answerable": 0.90,
        "answer_contains": 0.76,
        "citation_precision": 0.79,
        "abstained_when_unanswerable": 0.62,
    },
    "reviewed_queries.yaml": {
        "quote_verified": 1.0,
        "report_cited": 0.99,
        "answered_when_answerable": 0.92,
        "answer_contains": 0.81,
        "citation_precision": 0.87,
        "abstained_when_unanswerable": 0.88,
    },
}
"""Of questions by others. Read by 8-bit integers, one more of the unseen ones is answered, and has what it must, than
in single or half precision, and the precision is 0.796 and not 0.806: these are below both. On the unseen ones
nothing was fitted. What is aimed at is more: see README.md."""


@pytest.fixture(scope="module")
def evaluated(room: Room) -> EvaluationReport:
    """All test queries, asked once."""
    return evaluate(room.assistant, load_queries(CORPUS / "test_queries.yaml"))


@pytest.mark.parametrize("metric", MINIMUMS)
def test_a_metric_reaches_its_minimum(evaluated: EvaluationReport, metric: str) -> None:
    value = evaluated.metrics[metric]
    assert value is not None
    assert value >= MINIMUMS[metric], f"{metric} is {value:.3f}; not passed: {failures(evaluated, metric)}"


@pytest.mark.parametrize("name", OTHERS_MINIMUMS)
def test_questions_by_others_reach_their_minimum(room: Room, name: str) -> None:
    metrics = evaluate(room.assistant, load_queries(CORPUS / name)).metrics
    minimums = OTHERS_MINIMUMS[name]
    assert {each: metrics[each] for each, least in minimums.items() if (metrics[each] or 0.0) < least} == {}


def test_there_are_minimums() -> None:
    assert MINIMUMS["quote_verified"] == 1.0


def test_every_expected_publication_is_in_the_library(evaluated: EvaluationReport) -> None:
    expected = {place.report_id for result in evaluated.results for place in result.query.expected}
    assert expected <= evaluated.reports.keys()


def failures(evaluated: EvaluationReport, metric: str) -> str:
    return ", ".join(result.query.id for result in evaluated.results if result.scores.get(metric, 1.0) < 1.0)
