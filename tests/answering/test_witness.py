"""A claim becomes a statement where its quotes stand in the passages they name, and bear it out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.answering.llm_reply import Claim, Quote
from insourcing_assistant.answering.witness import Hearing, hear
from insourcing_assistant.types import Page
from tests.answering.making import make_passage

PARKS = make_passage("Norton took its parks back in 2016. The parks cost Norton £1.9 million in the first year.")
LAMPS = make_passage("Eastham took its lamps back in 2016. Nobody counted the lamps.", report_id="eastham")
LABELLED = {"aaaa": PARKS, "bbbb": LAMPS}
CLAIM = Claim("Norton took its parks back in 2016.", (Quote("aaaa", "took its parks back in 2016"),))


def listen(*claims: Claim, most: int = 5) -> Hearing:
    return hear(claims, LABELLED, most=most, strengths={PARKS.id: "strong"})


def test_what_stands_is_said_and_cited_with_its_sentence() -> None:
    hearing = listen(CLAIM)
    (statement,) = hearing.statements
    (citation,) = statement.citations
    assert (statement.text, hearing.rejected) == (CLAIM.text, 0)
    assert (citation.quote, citation.start, citation.pages) == ("Norton took its parks back in 2016.", 0, (1,))
    assert citation.strength == "strong"


def test_two_passages_can_bear_out_one_sentence() -> None:
    both = (*CLAIM.quotes, Quote("bbbb", "Eastham took its lamps back"))
    text = "Norton took its parks back in 2016, and Eastham took its lamps back in 2016"
    (statement,) = listen(Claim(text, both)).statements
    assert statement.text == f"{text}."
    assert [(c.report_id, c.strength) for c in statement.citations] == [("norton", "strong"), ("eastham", "some")]


@pytest.mark.parametrize(
    "quotes",
    [
        (),
        (Quote("cccc", "took its parks back in 2016"),),
        (Quote("bbbb", "took its parks back in 2016"),),
        (Quote("aaaa", "took the parks back in 2016"),),
        (Quote("aaaa", "back in 2016"),),
        (Quote("aaaa", ""),),
        (*CLAIM.quotes, Quote("bbbb", "Norton helped Eastham with it")),
    ],
    ids=["none", "invented code", "another passage", "not verbatim", "too short", "empty", "one of two is wrong"],
)
def test_a_claim_without_a_quote_that_stands_is_removed_and_counted(quotes: tuple[Quote, ...]) -> None:
    assert listen(Claim(CLAIM.text, quotes)) == Hearing((), 1)


def test_what_is_said_twice_is_kept_once_and_is_no_failure() -> None:
    assert listen(CLAIM, CLAIM) == listen(CLAIM)


def test_no_more_is_kept_than_is_wanted_but_all_of_it_is_checked() -> None:
    cost = "The parks cost Norton £1.9 million in the first year."
    hearing = listen(CLAIM, Claim(cost, (Quote("aaaa", cost),)), Claim("It is all lies.", CLAIM.quotes), most=1)
    assert [statement.text for statement in hearing.statements] == [CLAIM.text]
    assert hearing.rejected == 1


def test_a_quote_over_a_page_turn_is_cited_page_by_page() -> None:
    turn = PARKS.text.index("back in")
    turned = replace(PARKS, pages=(Page(1, "i", 0, turn), Page(2, "ii", turn, len(PARKS.text))))
    (statement,) = hear([CLAIM], {"aaaa": turned}, most=1, strengths={}).statements
    assert [(c.pages, c.quote) for c in statement.citations] == [
        ((1,), "Norton took its parks"),
        ((2,), "back in 2016."),
    ]


def test_no_claims_are_no_hearing() -> None:
    assert listen() == Hearing()
    assert listen(Claim("")) == Hearing((), 1)
