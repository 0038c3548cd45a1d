from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insourcing_assistant.library import Library
from insourcing_assistant.types import Filters
from tests.library.making import add, found_by_words, make_parsed, make_report

NO_LIMIT = Filters()


@pytest.fixture
def stocked(library: Library) -> Library:
    """Enough text that the words which are asked for are rare."""
    add(
        library,
        make_parsed(
            make_report("staff", title="Working at the frontline", year=2011, publisher="UNISON"),
            "Staffing was insourced by the council. ",
            "Nothing is said of it here. ",
        ),
    )
    add(
        library,
        make_parsed(
            make_report("costs", title="Value for money", year=2019, publisher="APSE"),
            "The costs of leisure fell, and value for money was better. ",
            "Money was saved. ",
        ),
    )
    filler = [f"Page {number} is about other matters entirely. " for number in range(20)]
    add(library, make_parsed(make_report("other", title="Other", year=None, publisher="Unison and others"), *filler))
    return library


def test_words_match_by_their_stems_in_any_case(stocked: Library) -> None:
    assert found_by_words(stocked, "COUNCILS") == ["staff"]
    assert found_by_words(stocked, "insourcing") == ["staff"]


def test_higher_scores_come_first_and_are_positive(stocked: Library) -> None:
    result = stocked.keywords.search([["money"], ["saved"]], k=10, filters=NO_LIMIT)
    assert [stocked.passages([key])[key].text for key, _ in result] == [
        "Money was saved. ",
        "The costs of leisure fell, and value for money was better. ",
    ]
    assert result[0][1] > result[1][1] > 0


def test_any_word_is_enough_and_each_one_counts(stocked: Library) -> None:
    assert found_by_words(stocked, "unheard", "staffing") == ["staff"]
    one = stocked.keywords.search([["costs"]], k=1, filters=NO_LIMIT)
    both = stocked.keywords.search([["costs"], ["leisure"]], k=1, filters=NO_LIMIT)
    assert both[0][1] > one[0][1]
    # A word given twice counts once.
    assert stocked.keywords.search([["costs"], ["costs"]], k=1, filters=NO_LIMIT) == one


def test_alternatives_and_phrases_match(stocked: Library) -> None:
    result = stocked.keywords.search([["expenses", "value for money"]], k=10, filters=NO_LIMIT)
    texts = [stocked.passages([key])[key].text for key, _ in result]
    assert texts[0].startswith("The costs")
    assert stocked.keywords.search([["money for value"]], k=10, filters=NO_LIMIT) == []


def test_title_and_heading_are_searched_and_weigh_less_than_the_text(stocked: Library) -> None:
    assert found_by_words(stocked, "frontline") == ["staff", "staff"]
    # "Money" stands in the title of both passages and in the text of both; "value" in the text of one alone.
    assert found_by_words(stocked, "value")[0] == "costs"
    [first, second] = stocked.keywords.search([["value"]], k=2, filters=NO_LIMIT)
    assert stocked.passages([first[0]])[first[0]].text.startswith("The costs")
    assert first[1] > second[1]


def test_equals_are_ordered_by_id(stocked: Library) -> None:
    result = stocked.keywords.search([["matters"]], k=30, filters=NO_LIMIT)
    assert len(result) == 20
    assert result == sorted(result, key=lambda pair: (-pair[1], pair[0]))
    assert [key for key, _ in stocked.keywords.search([["matters"]], k=3, filters=NO_LIMIT)] == [
        key for key, _ in result[:3]
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(reports=("staff",)), {"staff"}),
        (Filters(year_from=2012), {"costs"}),
        (Filters(year_to=2018), {"staff"}),
        (Filters(publisher="unison"), {"staff", "other"}),
        (Filters(reports=("absent",)), set()),
    ],
)
def test_the_search_is_limited(stocked: Library, filters: Filters, expected: set[str]) -> None:
    assert set(found_by_words(stocked, "council", "money", "matters", k=50, filters=filters)) == expected


