"""Persons are sorted by their family names, and bodies stay as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.authors import cited_as, csl_name
from insourcing_assistant.types import Report


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


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (("Jane Smith",), "Smith"),
        (("Smith, Jane", "Joe Jones"), "Smith and Jones"),
        (("Jane Smith", "Joe Jones", "Mo Baines"), "Smith et al."),
        (("Green Alliance",), "Green Alliance"),
        (("The Committee on Standards in Public Life of Northmoor",), "The Committee on Standards in …"),
        ((" ",), ""),
        ((), ""),
    ],
)
def test_a_citation_names_the_authors_where_there_is_no_publisher(authors: tuple[str, ...], name: str) -> None:
    report = Report(id="homes", title="Homes", authors=authors)
    assert cited_as(report) == name
    assert cited_as(replace(report, publisher="Northmoor")) == "Northmoor"
    assert cited_as(replace(report, publisher="Northmoor", label="NM")) == "NM"
