"""Misspelt words are put right by the words of the field; words of the library, names and numbers are left alone."""

from collections.abc import Sequence

import pytest

from insourcing_assistant.spelling import Speller


def frequencies(asked: Sequence[str]) -> dict[str, int]:
    return {word: int(word == "servicer") for word in asked}


def count_tokens(asked: Sequence[str]) -> list[int]:
    return [1 if word in ("weather", "physics", "counsel") else 2 for word in asked]


SPELLER = Speller(
    ["services that councils bring back", "house", "whether"], frequencies=frequencies, count_tokens=count_tokens
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wich survices do counsils bring bak in hous", "wich services do councils bring bak in hous"),
        ("which services do councils bring back", "which services do councils bring back"),
        ("the servicer", "the servicer"),
        ("Counsils of 2016s", "Counsils of 2016s"),
        ("quantum physics", "quantum physics"),
        ("the weather in survices", "the weather in services"),
        ("the counsels", "the counsels"),
        ("", ""),
    ],
)
def test_only_what_is_misspelt_is_put_right(text: str, expected: str) -> None:
    assert SPELLER.correct(text) == expected


def test_what_was_put_right_needs_nothing_more() -> None:
    once = SPELLER.correct("what survices, and survices again?")
    assert once == "what services, and services again?"
    assert SPELLER.correct(once) == once
