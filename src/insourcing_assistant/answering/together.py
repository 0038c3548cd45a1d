"""Put the answers to the parts of a question together into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from insourcing_assistant.answering.coverages import joined
from insourcing_assistant.types import Answer, Statement


def together(whole: Answer, parts: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """Say the answers in the order of their parts, nothing twice; parts without an answer are `not_covered`.

    Beside another answer, a wrong one is easily believed, so that a weak match does not count. Where the first part
    has no answer, that to the `whole` question stands, if there is one.
    """
    sure = [answer if _is_sure(answer) else replace(answer, statements=()) for answer in answers]
    if not sure[0].answerable and (whole.answerable or not any(answer.answerable for answer in sure)):
        return whole
    answers = sure
    said: set[tuple[tuple[str, int], ...]] = set()
    statements: list[Statement] = []
    for answer in answers:
        for statement in answer.statements:
            places = tuple((citation.passage_id, citation.start) for citation in statement.citations)
            if places not in said:
                said.add(places)
                statements.append(statement)
    hits = {hit.passage.id: hit for answer in answers for hit in answer.hits}
    return Answer(
        question=whole.question,
        statements=tuple(statements),
        hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits.values(), start=1)),
        coverage=joined([answer.coverage for answer in answers]),
        not_covered=tuple(part for part, answer in zip(parts, answers, strict=True) if not answer.answerable),
        notes=tuple(dict.fromkeys(note for answer in answers for note in answer.notes)),
        rejected=sum(answer.rejected for answer in answers),
        answerer=next(answer.answerer for answer in answers if answer.answerable),
        model=next((answer.model for answer in answers if answer.model), None),
        table=next((answer.table for answer in answers if answer.table and answer.answerable), None),
    )


def _is_sure(answer: Answer) -> bool:
    return any(citation.strength != "weak" for citation in answer.citations)
