"""A question that leans on an earlier one is searched together with it; one that stands alone is not."""

import pytest

from insourcing_assistant.followups import resolve

EARLIER = ["What did Fife do about gas servicing?"]


@pytest.mark.parametrize(
    "question", ["And how much did it save?", "Why?", "What about housing?", "Did they save money?"]
)
def test_a_leaning_question_brings_the_earlier_one(question: str) -> None:
    assert resolve(question, EARLIER) == f"{question} (What did Fife do about gas servicing?)"


@pytest.mark.parametrize(
    "question",
    [
        "What is the Ensuring Council?",
        "How much did Islington save on cleaning?",
        "Why are councils bringing services back?",
    ],
)
def test_a_question_of_its_own_is_left_alone(question: str) -> None:
    assert resolve(question, EARLIER) is None


def test_without_history_nothing_is_added() -> None:
    assert resolve("And why?", []) is None


def test_the_topic_is_the_last_question_that_stood_by_itself() -> None:
    assert resolve("Why?", [*EARLIER, "And then?"]) == "Why? (What did Fife do about gas servicing?)"


@pytest.mark.parametrize(
    "question",
    ["Why did Islington take its cleaning back?", "How did Labour fund its plan?", "Is there a Welsh example?"],
)
def test_a_pronoun_with_its_name_in_front_leans_on_nothing(question: str) -> None:
    assert resolve(question, EARLIER) is None
