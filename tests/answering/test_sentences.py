"""Sentences are scored by how much of the question they speak of, and by what they have of what it asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.sentences import (
    GAPS,
    candidates,
    coverage,
    directness,
    is_dangling,
    is_gap,
)
from insourcing_assistant.matching import Text
from insourcing_assistant.types import QuestionKind
from tests.answering.making import ask, make_hit, make_passage, term

WORDS = st.sampled_from(["norton", "council", "parks", "bins", "the", "of", "saved", "money", "gas", "staff"])
PHRASES = st.lists(WORDS, max_size=8).map(" ".join)


def test_coverage_is_the_share_of_the_weight_that_is_spoken_of() -> None:
    terms = [term("parks", weight=3.0), term("Norton", weight=1.0)]
    # The sentence speaks of parks: 3 of 3 + 1. With its context it speaks of both.
    assert coverage(terms, Text("The park was kept."), Text("In Norton, the park was kept.")) == (3 / 4, 4 / 4)


def test_a_sentence_speaks_for_itself_where_its_context_is_silent() -> None:
    assert coverage([term("parks")], Text("The park was kept."), Text("")) == (1.0, 1.0)


def test_a_question_without_terms_is_covered_by_anything() -> None:
    assert coverage([], Text("The park was kept."), Text("")) == (1.0, 1.0)


@given(st.lists(WORDS, unique=True, max_size=4), PHRASES, PHRASES)
def test_a_context_never_takes_away_from_the_coverage(asked: list[str], sentence: str, context: str) -> None:
    own, wide = coverage([term(word) for word in asked], Text(sentence), Text(f"{context} {sentence}"))
    assert 0.0 <= own <= wide <= 1.0


@pytest.mark.parametrize(
    ("kind", "with_it", "without"),
    [
        ("when", "It ended in May 2018.", "It ended after a while."),
        ("when", "It ended in 2016/17.", "It saved 64% of 2,000 pounds."),
        ("how many", "It saved 64%.", "It saved a lot."),
        ("how many", "Two thirds of them agreed.", "In May 2018 it ended."),
        ("who", "It was led by Mo Baines.", "It was led by a council."),
        ("where", "It was done in Norton.", "It was done well."),
        ("why", "It ended because it failed.", "It ended well."),
        ("definition", "Insourcing means taking it back.", "Councils took it back."),
    ],
)
def test_a_direct_sentence_has_what_is_asked_for(kind: QuestionKind, with_it: str, without: str) -> None:
    assert directness(kind, with_it) == 1.0
    assert directness(kind, without) == 0.0


@pytest.mark.parametrize("text", ["It saved £3m.", "This was new.", "However, it failed.", "In addition, it grew."])
def test_a_sentence_that_points_back_is_dangling(text: str) -> None:
    assert is_dangling(text)


@pytest.mark.parametrize("text", ["Italy saved £3m.", "Thistle Park was kept.", "Norton said that it saved money."])
def test_a_sentence_that_only_begins_alike_is_not(text: str) -> None:
    assert not is_dangling(text)


def test_only_a_brief_has_gaps() -> None:
    def first(kind: str, heading: str) -> bool:
        made = make_passage("Parks are unknown.", kind="brief" if kind == "brief" else "report", heading=heading)
        return is_gap(candidates(ask("parks?"), [term("parks")], [make_hit(made)], identities={})[0])

    assert first("brief", GAPS)
    assert first("brief", f"Norton > {GAPS}")
    assert not first("brief", "Parks")
    assert not first("report", GAPS)


def test_every_sentence_of_every_hit_is_a_candidate_word_for_word() -> None:
    passages = [
        make_passage("Norton kept parks.\nIt saved £3m. Staff stayed."),
        make_passage("No. Yes.", report_id="b"),
    ]
    hits = [make_hit(passage, rank=rank) for rank, passage in enumerate(passages, start=1)]
    found = candidates(ask("parks?"), [term("parks")], hits, identities={})
    assert {candidate.text for candidate in found} == {
        "Norton kept parks.",
        "It saved £3m.",
        "Staff stayed.",
        "No.",
        "Yes.",
    }
    assert all(
        candidate.text == candidate.hit.passage.text[slice(*candidate.hit.passage.sentences[candidate.index])]
        for candidate in found
    )


def test_candidates_come_best_first_and_ties_by_place() -> None:
    text = "Parks are kept. Parks are kept. Parks are kept."
    hits = [make_hit(make_passage(text, report_id=name), rank=rank) for rank, name in enumerate("ab", start=1)]
    found = candidates(ask("parks?"), [term("parks")], hits[::-1], identities={})
    assert [(c.hit.rank, c.index) for c in found] == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]
    better = candidates(ask("parks?"), [term("parks")], [make_hit(hits[0].passage, 0.1, 0.2, 0.9)], identities={})
    assert [c.index for c in better] == [2, 1, 0]
    assert [c.score for c in better] == sorted((c.score for c in better), reverse=True)


def test_of_two_alike_sentences_the_one_that_speaks_of_the_question_is_first() -> None:
    passage = make_passage("The bins were kept. The parks were kept.")
    found = candidates(ask("parks?"), [term("parks")], [make_hit(passage)], identities={})
    assert found[0].text == "The parks were kept."


def test_a_publication_that_is_named_covers_the_name() -> None:
    hit = make_hit(make_passage("The parks were kept."))
    named = [term("Baines", is_name=True)]
    known = candidates(ask("What did Baines say?"), named, [hit], identities={"norton": "Mo Baines"})
    unknown = candidates(ask("What did Baines say?"), named, [hit], identities={})
    assert (known[0].own, known[0].context) == (0.0, 1.0)
    assert (unknown[0].own, unknown[0].context) == (0.0, 0.0)


def test_a_hit_without_sentences_or_their_scores_gives_none() -> None:
    passage = make_passage("One sentence. Another one.")
    assert candidates(ask("one?"), [], [make_hit(make_passage(""))], identities={}) == ()
    assert len(candidates(ask("one?"), [], [make_hit(passage, 0.5)], identities={})) == 1
