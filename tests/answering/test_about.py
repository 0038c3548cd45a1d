"""Questions about the library are answered with sentences of its catalogue, and only those."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.about import NONE_IN_FULL, about_library
from insourcing_assistant.answering.citations import stands
from insourcing_assistant.types import Answer
from tests.answering.making import make_passage

PARKS = (
    "Parks come home is a report on parks. Parks come home was written by Ann Lee. It was published by the Park "
    "Society in May 2016. The copy has 68 pages. Its ISBN is 978-1-907388-58-3."
)
ENTRIES = {
    "parks": make_passage(PARKS, report_id="parks", kind="catalogue"),
    "bins": make_passage("Bins is a guide of 2009. It is by Bo Day.", report_id="bins", kind="catalogue"),
}


def texts(answer: Answer | None) -> list[str]:
    return [statement.text for statement in answer.statements] if answer else []


@pytest.mark.parametrize(
    "question",
    [
        "Which reports do you have?",
        "What publications are in the library?",
        "List the reports",
        "How many documents are there?",
        "What's in this library?",
        "List all publications",
        "Who are the authors of the reports?",
        "How old are these reports?",
    ],
)
def test_a_question_for_what_there_is_gets_the_first_sentence_of_each_entry(question: str) -> None:
    answer = about_library(question, (), ENTRIES)
    assert texts(answer) == ["Parks come home is a report on parks.", "Bins is a guide of 2009."]
    assert answer is not None
    assert (answer.kind, answer.answerer, answer.question) == ("answer", "catalogue", question)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who wrote Parks come home?", "Parks come home was written by Ann Lee."),
        ("Who published Parks come home?", "It was published by the Park Society in May 2016."),
        ("When was Parks come home published?", "It was published by the Park Society in May 2016."),
        ("How many pages does Parks come home have?", "The copy has 68 pages."),
        ("What is the ISBN of Parks come home?", "Its ISBN is 978-1-907388-58-3."),
        ("Where can I download Parks come home?", "It was published by the Park Society in May 2016."),
        ("Do you have Parks come home?", "It was published by the Park Society in May 2016."),
        ("Is Parks come home in the library?", "It was published by the Park Society in May 2016."),
    ],
)
def test_a_bibliographic_question_gets_the_sentences_that_speak_of_it(question: str, sentence: str) -> None:
    said = texts(about_library(question, ("parks",), ENTRIES))
    assert sentence in said
    assert len(said) < len(ENTRIES["parks"].sentences)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which report is the most recent?", ["c", "d"]),
        ("What is the newest publication?", ["c", "d"]),
        ("What are the latest publications?", ["c", "d"]),
        ("What is the oldest report here?", ["a"]),
        ("Which document is the oldest?", ["a"]),
        ("What is the latest report by Bell?", ["b"]),
    ],
)
def test_the_newest_and_the_oldest_are_told_by_their_dates(question: str, expected: list[str]) -> None:
    names = {"a": "Bell", "b": "Bell", "c": "Cole", "d": "Cole", "e": "Cole"}
    entries = {
        key: make_passage(f"{key} was published by {name}.", report_id=key, kind="catalogue")
        for key, name in names.items()
    }
    issued = {"a": "2011-06", "b": "2011-07-02", "c": "2019-05-29", "d": "2019-05"}
    answer = about_library(question, (), entries, issued=issued)
    assert answer is not None
    assert [citation.report_id for citation in answer.citations] == expected


def test_where_a_month_is_not_known_all_of_the_year_are_the_newest() -> None:
    answer = about_library("Which is the newest report?", (), ENTRIES, issued={"parks": "2019-05", "bins": "2019"})
    assert answer is not None
    assert [citation.report_id for citation in answer.citations] == ["parks", "bins"]


def test_what_a_new_report_says_is_not_a_question_about_the_library() -> None:
    for question in ("What does the latest report say about pay?", "What is the latest on pay?", "Who was the first?"):
        assert about_library(question, (), ENTRIES, issued={"parks": "2019"}) is None


def test_what_is_there_in_full_is_told_from_what_has_a_brief_alone() -> None:
    question = "Which publications do you have in full?"
    assert texts(about_library(question, (), ENTRIES, in_full={"bins"})) == ["Bins is a guide of 2009."]
    answer = about_library(question, (), ENTRIES)
    assert answer is not None
    assert (answer.kind, answer.message) == ("abstention", NONE_IN_FULL)
    assert about_library(question, (), ENTRIES, in_full={"not among those asked"}) is None


def test_each_named_publication_is_told_of_in_order() -> None:
    answer = about_library("Who wrote Bins and Parks come home?", ("bins", "parks"), ENTRIES)
    assert answer is not None
    assert list(dict.fromkeys(citation.report_id for citation in answer.citations)) == ["bins", "parks"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Why do councils insource?", ()),
        ("Who wrote the Domesday Book?", ()),
        ("What does Parks come home say about its authors?", ("parks",)),
        ("What did the author of Parks come home recommend?", ("parks",)),
        ("How much did Norton save?", ("parks",)),
        ("Who wrote it?", ("unknown",)),
    ],
)
def test_any_other_question_is_left_to_the_search(question: str, named: tuple[str, ...]) -> None:
    assert about_library(question, named, ENTRIES) is None


def test_an_entry_that_is_silent_gives_no_answer() -> None:
    assert about_library("What is the ISBN of Bins?", ("bins",), ENTRIES) is None


def test_an_empty_library_lists_nothing() -> None:
    assert about_library("Which reports do you have?", (), {}) is None


QUESTIONS = st.sampled_from(["Which reports do you have?", "Who wrote it, and when was it published?", "isbn, pages?"])


@given(st.text(max_size=40) | QUESTIONS, st.lists(st.sampled_from(["parks", "bins", "unknown"]), unique=True))
def test_every_statement_stands_in_its_entry(question: str, named: list[str]) -> None:
    answer = about_library(question, named, ENTRIES)
    for statement in answer.statements if answer else ():
        (citation,) = statement.citations
        assert statement.text == citation.quote
        assert citation.kind == "catalogue"
        assert stands(citation, ENTRIES[citation.report_id].text)
