"""A text speaks of a term by its stems or a synonym's, in a row; a rare term weighs more than a common one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.matching import Text, strength_of, vocabulary, weigh
from insourcing_assistant.questions import analyse
from insourcing_assistant.types import QuestionTerm
from insourcing_assistant.wording import stems

GLOSSARY = Glossary([Term("insourcing", "…", synonyms=("bring back in-house",))])


def term(text: str, *, is_name: bool = False) -> QuestionTerm:
    return QuestionTerm(text, (tuple(stems(text)),), (text,), is_name=is_name)


def test_stems_must_stand_in_a_row() -> None:
    text = Text("Councils were bringing back services in-house.")
    assert text.has(stems("council"))
    assert text.has(stems("bring back service"))
    assert not text.has(stems("council services"))
    assert not text.has(stems("cil"))


def test_a_text_without_words_has_nothing() -> None:
    assert not Text(" – … ").has(stems("council"))


def test_another_form_of_the_word_counts_in_full() -> None:
    assert strength_of(term("contractors"), Text("The contractor's fees")) == 1.0
    assert strength_of(term("contractors"), Text("The contract")) == 0.0


def test_a_synonym_counts_in_full() -> None:
    (insourcing,) = analyse("insourcing", GLOSSARY).terms
    assert strength_of(insourcing, Text("They want to bring back in-house what was sold.")) == 1.0
    assert strength_of(insourcing, Text("They want to bring it back.")) == 0.0


def test_a_name_whose_words_are_scattered_counts_for_less_but_not_for_nothing() -> None:
    name = term("Institute for Government", is_name=True)
    assert strength_of(name, Text("the Institute for Government said")) == 1.0
    assert 0.0 < strength_of(name, Text("a government institute said")) < 1.0
    assert strength_of(name, Text("an institute said")) == 0.0


def test_a_phrase_that_is_no_name_and_a_name_with_a_number_are_not_matched_scattered() -> None:
    assert strength_of(term("fair wage"), Text("a wage that is fair")) == 0.0
    assert strength_of(term("Procurement Act 2023", is_name=True), Text("in 2023 an act on procurement")) == 0.0


def test_the_vocabulary_has_the_content_words_of_every_spelling_once() -> None:
    question = analyse("Is insourcing the way to bring back in-house staff?", GLOSSARY)
    found = vocabulary(question)
    assert len(found) == len(set(found))
    assert {"insourcing", "house", "staff"} <= set(found)
    assert not {"is", "the", "to", "in"} & set(found)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500))
def test_the_rarer_term_weighs_more(one: int, other: int, passages: int) -> None:
    question = analyse("parks and bins", Glossary())
    common = {"parks": min(one, passages), "bins": min(other, passages)}
    parks, bins = (weighted.weight for weighted in weigh(question, common, passages))
    assert 0.0 < parks <= 1.0
    assert 0.0 < bins <= 1.0
    assert (common["parks"] - common["bins"]) * (parks - bins) <= 0


def test_a_word_in_no_passage_weighs_one_and_a_word_in_all_next_to_nothing() -> None:
    question = analyse("parks and bins", Glossary())
    parks, bins = (weighted.weight for weighted in weigh(question, {"bins": 100}, 100))
    assert parks == pytest.approx(1.0)
    assert bins < 0.1


def test_a_term_is_as_common_as_its_most_common_form() -> None:
    question = analyse("insourcing", GLOSSARY)
    rare = weigh(question, {"insourcing": 1}, 100)[0].weight
    by_synonym = weigh(question, {"insourcing": 1, "bring": 50, "back": 60, "house": 40}, 100)[0].weight
    assert by_synonym < rare


def test_a_form_is_as_rare_as_its_rarest_word() -> None:
    question = analyse("What did the Smith Institute say?", Glossary())
    (name,) = weigh(question, {"smith": 1, "institute": 90}, 100)
    alone = weigh(analyse("What did Smith say?", Glossary()), {"smith": 1}, 100)[0]
    assert name.weight == pytest.approx(alone.weight)


def test_a_question_can_be_weighed_against_an_empty_library() -> None:
    assert [weighted.weight for weighted in weigh(analyse("parks", Glossary()), {}, 0)] == [1.0]


def test_an_amount_may_have_its_unit_written_to_it() -> None:
    assert strength_of(term("95", is_name=True), Text("Contracts of £95bn a year")) == 1.0
    assert strength_of(term("95", is_name=True), Text("Contracts of £950bn a year")) == 0.0


def test_capitals_stand_for_a_name_in_full() -> None:
    assert strength_of(term("NEF", is_name=True), Text("The New Economics Foundation")) == 1.0
    assert strength_of(term("IFG", is_name=True), Text("Institute for Fine Government")) == 1.0
    assert strength_of(term("NEF", is_name=True), Text("New ideas of the Foundation")) == 0.0


def test_a_name_that_is_a_word_of_no_weight_but_for_its_capitals_is_matched_by_them() -> None:
    asked = analyse("Which council took its IT back?", Glossary())
    name = next(each for each in asked.terms if each.text == "IT")
    assert strength_of(name, Text("Norton took its IT services back.")) == 1
    assert strength_of(name, Text("Norton took it back.")) == 0
    assert strength_of(term("US", is_name=True), Text("A state of the U.S. and one of the United States.")) == 1
    assert strength_of(term("US", is_name=True), Text("All of the United States.")) == 1
    assert strength_of(term("US", is_name=True), Text("All of us.")) == 0
    assert next(each.weight for each in weigh(asked, {"it": 90}, 100) if each.term == name) > 0.7


def test_a_possessive_is_looked_up_without_its_ending() -> None:
    assert vocabulary(analyse("What did North Tyneside's repairs cost?", Glossary()))[:2] == ("north", "tyneside")