def test_no_words_find_nothing(stocked: Library) -> None:
    assert stocked.keywords.search([], k=10, filters=NO_LIMIT) == []
    assert stocked.keywords.search([[], ["", " ", "—", '"', "*"]], k=10, filters=NO_LIMIT) == []
    assert stocked.keywords.search([["money"]], k=0, filters=NO_LIMIT) == []


def test_a_question_of_thousands_of_words_is_searched(stocked: Library) -> None:
    assert found_by_words(stocked, *(f"word{number}" for number in range(3_000)), "staffing") == ["staff"]


@pytest.mark.parametrize(
    "text", ['money" OR "staff', "title:money*", "NEAR(money staff)", "money AND NOT x", "{text}: money"]
)
def test_query_syntax_is_only_words(stocked: Library, text: str) -> None:
    # As a phrase, none of these stands in a text; as syntax, each would find something or fail.
    assert found_by_words(stocked, text) == []


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(), max_size=3), max_size=5))
def test_no_text_whatever_breaks_the_search(stocked: Library, terms: list[list[str]]) -> None:
    result = stocked.keywords.search(terms, k=5, filters=NO_LIMIT)
    assert len(result) <= 5
    assert len(stocked.keywords.mentions(terms, k=5, filters=NO_LIMIT)) <= 5


def test_passages_are_ranked_by_which_alternatives_they_mention(stocked: Library) -> None:
    result = stocked.keywords.mentions([["money", "value for money"], ["unheard", "costs"]], k=10, filters=NO_LIMIT)
    assert [stocked.passages([key])[key].text for key, _ in result] == [
        "The costs of leisure fell, and value for money was better. ",
        "Money was saved. ",
    ]
    # Two of 24 passages mention money, and in their title value for money: log(1 + 22.5/2.5) = 2.303 for each. One
    # mentions costs: log(1 + 23.5/1.5) = 2.813.
    assert [round(score, 2) for _, score in result] == [7.42, 4.61]
    assert stocked.keywords.mentions([["money for value"]], k=10, filters=NO_LIMIT) == []
    assert stocked.keywords.mentions([["money"]], k=0, filters=NO_LIMIT) == []
    assert stocked.keywords.mentions([["matters"]], k=3, filters=NO_LIMIT) == sorted(
        stocked.keywords.mentions([["matters"]], k=3, filters=NO_LIMIT), key=lambda pair: (-pair[1], pair[0])
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(reports=("staff",)), {"staff"}),
        (Filters(year_from=2012), {"costs"}),
        (Filters(publisher="unison"), {"staff", "other"}),
        (Filters(reports=("absent",)), set()),
    ],
)
def test_mentions_are_limited(stocked: Library, filters: Filters, expected: set[str]) -> None:
    found = stocked.keywords.mentions([["council", "money"], ["matters"]], k=50, filters=filters)
    assert {stocked.passages([key])[key].report_id for key, _ in found} == expected


def test_mentions_are_those_of_today(stocked: Library) -> None:
    assert stocked.keywords.mentions([["gritters"]], k=5, filters=NO_LIMIT) == []
    add(stocked, make_parsed(make_report("depots"), "The gritters stand in the depot. "))
    [(key, _)] = stocked.keywords.mentions([["gritters"]], k=5, filters=NO_LIMIT)
    assert stocked.passages([key])[key].report_id == "depots"
    stocked.remove("depots")
    assert stocked.keywords.mentions([["gritters"]], k=5, filters=NO_LIMIT) == []


def test_the_frequency_of_words_counts_passages_by_their_text(stocked: Library) -> None:
    # "frontline" stands in a title only; "matter" is the stem of "matters".
    words = ["matter", "money", "frontline", "absent", "—", "value for money"]
    assert stocked.document_frequency(words) == {
        "matter": 20,
        "money": 2,
        "frontline": 0,
        "absent": 0,
        "—": 0,
        "value for money": 1,
    }
    assert stocked.passage_count == 24
