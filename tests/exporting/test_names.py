"""Persons are sorted by their family names, and bodies stay as they are."""

from __future__ import annotations

import pytest

from insourcing_assistant.exporting.names import csl_name


@pytest.mark.parametrize(
    ("author", "family", "given"),
    [
        ("Mo Baines", "Baines", "Mo"),
        ("Smith, Ann", "Smith", "Ann"),
        ("Professor Steven Griggs", "Griggs", "Steven"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("J. R. Hartley", "Hartley", "J. R."),
        ("Jean-Luc O’Neill", "O’Neill", "Jean-Luc"),
        ("Ólafur Þór", "Þór", "Ólafur"),
    ],
)
def test_a_person_is_turned_round(author: str, family: str, given: str) -> None:
    assert csl_name(author) == {"family": family, "given": given}


@pytest.mark.parametrize(
    "author",
    [
        "UNISON",
        "Association for Public Service Excellence (APSE)",
        "Labour Party, Community Wealth Building Unit",
        "Walker Morris LLP",
        "Green Alliance",
        "GMB Wales",
        "Smith & Sons",
        "Department for Education",
        "Local Government Association",
        "Office 365",
        "",
    ],
)
def test_a_body_stays_as_it_is(author: str) -> None:
    assert csl_name(author) == {"literal": author}
