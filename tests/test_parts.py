"""A question of several parts is taken apart where each part can be asked by itself."""

import pytest

from insourcing_assistant.parts import split_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What did Fife save and what did Islington save?",
            ("What did Fife save?", "What did Islington save?"),
        ),
        (
            "How common is insourcing, and why do councils do it?",
            ("How common is insourcing?", "Why do councils do it?"),
        ),
        (
            "What did Fife save? Which councils are case studies?",
            ("What did Fife save?", "Which councils are case studies?"),
        ),
        (
            "Who wrote the plan; when was it published; how long is the text?",
            ("Who wrote the plan?", "When was it published?", "How long is the text?"),
        ),
    ],
)
def test_parts_are_asked_one_by_one(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Why do councils bring services back?",
        "Who wrote Rebuilding Capacity, and when?",
        "What happened to pay and pensions?",
        "How did David Walker and John Tizard differ?",
        "And how much did it save? (Why did Islington take cleaning back?)",
        "I am new and how would I know that?",
        "What is a, and what is b, and what is c, and what is d?",
        "What did Fife save? Thanks in advance for that.",
        "?",
    ],
)
def test_a_question_that_is_one_stays_whole(question: str) -> None:
    assert split_parts(question) == (question,)
