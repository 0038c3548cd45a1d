"""A question is taken apart into terms, names, numbers, quoted words and the kind of answer it wants."""

import pytest

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.questions import analyse
from insourcing_assistant.types import QuestionKind

GLOSSARY = Glossary([Term("insourcing", "…", synonyms=("bring back in-house", "bringing services back"))])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who wrote Rebuilding Capacity?", "who"),
        ("When did Redbridge bring cleaning back?", "when"),
        ("How much did Islington save?", "how many"),
        ("What share of councils insourced?", "how many"),
        ("Why are councils bringing services back?", "why"),
        ("What does insourcing mean?", "definition"),
        ("How can a council bring a service back?", "steps"),
        ("How can a council cut its costs?", "how"),
        ("Which councils are case studies?", "which"),
        ("Tell me about pensions", "other"),
    ],
)
def test_the_kind_of_answer_is_seen(text: str, kind: QuestionKind) -> None:
    assert analyse(text, GLOSSARY).kind == kind


def test_a_term_of_the_glossary_brings_its_synonyms() -> None:
    term = analyse("Why are they bringing services back?", GLOSSARY).terms[0]
    assert term.text == "bringing services back"
    assert term.spellings == ("bringing services back", "insourcing", "bring back in-house")
    assert not term.is_name


def test_a_name_of_several_words_is_one_term() -> None:
    terms = analyse("What did Walker and Tizard say to the Institute for Government?", GLOSSARY).terms
    assert [term.text for term in terms if term.is_name] == ["Walker", "Tizard", "Institute for Government"]


def test_a_capital_at_the_beginning_makes_no_name_but_an_acronym_does() -> None:
    assert not any(term.is_name for term in analyse("Outsourcing costs more?", GLOSSARY).terms)
    assert analyse("TUPE rules?", GLOSSARY).terms[0].is_name


def test_title_case_makes_no_names() -> None:
    assert not any(term.is_name for term in analyse("Why Do Councils Insource Services?", GLOSSARY).terms)


def test_a_year_must_be_matched_as_it_is() -> None:
    question = analyse("What happened in 2023?", GLOSSARY)
    assert [(term.text, term.is_name) for term in question.terms] == [("happened", False), ("2023", True)]
    assert question.years == {2023}


def test_quoted_words_are_kept_whole() -> None:
    assert analyse("What is the “Domesday Book” of contracts?", GLOSSARY).phrases == ("Domesday Book",)


def test_stop_words_alone_are_no_terms() -> None:
    assert analyse("What is it about?", GLOSSARY).terms == ()
