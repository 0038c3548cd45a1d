"""Puts the turns of an earlier conversation back on the page, from what is remembered of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from insourcing_assistant.types import Citation
from insourcing_assistant.ui import answers, sources
from insourcing_assistant.ui.chat import Conversation, Turn
from insourcing_assistant.ui.filters import filter_words
from insourcing_assistant.ui.markup import text
from insourcing_assistant.ui.memory import Lost, Recalled
from insourcing_assistant.ui.pictures import Picture


def restored(
    conversation: Conversation, recalled: Sequence[Recalled | Lost], *, may_make: bool = False
) -> tuple[Turn, ...]:
    """Write the turns. Pages are pictured for the last one alone: drawing them all would keep the reader waiting.

    `may_make` says that the reader may make test queries of answers that were not helpful.
    """
    turns = []
    for number, each in enumerate(recalled, start=1):
        if isinstance(each, Lost):
            turns.append(_lost(number, each))
        else:
            pictures = _pictures(conversation, each) if number == len(recalled) else {}
            since = replace(each.since, may_make=may_make)
            turns.append(_turn(conversation, number, replace(each, since=since), pictures))
    return tuple(turns)


def _turn(
    conversation: Conversation, number: int, recalled: Recalled, pictures: Mapping[Citation, tuple[Picture, ...]]
) -> Turn:
    answer = recalled.answer
    coming = Turn(
        number=number,
        question=answer.question,
        thread="",
        sources="",
        limits=filter_words(recalled.recorded.filters, recalled.reports),
    )
    said = len(answer.statements)
    return conversation.answered(coming, answer, recalled.reports, pictures, said=said, since=recalled.since)


def _pictures(conversation: Conversation, recalled: Recalled) -> dict[Citation, tuple[Picture, ...]]:
    # The page of a text that is another one now may hold other words.
    standing = {citation for citation, how in recalled.since.standings.items() if how == "stands"}
    return conversation.pictures_of([each for each in recalled.answer.citations if each in standing])


def _lost(number: int, lost: Lost) -> Turn:
    question = lost.question or "An earlier question"
    return Turn(
        number=number,
        question=question,
        thread=answers.article(number, question, [f'<p class="quiet">{text(lost.reason)}</p>']),
        sources=sources.without_sources(number, question, "There are no sources to show."),
        answered=False,
    )
