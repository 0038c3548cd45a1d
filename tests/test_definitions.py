"""A word of the field is explained where no publication does, and it is said that the glossary explains it."""

from __future__ import annotations

import pytest

from insourcing_assistant.definitions import definition_notes
from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.questions import analyse

GLOSSARY = Glossary(
    [
        Term("TUPE", "Rules that keep the terms of staff who move.", full="Transfer of Undertakings Regulations"),
        Term("section 114 notice", "A notice that a budget cannot be balanced.", synonyms=("section 114",)),
    ]
)


def notes(question: str) -> tuple[str, ...]:
    return definition_notes(analyse(question, GLOSSARY), GLOSSARY)


@pytest.mark.parametrize(
    "question", ["What is TUPE?", "What does TUPE mean?", "Define TUPE", "What is meant by TUPE?", "what is tupe"]
)
def test_a_word_that_is_asked_for_is_explained(question: str) -> None:
    [note] = notes(question)
    assert note.startswith("TUPE (Transfer of Undertakings Regulations): Rules that keep the terms of staff who move.")
    assert note.endswith("So says this program's glossary; no publication is quoted here.")


def test_it_is_explained_under_each_of_its_names() -> None:
    assert notes("What is a section 114?")[0].startswith("section 114 notice: A notice")


@pytest.mark.parametrize(
    "question",
    [
        "When does TUPE apply?",
        "What is a gateway review?",
        "What is TUPE in Norton?",
        "What is TUPE and section 114?",
        "",
    ],
)
def test_nothing_else_is_explained(question: str) -> None:
    assert notes(question) == ()
