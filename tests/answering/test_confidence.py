"""The confidence model measures what it says it measures, and its probability goes the way of its coefficients."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.confidence import (
    ANSWER_FROM,
    COEFFICIENTS,
    INTERCEPT,
    Features,
    asks_for_the_present,
    measure,
    names,
    probability,
    strength,
)
from insourcing_assistant.answering.sentences import GAPS, candidates
from insourcing_assistant.types import Hit
from tests.answering.making import ask, make_hit, make_passage, term

SHARES = st.floats(0.0, 1.0)
NOTHING = Features(*(0.0 for _ in names()))
BANDS = ("weak", "some", "strong")


def measured(text: str, *hits: Hit, newest: int | None = None) -> Features:
    question = ask(text)
    terms = [term(each.text, is_name=each.is_name) for each in question.terms]
    return measure(
        question, terms, hits, candidates(question, terms, hits, identities={}), identities={}, newest=newest
    )


def test_the_probability_is_the_logistic_function_of_the_sum() -> None:
    assert probability(NOTHING) == pytest.approx(1 / (1 + math.exp(-INTERCEPT)))
    ones = Features(*(1.0 for _ in names()))
    assert probability(ones) == pytest.approx(1 / (1 + math.exp(-INTERCEPT - sum(astuple(COEFFICIENTS)))))


@given(st.sampled_from(names()), st.lists(SHARES, min_size=len(names()), max_size=len(names())), SHARES, SHARES)
def test_each_feature_moves_the_probability_the_way_of_its_sign(
    name: str, values: list[float], one: float, other: float
) -> None:
    less, more = sorted((one, other))
    features = Features(*values)
    change = probability(replace(features, **{name: more})) - probability(replace(features, **{name: less}))
    assert change * getattr(COEFFICIENTS, name) >= 0
    assert 0.0 < probability(features) < 1.0


@given(SHARES, SHARES)
def test_a_better_chance_is_never_shown_as_a_weaker_band(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert BANDS.index(strength(less)) <= BANDS.index(strength(more))


def test_all_three_bands_are_used_for_what_is_answered() -> None:
    assert [strength(chance) for chance in (0.0, ANSWER_FROM, 1.0)] == ["weak", "weak", "strong"]
    assert "some" in {strength(chance / 100) for chance in range(100)}


def test_the_cosines_are_those_of_the_best_sentences() -> None:
    hit = make_hit(make_passage("Parks are kept. Parks are sold."), 0.8, 0.4)
    features = measured("Are parks kept?", hit)
    assert features.cosine == 0.8
    assert features.level == pytest.approx((0.8 + 0.4) / 2)


def test_a_question_is_covered_by_what_its_best_sentences_speak_of() -> None:
    hit = make_hit(make_passage("The parks are kept."))
    # Each term weighs 1 here; of three, only one is spoken of.
    assert measured("Are there parks, bins or gas?", hit).context == pytest.approx(1 / 3)
    assert measured("Are parks kept?", hit).context == 1.0


def test_a_name_must_be_spoken_of_in_one_of_the_passages() -> None:
    norton, eastham = make_hit(make_passage("Norton kept its parks.")), make_hit(make_passage("Eastham sold parks."))
    assert measured("Did the council of Norton keep parks?", eastham, norton).missing_name == 0.0
    assert measured("Did the council of Norton keep parks?", eastham).missing_name == 1.0
    # One passage has to speak of both.
    assert measured("Which parks have Norton and Eastham?", eastham, norton).missing_name > 0.0


def test_quoted_words_must_be_spoken_of_as_they_are() -> None:
    hit = make_hit(make_passage("A Domesday Book of contracts was wanted."))
    assert measured("Who wanted a “domesday book”?", hit).missing_name == 0.0
    assert measured("Who wanted a “book of contracts and parks”?", hit).missing_name == 1.0


@pytest.mark.parametrize(
    "question",
    ["Who runs the parks today?", "What is the current rate?", "Does it still stand?", "the most recent survey"],
)
def test_some_questions_ask_for_the_present(question: str) -> None:
    assert asks_for_the_present(question)


@pytest.mark.parametrize("question", ["Why did councils insource?", "Who wrote about electric currents in 2011?"])
def test_a_question_about_what_was_does_not(question: str) -> None:
    assert not asks_for_the_present(question)


def test_the_present_counts_only_against_a_library_that_is_old() -> None:
    hit = make_hit(make_passage("The parks are kept."))
    this_year = date.today().year
    assert measured("Are the parks still kept?", hit, newest=2011).present == 1.0
    assert measured("Are the parks still kept?", hit, newest=this_year).present == 0.0
    assert measured("Were the parks kept?", hit, newest=2011).present == 0.0


def test_a_best_sentence_that_only_tells_of_a_gap_is_seen() -> None:
    gap = make_hit(make_passage("What parks cost is not known.", kind="brief", heading=GAPS))
    fact = make_hit(make_passage("Parks cost £3m."), 0.1, score=0.1, rank=2)
    assert measured("What do parks cost?", gap, fact).gap > 0.0
    assert measured("What do parks cost?", fact).gap == 0.0


def test_a_gap_beside_a_sentence_that_says_as_much_is_none() -> None:
    gap = make_hit(make_passage("What parks in Norton cost is not known in full.", kind="brief", heading=GAPS), 0.6)
    near = make_hit(make_passage("The parks in Norton cost £3m in the first year.", kind="brief"), 0.59)
    far = make_hit(make_passage("The parks in Norton cost £3m in the first year.", kind="brief"), 0.1)
    assert measured("What do parks in Norton cost?", gap, near).gap == 0.0
    assert measured("What do parks in Norton cost?", gap, far).gap > 0.0
