"""Publications are found where a question names them, one by one."""

import pytest

from insourcing_assistant.answering.mentions import mentions
from insourcing_assistant.types import Report

REPORTS = (
    Report(id="update", title="Insourcing update: The value", publisher="UNISON", label="APSE/UNISON", year=2011),
    Report(id="rebuilding", title="Rebuilding Capacity", publisher="Public Excellence (APSE)", label="APSE", year=2019),
    Report(
        id="plan", title="Local Services: A Plan", publisher="The Labour Party", year=2019, aliases=("Labour plan",)
    ),
    Report(id="love-in", title="Out of Contract: Time to move on", authors=("David Walker", "John Tizard"), year=2018),
    Report(id="toolkit", title="Out of Contract: A Toolkit", publisher="Economics Foundation (NEF)", year=2018),
)


def found(question: str) -> list[tuple[str, ...]]:
    return [mention.reports for mention in mentions(question, REPORTS) if mention.reports]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is Rebuilding Capacity like Insourcing update?", [("rebuilding",), ("update",)]),
        ("What did APSE find?", [("update", "rebuilding")]),
        ("compare apse with nef", [("update", "rebuilding"), ("toolkit",)]),
        ("What did APSE find in 2011 and in 2019?", [("update",), ("rebuilding",)]),
        ("Compare APSE 2019 and UNISON (2011).", [("rebuilding",), ("update",)]),
        ("How do the 2011 and 2019 reports by APSE differ?", [("update",), ("rebuilding",)]),
        ("How do APSE/UNISON 2011 and APSE 2019 differ?", [("update",), ("rebuilding",)]),
        ("How do the 2011 and 2018 reports differ?", [("update",), ("love-in", "toolkit")]),
        ("What did Labour and Walker and Tizard want?", [("plan",), ("love-in",)]),
        ("What does the Labour plan say?", [("plan",)]),
        ("What do the two called Out of Contract say?", [("love-in", "toolkit")]),
        ("What does Rebuilding Capacity (2019) say?", [("rebuilding",)]),
    ],
)
def test_titles_makers_and_years_name_publications(question: str, expected: list[tuple[str, ...]]) -> None:
    assert found(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What did labour cost in 2019?",  # the work, not the party
        "What happened in 2011 and in 2019?",
        "What changed between 2011 and 2019?",
        "Why do councils insource?",
        "",
    ],
)
def test_what_names_no_publication(question: str) -> None:
    assert found(question) == []


def test_the_year_of_a_survey_is_not_that_of_a_publication() -> None:
    assert found("What did APSE's 2019 survey find?") == [("update", "rebuilding")]


def test_a_mention_is_where_it_stands() -> None:
    (mention,) = mentions("Is Rebuilding Capacity right?", REPORTS)
    assert (mention.start, mention.end, mention.by) == (1, 3, "title")  # counted in words
