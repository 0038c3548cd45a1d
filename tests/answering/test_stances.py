"""Who asks for what speaks against insourcing is not answered with its praise, nor with what is said of contracts."""

from __future__ import annotations

import pytest

from insourcing_assistant.answering.stances import Stance, stance_of
from tests.answering.making import ask, make_answerer, make_hit, make_passage


def wanted(question: str) -> Stance:
    stance = stance_of(question)
    assert stance is not None
    return stance


def takes(question: str, sentence: str, identity: str = "") -> bool:
    return wanted(question).is_taken_by(sentence, make_passage(sentence, kind="brief"), identity)


@pytest.mark.parametrize(
    ("question", "meets", "misses"),
    [
        (
            "What are the disadvantages of insourcing?",
            "A drawback of insourcing is that the council must run payroll.",
            "Flexibility is a benefit of insourcing.",
        ),
        (
            "What are the risks of bringing cleaning back?",
            "Bringing cleaning back in-house has the risk that nobody knows the buildings.",
            "Bringing cleaning back in-house means a lower risk of strikes.",
        ),
        (
            "Which barriers to insourcing are named?",
            "Skills are the main barrier to insourcing.",
            "Councils that insource had failed contracts before.",
        ),
        ("Has any council regretted insourcing?", "Norton regretted insourcing.", "Norton warned of insourcing."),
        ("Did insourcing ever fail?", "Insourcing failed in Norton.", "Insourcing followed a failed contract."),
        (
            "Did any service get worse after it came back in-house?",
            "In Norton, sweeping got worse when it came back in-house.",
            "In Norton, sweeping got better when it came back in-house.",
        ),
        (
            "Has insourcing ever cost more?",
            "Insourcing raised costs in Norton.",
            "Insourcing would not raise costs in Norton.",
        ),
        (
            "What are the arguments against insourcing?",
            "The employers attacked insourcing as dogma.",
            "The union argues for insourcing.",
        ),
        ("Who opposed the plan?", "The employers rejected the plan.", "The union warmly welcomed the plan."),
        ("Who supported the plan?", "The union welcomed the plan.", "The employers called the plan dogma."),
        (
            "Who backed the plan?",
            "The union backed the plan.",
            "Owners of support services warned that the plan costs more.",
        ),
    ],
)
def test_only_what_is_on_the_side_that_is_asked_for_answers(question: str, meets: str, misses: str) -> None:
    assert takes(question, meets)
    assert not takes(question, misses)


def test_what_is_said_against_a_plan_for_insourcing_is_said_against_insourcing() -> None:
    said = "The employers warned that the plan would cost the state dear."
    assert takes("What are the arguments against insourcing?", said, "A Plan for Insourcing, Norton 2019")
    assert not takes("What are the arguments against insourcing?", said, "A Plan for Parks, Norton 2019")


@pytest.mark.parametrize(
    "question",
    [
        "Why are councils insourcing?",
        "What are the benefits of insourcing?",
        "What are the risks of outsourcing?",
        "What should a council do when a contractor fails?",
        "Which problems with its contract led Norton to bring cleaning back?",
        "What was hidden under the 2019 opposition scheme?",
        "Which risks and benefits of insourcing does Norton see?",
        "Who supported staff when they came back in-house?",
        "How did sickness change after insourcing?",
    ],
)
def test_other_questions_take_no_side(question: str) -> None:
    stance = stance_of(question)
    assert stance is None or not stance.of_insourcing


def test_a_report_of_its_own_may_say_it_under_a_heading() -> None:
    stance = wanted("What are the risks of insourcing?")
    assert stance.is_taken_by("Staff may leave.", make_passage("Staff may leave.", heading="Risks"), "")
    assert not stance.is_taken_by("Staff may leave.", make_passage("Staff may leave.", heading="Staff"), "")


def test_nothing_is_said_where_nothing_is_on_that_side() -> None:
    praise = make_hit(make_passage("Flexibility is the great benefit of insourcing in Norton.", kind="brief"))
    blame = make_hit(make_passage("A drawback of insourcing in Norton is its payroll.", report_id="b", kind="brief"))
    question = ask("What are the disadvantages of insourcing in Norton?")
    assert make_answerer().answer(question, [praise]).kind == "abstention"
    answer = make_answerer().answer(question, [praise, blame])
    assert [statement.text for statement in answer.statements] == ["A drawback of insourcing in Norton is its payroll."]
