"""The test queries of the corpus are answered at least as well as promised."""

from __future__ import annotations

import pytest

from insourcing_assistant.evaluation import EvaluationReport, evaluate, load_minimums, load_queries
from tests.corpus.conftest import CORPUS, Room

pytestmark = pytest.mark.model

MINIMUMS = load_minimums(CORPUS / "minimums.toml")

UNSEEN_MINIMUMS = {
    "quote_verified": 1.0,
    "report_cited": 0.98,
    "answered_when_answerable": 0.90,
    "answer_contains": 0.74,
    "citation_precision": 0.84,
    "abstained_when_unanswerable": 0.62,
}
"""Of the questions that nothing was fitted on. What is promised of them is more: see README.md."""


@pytest.fixture(scope="module")
def evaluated(room: Room) -> EvaluationReport:
    """All test queries, asked once."""
    return evaluate(room.assistant, load_queries(CORPUS / "test_queries.yaml"))


@pytest.mark.parametrize("metric", MINIMUMS)
def test_a_metric_reaches_its_minimum(evaluated: EvaluationReport, metric: str) -> None:
    value = evaluated.metrics[metric]
    assert value is not None
    assert value >= MINIMUMS[metric], f"{metric} is {value:.3f}; not passed: {failures(evaluated, metric)}"


@pytest.fixture(scope="module")
def unseen(room: Room) -> EvaluationReport:
    """All questions that nothing was fitted on, asked once."""
    return evaluate(room.assistant, load_queries(CORPUS / "unseen_queries.yaml"))


@pytest.mark.parametrize("metric", UNSEEN_MINIMUMS)
def test_unseen_questions_reach_their_minimum(unseen: EvaluationReport, metric: str) -> None:
    assert (unseen.metrics[metric] or 0.0) >= UNSEEN_MINIMUMS[metric], unseen.metrics


def test_there_are_minimums() -> None:
    assert MINIMUMS["quote_verified"] == 1.0


def test_every_expected_publication_is_in_the_library(evaluated: EvaluationReport) -> None:
    expected = {place.report_id for result in evaluated.results for place in result.query.expected}
    assert expected <= evaluated.reports.keys()


def failures(evaluated: EvaluationReport, metric: str) -> str:
    return ", ".join(result.query.id for result in evaluated.results if result.scores.get(metric, 1.0) < 1.0)
