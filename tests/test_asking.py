"""Of a message, what asks is told from what leads up to it."""

import pytest

from insourcing_assistant.asking import asking, sentences, topic_of
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.questions import analyse


@pytest.mark.parametrize(
    ("message", "asks", "rest"),
    [
        ("What is TUPE?", "What is TUPE?", ""),
        ("Good morning. I am new. What is TUPE?", "What is TUPE?", "Good morning. I am new."),
        ("Our firm went bust. What now? I need it today.", "What now?", "Our firm went bust. I need it today."),
        ("Tell me about pensions. I am in a hurry.", "Tell me about pensions.", "I am in a hurry."),
        ("And how many? (Who wrote the plan?)", "And how many? (Who wrote the plan?)", ""),
        ("And how many? (the plan of 2019)", "And how many? (the plan of 2019)", ""),
        ("Parks. Lamps.", "Parks. Lamps.", ""),
    ],
)
def test_what_asks_is_told_from_the_rest(message: str, asks: str, rest: str) -> None:
    assert asking(message) == (asks, rest)


def test_an_abbreviation_ends_no_sentence() -> None:
    assert sentences("See p. 4 of it, e.g. the table. What is in it?") == (
        "See p. 4 of it, e.g. the table.",
        "What is in it?",
    )


def test_what_leads_up_to_a_question_makes_no_name_and_no_year() -> None:
    question = analyse("I live in Norton, in a flat of 1986. What did Eastham save in 2011?", Glossary())
    assert [term.text for term in question.terms if term.is_name] == ["Eastham", "2011"]
    assert {term.text for term in question.terms} >= {"Norton", "flat"}
    assert question.years == {2011}
    assert question.kind == "how many"


def test_no_name_reaches_over_the_end_of_a_sentence() -> None:
    question = analyse("What about Norton? Would Eastham do it?", Glossary())
    assert [term.text for term in question.terms if term.is_name] == ["Norton", "Eastham"]


def test_a_question_that_names_somebody_else_is_not_asked_of_whom_the_one_before_named() -> None:
    question = analyse("And Eastham? (What did Norton save?)", Glossary())
    assert [(term.text, term.is_name) for term in question.terms] == [
        ("Eastham", True),
        ("Norton", False),
        ("save", False),
    ]
    assert [term.text for term in analyse("And why? (What did Norton save?)", Glossary()).terms if term.is_name] == [
        "Norton"
    ]


def test_what_is_put_in_brackets_behind_a_question_is_its_topic() -> None:
    assert topic_of("And why? (What did Norton save?)") == ("And why?", "What did Norton save?")
    assert topic_of("What is an LATC (a company)?") == ("What is an LATC (a company)?", "")
