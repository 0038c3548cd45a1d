from __future__ import annotations

import math
from dataclasses import replace

import pytest

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.evaluation import Expected, TestQuery
from insourcing_assistant.evaluation.scoring import failed_checks, says_what_it_must, score
from insourcing_assistant.types import Answer, Citation, Hit, Page, Passage, Statement
from tests.evaluation.scripted_assistant import passages

Passages = dict[str, Passage]


@pytest.fixture
def passages_by_id() -> Passages:
    """plan-1 and plan-2 stand on pages 1 and 2; survey-1 and survey-2 in the sections Summary and Figures."""
    return {passage.id: passage for passage in passages()}


def query(*expected: Expected, answerable: bool = True, must_contain: tuple[str, ...] = ()) -> TestQuery:
    return TestQuery("q", "Why?", answerable=answerable, expected=expected, must_contain=must_contain)


def ranked(*found: Passage) -> list[Hit]:
    return [Hit(passage, 1 / rank, rank) for rank, passage in enumerate(found, start=1)]


def quoting(*quoted: Passage) -> Answer:
    citations = [cite(passage, 0, len(passage.text)) for passage in quoted]
    return Answer("Why?", statements=tuple(Statement(citation.quote, (citation,)) for citation in citations))


def standing(citation: Citation) -> bool:
    return citation.report_id == "plan"


def test_the_second_hit_on_the_expected_page_scores_as_rank_two(passages_by_id: Passages) -> None:
    hits = ranked(passages_by_id["survey-1"], passages_by_id["plan-2"])
    assert score(query(Expected("plan", pages=(2,))), hits, None, quote_stands=standing) == {
        "recall_at_1": 0,
        "recall_at_5": 1,
        "recall_at_10": 1,
        "mrr": 1 / 2,
        "ndcg_at_10": 1 / math.log2(3),
        "report_hit_at_1": 0,
        "page_hit_at_5": 1,
    }


def test_a_second_hit_at_an_expected_place_gains_nothing(passages_by_id: Passages) -> None:
    hits = ranked(passages_by_id["plan-1"], passages_by_id["plan-2"])
    scores = score(query(Expected("plan")), hits, None, quote_stands=standing)
    assert scores["recall_at_5"] == scores["ndcg_at_10"] == 1


def test_the_right_publication_at_the_wrong_page_hits_only_the_publication(passages_by_id: Passages) -> None:
    scores = score(query(Expected("plan", pages=(2,))), ranked(passages_by_id["plan-1"]), None, quote_stands=standing)
    assert scores["report_hit_at_1"] == 1
    assert scores["page_hit_at_5"] == scores["mrr"] == 0


def test_another_cutoff_adds_its_own_scores(passages_by_id: Passages) -> None:
    hits = ranked(*[passages_by_id["survey-1"]] * 2, passages_by_id["plan-1"])
    scores = score(query(Expected("plan")), hits, None, k=3, quote_stands=standing)
    assert (scores["recall_at_3"], scores["ndcg_at_3"]) == (1, 1 / math.log2(4))


@pytest.mark.parametrize(
    ("place", "passage", "is_hit"),
    [
        (Expected("plan"), "plan-1", True),
        (Expected("plan"), "survey-1", False),
        (Expected("plan", pages=(1, 7)), "plan-1", True),
        (Expected("plan", pages=(7,)), "plan-1", False),
        (Expected("survey", sections=("summary",)), "survey-1", True),
        (Expected("survey", sections=("SUMMARY", "Other")), "survey-1", True),
        (Expected("survey", sections=("Figures",)), "survey-1", False),
        # Sections speak of a text without pages, so they say nothing of where a text with pages has it ...
        (Expected("plan", sections=("Savings",)), "plan-1", True),
        # ... but who names a page wants the page, and not the brief about it.
        (Expected("survey", pages=(1,)), "survey-1", False),
        (Expected("survey", pages=(1,), sections=("Summary",)), "survey-1", True),
        (Expected("plan", pages=(2,), sections=("Savings",)), "plan-1", False),
    ],
)
def test_a_place_is_matched_by_publication_and_page_or_section(
    passages_by_id: Passages, place: Expected, passage: str, is_hit: bool
) -> None:
    hits = ranked(passages_by_id[passage])
    assert score(query(place), hits, None, quote_stands=standing)["page_hit_at_5"] == is_hit


