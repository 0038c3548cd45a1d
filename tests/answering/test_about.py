"""Questions about the library are answered with sentences of its catalogue, and only those."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.about import about_library
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
    ],
)
def test_a_bibliographic_question_gets_the_sentences_that_speak_of_it(question: str, sentence: str) -> None:
    said = texts(about_library(question, ("parks",), ENTRIES))
    assert sentence in said
    assert len(said) < len(ENTRIES["parks"].sentences)


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
