"""The answers to the parts of a question are said one after the other, and what is missing is named."""

from dataclasses import replace

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.answering.together import together
from insourcing_assistant.types import Answer, Comparison, ComparisonRow, Coverage, Statement, Strength
from tests.answering.making import make_hit, make_passage

PARTS = ("What did Norton save?", "What did Southam save?")
WHOLE = Answer("Both?", kind="abstention", message="Not answered.")
SILENT = Answer("", kind="abstention", message="Not answered.")


def answered(text: str, report_id: str, *, strength: Strength = "some") -> Answer:
    passage = make_passage(text, report_id=report_id)
    statement = Statement(text, (cite(passage, 0, len(text), strength=strength),))
    coverage = Coverage(("norton", "southam"), cited=(report_id,), silent=())
    return Answer("", statements=(statement,), hits=(make_hit(passage, rank=1),), coverage=coverage)


NORTON, SOUTHAM = answered("Norton saved a tenth.", "norton"), answered("Southam saved a fifth.", "southam")


def test_both_parts_are_said_in_order() -> None:
    answer = together(WHOLE, PARTS, [NORTON, SOUTHAM])
    assert [statement.text for statement in answer.statements] == ["Norton saved a tenth.", "Southam saved a fifth."]
    assert (answer.question, answer.not_covered, answer.kind) == ("Both?", (), "answer")
    assert [hit.rank for hit in answer.hits] == [1, 2]
    assert answer.coverage == Coverage(("norton", "southam"), cited=("norton", "southam"))


def test_a_part_without_an_answer_is_named() -> None:
    assert together(WHOLE, PARTS, [NORTON, SILENT]).not_covered == ("What did Southam save?",)


def test_a_weak_match_does_not_count_beside_an_answer() -> None:
    weak = answered("Southam is a town.", "southam", strength="weak")
    answer = together(WHOLE, PARTS, [NORTON, weak])
    assert (len(answer.statements), answer.not_covered) == (1, ("What did Southam save?",))


def test_without_an_answer_to_the_first_part_that_to_the_whole_stands() -> None:
    whole = replace(NORTON, question="Both?")
    assert together(whole, PARTS, [SILENT, SOUTHAM]) == whole
    assert together(WHOLE, PARTS, [SILENT, SILENT]) == WHOLE


def test_without_one_to_the_whole_either_the_other_part_is_answered_and_the_first_named() -> None:
    answer = together(WHOLE, PARTS, [SILENT, SOUTHAM])
    assert [statement.text for statement in answer.statements] == ["Southam saved a fifth."]
    assert (answer.kind, answer.not_covered) == ("answer", ("What did Norton save?",))


def test_nothing_is_said_twice() -> None:
    answer = together(WHOLE, PARTS, [NORTON, replace(NORTON, notes=("Old.",))])
    assert (len(answer.statements), len(answer.hits), answer.notes) == (1, 1, ("Old.",))


def test_a_table_of_one_part_is_kept_whole() -> None:
    table = Comparison(("cost",), (ComparisonRow("norton", (NORTON.citations,)),))
    answer = together(WHOLE, PARTS, [SOUTHAM, replace(NORTON, table=table)])
    assert answer.table == table
    assert [statement.text for statement in answer.beside_table] == ["Southam saved a fifth."]
    weak = Comparison(("cost",), (ComparisonRow("norton", ((),)),))
    assert together(WHOLE, PARTS, [SOUTHAM, replace(SILENT, table=weak)]).table is None
