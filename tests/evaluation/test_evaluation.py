from __future__ import annotations

import json

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.evaluation import EvaluationReport, Expected, TestQuery, evaluate
from insourcing_assistant.types import Filters
from tests.evaluation.scripted_assistant import PAGES, ScriptedAssistant

SAVED = TestQuery(
    "saved",
    "What was saved on cleaning in Wardtown?",
    expected=(Expected("plan", pages=(1,)),),
    must_contain=("3m",),
    tags=("figures",),
)
COST = TestQuery("cost", "How many named quality?", expected=(Expected("survey", sections=("Figures",)),))
CUP = TestQuery("cup", "Who won?", answerable=False)


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


def without_times(report: EvaluationReport) -> object:
    def cut(value: object) -> object:
        if isinstance(value, dict):
            return {key: cut(item) for key, item in value.items() if "latency" not in key and "timings" not in key}
        return [cut(item) for item in value] if isinstance(value, list) else value

    return cut(report.as_json())


def test_each_query_is_asked_once_with_its_filters_and_history(assistant: ScriptedAssistant) -> None:
    filters = Filters(reports=("plan",))
    evaluate(assistant, [TestQuery("q", "Why pensions?", filters=filters, history=("What first?",))])
    assert assistant.asked == [("Why pensions?", filters, ("What first?",))]


def test_a_follow_up_is_searched_for_as_the_answer_rewrote_it(assistant: ScriptedAssistant) -> None:
    evaluate(assistant, [TestQuery("q", "And why?", history=("What about pensions?",))])
    assert assistant.searched[-1] == "What about pensions? And why?"


def test_a_query_passes_that_is_answered_with_the_right_words_from_the_right_place(
    assistant: ScriptedAssistant,
) -> None:
    report = evaluate(assistant, [SAVED, CUP])
    assert [result.passed for result in report.results] == [True, True]
    assert report.as_json()["failures"] == []


def test_a_query_fails_that_is_answered_from_another_publication(assistant: ScriptedAssistant) -> None:
    query = TestQuery("q", "What of pensions?", expected=(Expected("survey"),))
    assert evaluate(assistant, [query]).results[0].failed == ("citation_recall",)


def test_an_evaluation_repeats_apart_from_its_times(assistant: ScriptedAssistant) -> None:
    queries = [SAVED, COST, CUP]
    first, second = evaluate(assistant, queries), evaluate(assistant, queries)
    assert without_times(first) == without_times(second)
    assert json.loads(json.dumps(first.as_json())) == first.as_json()


def test_without_answers_only_the_search_is_judged(assistant: ScriptedAssistant) -> None:
    report = evaluate(assistant, [SAVED, CUP], retrieval_only=True)
    assert assistant.asked == []
    assert report.metrics["mrr"] == 1
    assert report.metrics["answered_when_answerable"] is None
    assert [entry["result"] for entry in report.as_json()["per_query"]] == [None, None]  # type: ignore[attr-defined]


def test_no_more_than_k_hits_are_reported_but_ten_are_judged(assistant: ScriptedAssistant) -> None:
    query = TestQuery("q", "What of Wardtown and councils?", expected=(Expected("survey", sections=("Summary",)),))
    report = evaluate(assistant, [query], k=1)
    assert len(report.results[0].hits) == 1
    assert (report.metrics["recall_at_1"], report.metrics["recall_at_10"]) == (0, 1)


def test_progress_counts_the_queries(assistant: ScriptedAssistant) -> None:
    seen: list[tuple[int, int]] = []
    evaluate(assistant, [SAVED, CUP], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_quote_that_is_not_where_it_is_said_to_be_is_not_verified() -> None:
    altered = {**PAGES, ("plan", "report"): (("i", "Wardtown saved 4m on cleaning. "), PAGES["plan", "report"][1])}
    report = evaluate(ScriptedAssistant(altered), [SAVED])
    assert report.metrics["quote_verified"] == 0
    assert report.results[0].failed == ("quote_verified",)


def test_a_quote_on_another_page_than_the_cited_one_is_not_verified() -> None:
    shifted = {**PAGES, ("plan", "report"): (("i", ""), ("1", "Wardtown saved 3m on cleaning. Pensions stay."))}
    assert evaluate(ScriptedAssistant(shifted), [SAVED]).metrics["quote_verified"] == 0


def test_a_quote_of_a_report_that_is_gone_is_not_verified() -> None:
    gone = {key: pages for key, pages in PAGES.items() if key[0] != "plan"}
    assert evaluate(ScriptedAssistant(gone), [SAVED]).metrics["quote_verified"] == 0


def test_a_query_that_cannot_be_asked_is_named(assistant: ScriptedAssistant) -> None:
    with pytest.raises(UsageError, match="Test query odd cannot be asked: There is no word in it"):
        evaluate(assistant, [SAVED, TestQuery("odd", "?")])


def test_no_query_and_no_hit_to_look_for_are_refused(assistant: ScriptedAssistant) -> None:
    with pytest.raises(UsageError, match="no test query"):
        evaluate(assistant, [])
    with pytest.raises(UsageError, match="k cannot be 0"):
        evaluate(assistant, [SAVED], k=0)
