"""Words are compared as stems, and numbers in one spelling."""

import pytest

from insourcing_assistant.wording import is_stop, numbers, opening, stem, stems, word_spans, words, years


def test_a_hyphen_separates_words() -> None:
    assert words("bringing services back in-house") == ["bringing", "services", "back", "in", "house"]


def test_the_mark_of_a_note_is_no_part_of_a_word_or_a_number() -> None:
    assert words("The contract¹ of 2015² saved £9³ million⁴.") == [
        "The",
        "contract",
        "of",
        "2015",
        "saved",
        "9",
        "million",
    ]
    assert numbers("It saved £9¹ million², or 5%.³") == {"9m", "5%"}


def test_a_possessive_has_the_stem_of_its_owner() -> None:
    assert stem("council's") == stem("council’s") == stem("councils") == "council"


def test_stems_keep_stop_words_so_that_phrases_can_be_matched() -> None:
    assert stems("The Domesday Book of contracts") == ["the", "domesday", "book", "of", "contract"]


@pytest.mark.parametrize("word", ["The", "what", "don’t", "WHO"])
def test_stop_words_are_known_in_any_spelling(word: str) -> None:
    assert is_stop(word)


def test_a_word_that_says_something_is_no_stop_word() -> None:
    assert not is_stop("council")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a saving of £3 million", {"3m"}),
        ("£3m each year", {"3m"}),
        ("1,000 people", {"1000"}),
        ("13 per cent, or 13%", {"13%"}),
        ("about £100bn or £100 billion", {"100bn"}),
        ("8.4% of the economy", {"8.4%"}),
        ("no number here", set()),
    ],
)
def test_a_number_has_one_spelling(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_years_are_found_but_not_inside_longer_numbers() -> None:
    assert years("from 2010/11 to 2016, ISBN 19073882019") == {2010, 2016}


def test_housing_is_not_what_in_house_is_about() -> None:
    assert stem("Housing") not in stems("in-house")
    assert stem("houses") in stems("in-house")


def test_a_text_is_cut_behind_a_word() -> None:
    assert opening("Costs, it says,\nfell by a tenth.", 3) == "Costs, it says …"
    assert opening("Costs  fell.\n", 3) == "Costs fell."
    assert opening("Costs it says", 3) == "Costs it says"


def test_words_are_found_where_they_stand() -> None:
    text = "In-house, at last"
    assert [text[span.start : span.end] for span in word_spans(text)] == words(text) == ["In", "house", "at", "last"]