def test_a_passage_over_a_page_turn_is_on_both_pages(passages_by_id: Passages) -> None:
    passage = replace(passages_by_id["plan-1"], pages=(Page(4, "4", 0, 9), Page(5, "5", 9, 30)))
    for number in (4, 5):
        scores = score(query(Expected("plan", pages=(number,))), ranked(passage), None, quote_stands=standing)
        assert scores["page_hit_at_5"] == 1


def test_an_unanswerable_query_is_judged_by_the_abstention_alone(passages_by_id: Passages) -> None:
    unanswerable = query(answerable=False, must_contain=("x",))
    declined = score(unanswerable, ranked(passages_by_id["plan-1"]), Answer("Why?"), quote_stands=standing)
    assert declined == {"abstained_when_unanswerable": 1}
    answered = score(unanswerable, [], quoting(passages_by_id["plan-1"]), quote_stands=standing)
    assert answered == {"abstained_when_unanswerable": 0, "quote_verified": 1}


def test_an_answer_is_scored_by_what_it_says_and_cites(passages_by_id: Passages) -> None:
    answer = quoting(passages_by_id["survey-2"], passages_by_id["plan-1"])
    asked = query(Expected("plan", pages=(2,)), must_contain=("3M on",))
    scores = score(asked, [], answer, quote_stands=standing)
    assert {name: scores[name] for name in scores if not name.startswith(("recall", "ndcg"))} == {
        "mrr": 0,
        "report_hit_at_1": 0,
        "page_hit_at_5": 0,
        "answered_when_answerable": 1,
        "answer_contains": 1,
        "answer_in_first_statement": 0,
        "answer_in_first_three": 1,
        "citation_recall": 1,
        "citation_precision": 1 / 2,
        "report_cited": 1,
        "page_cited": 0,
        "quote_verified": 1 / 2,
    }


def test_an_abstention_contains_nothing_and_cites_nothing() -> None:
    asked = query(Expected("plan"), must_contain=("reports",))
    scores = score(asked, [], Answer("Why?", message="Not in these reports."), quote_stands=standing)
    assert (scores["answered_when_answerable"], scores["answer_contains"], scores["citation_recall"]) == (0, 0, 0)
    assert not {"citation_precision", "report_cited", "page_cited", "quote_verified"} & scores.keys()


def test_a_query_without_expectations_is_judged_on_answering_alone(passages_by_id: Passages) -> None:
    scores = score(query(), [], quoting(passages_by_id["plan-1"]), quote_stands=standing)
    assert scores == {"answered_when_answerable": 1, "quote_verified": 1}


@pytest.mark.parametrize(
    ("fields", "is_said"),
    [
        ({"must_contain": ("64%", "COST")}, True),
        ({"must_contain": ("64%", "quality")}, False),
        ({"must_contain_any": ("quality", "cost")}, True),
        ({"must_contain_any": ("quality", "speed")}, False),
        ({"must_not_contain": ("118%",)}, True),
        ({"must_not_contain": ("64%",)}, False),
        ({"must_contain": ("64%",), "must_contain_any": ("cost",), "must_not_contain": ("2011-12",)}, False),
        ({"must_contain": ("council's own", "2011-12")}, True),
        ({"must_contain": ("own cos",)}, True),
        ({"must_contain": ("own cos ",)}, False),
    ],
)
def test_what_must_be_said_is_looked_for_without_regard_to_typography(
    fields: dict[str, tuple[str, ...]], is_said: bool
) -> None:
    text = "In 2011–12, 64%\nnamed the  council’s own Cost."
    assert says_what_it_must(text, TestQuery("q", "Why?", **fields)) == is_said  # type: ignore[arg-type]


def test_a_query_fails_by_the_checks_that_apply_and_are_not_met() -> None:
    scores = {"answered_when_answerable": 1.0, "citation_recall": 0.0, "quote_verified": 0.5, "page_hit_at_5": 0.0}
    assert failed_checks(scores, retrieval_only=False) == ("citation_recall", "quote_verified")
    assert failed_checks(scores, retrieval_only=True) == ("page_hit_at_5",)
    assert failed_checks({}, retrieval_only=True) == ()
