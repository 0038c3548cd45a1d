"""What its quotes do not bear out is seen in a sentence: other words, names, figures, or another turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.support import MAX_SENTENCE_CHARS, objection, small_words
from insourcing_assistant.wording import numbers

PARKS = "Norton took its parks back in 2016, because the contractor had left 12 playgrounds locked."
MONEY = "Norton saved £2 million on parks in 2016 and Eastham saved £3 million on lamps."
HEDGED = "Eastham council may save as much as 7% on repairs, according to its own officers."
NEGATED = "There is no evidence that outsourcing repairs was cheaper for the councils of the region."
LAWSUIT = "Eastham sued Norton over the lamps, and the contractor blamed the councils for the delay."
LONG = (
    "The need to improve efficiency and to reduce the costs of services was the reason that 64% of the councils gave "
    "for bringing services back in-house in the survey of 2017."
)


def check(sentence: str, *quotes: str) -> str | None:
    return objection(sentence, quotes, common_words=small_words([*quotes, "repairs services costs the"]))


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        (PARKS, [PARKS]),
        ("The contractor had left 12 playgrounds locked, because of which Norton took its parks back.", [PARKS, PARKS]),
        ("Norton took its parks back in 2016.", [PARKS]),
        ("Norton saved £2m on parks.", [MONEY]),
        ("In 2016 Norton saved two million pounds on parks.", ["In 2016 Norton saved two million pounds on parks."]),
        ("Eastham saved £3 million on its lamps.", [MONEY]),
        ("Eastham council may save 7 per cent on repairs.", [HEDGED]),
        ("There is no evidence that outsourcing repairs was cheaper.", [NEGATED]),
        (
            "Services were brought back to improve efficiency and reduce costs, a reason 64% of councils give.",
            [LONG],
        ),
        ("Norton took its parks back. Eastham sued Norton over the lamps.", [PARKS, LAWSUIT]),
        ("Eastham sued Norton over the lamps, and Norton took its parks back.", [PARKS, LAWSUIT]),
        ("The council’s parks came back to it.", ["The council's parks came back to it in the end."]),
    ],
)
def test_what_the_quotes_say_may_be_said(sentence: str, quotes: list[str]) -> None:
    assert check(sentence, *quotes) is None


@pytest.mark.parametrize(
    ("sentence", "quotes", "problem"),
    [
        ("Norton, in 2016, took its parks back with pride.", [PARKS], "its words are not those of its quotes"),
        ("Norton sold its parks in 2016.", [PARKS], "its words are not those of its quotes"),
        ("The council was pleased with the result.", [PARKS], "its words are not those of its quotes"),
        ("It is what it is, and it was in 2016.", [PARKS], "its words are not those of its quotes"),
        ("Norton a pris ses parcs en 2016.", [PARKS], "its words are not those of its quotes"),
        ("Norton took its parks back. It was a triumph.", [PARKS], "its words are not those of its quotes"),
        ("Norton took its parks back; people were happy.", [PARKS], "its words are not those of its quotes"),
        ("Services came back in Leeds to improve efficiency and reduce costs of services, the reason 64% of the "
         "councils gave.", [LONG], "a name is not in its quotes"),
        ("Norton took its parks back in 2017.", [PARKS], "a number is not in its quotes"),
        ("Norton took 12% of its parks back.", [PARKS], "a number is not in its quotes"),
        ("Norton saved $2 million on parks.", [MONEY], "a number is not in its quotes"),
        ("Norton saved 2 million on parks, twice.", [MONEY], "a number is not in its quotes"),
        ("Half of the parks of Norton were taken back.", [PARKS], "a number is not in its quotes"),
        ("Eastham council saves 7% on repairs.", [HEDGED], "it turns what its quotes say"),
        ("There is evidence that outsourcing repairs was cheaper.", [NEGATED], "it turns what its quotes say"),
        ("Norton never took its parks back in 2016.", [PARKS], "it turns what its quotes say"),
        ("Norton didn't take its parks back in 2016.", [PARKS], "it turns what its quotes say"),
        ("Norton must take all its parks back.", [PARKS], "it turns what its quotes say"),
        ("Norton took its parks back only in 2016.", [PARKS], "it turns what its quotes say"),
        ("Norton saved £3 million on parks.", [MONEY], "it connects what its quotes do not"),
        ("Eastham saved £2 million and Norton £3 million.", [MONEY], "it connects what its quotes do not"),
        ("Norton sued Eastham over the lamps.", [LAWSUIT], "it connects what its quotes do not"),
        ("Councils blamed the contractor.", ["Contractors blamed councils."], "it connects what its quotes do not"),
        ("Parks.", [PARKS], "it is no sentence"),
        ("Did Norton take its parks back in 2016, because of the contractor?", [PARKS], "it is a question"),
    ],
)  # fmt: skip
def test_what_the_quotes_do_not_say_may_not(sentence: str, quotes: list[str], problem: str) -> None:
    assert check(sentence, *quotes) == problem


def test_a_name_that_opens_a_sentence_is_one_unless_the_word_is_known_to_be_written_small() -> None:
    quote = "The council took its parks back in 2016 and kept all of its playgrounds and its public gardens open."
    said = "took its parks back in 2016 and kept all of its playgrounds and its public gardens open."
    assert objection(f"Fife {said}", [quote], common_words=frozenset()) == "a name is not in its quotes"
    assert objection(f"For example, the council {said}", [quote], common_words=frozenset()) is None
    assert objection(f"Council {said}", [quote], common_words=frozenset()) is None


def test_a_sentence_without_end_is_none() -> None:
    quote = "parks " * 200
    assert objection(quote, [quote], common_words=frozenset()) == "it is too long"
    assert len(quote) > MAX_SENTENCE_CHARS


@given(st.sampled_from([PARKS, MONEY, HEDGED, NEGATED, LAWSUIT, LONG]))
def test_a_quote_bears_itself_out(quote: str) -> None:
    assert check(quote, quote) is None


@given(st.text(max_size=80), st.lists(st.text(max_size=80), min_size=1, max_size=3))
def test_whatever_is_compared_nothing_fails_and_every_number_is_in_the_quotes(said: str, quotes: list[str]) -> None:
    assert check(said, *quotes) is not None or numbers(said) <= numbers(" ".join(quotes))


@given(st.integers(13, 9999).filter(lambda value: value != 2016))
def test_no_other_figure_is_let_through(value: int) -> None:
    sentence = f"The contractor had left {value} playgrounds locked."
    assert check(sentence, PARKS) == "a number is not in its quotes"
