"""Passages, hits and terms made by hand, the shortest way."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.answering.extractive import ExtractiveAnswerer
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.matching import WeightedTerm
from insourcing_assistant.questions import analyse
from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import Hit, Kind, Page, Passage, Question, QuestionTerm
from insourcing_assistant.wording import stems

NO_GLOSSARY = Glossary()


def make_passage(text: str, *, report_id: str = "norton", kind: Kind = "report", heading: str = "") -> Passage:
    """All of a text of one page; its sentences are those that the splitter finds."""
    return Passage(
        id=f"{report_id}-{kind}",
        report_id=report_id,
        kind=kind,
        unit="page",
        text=text,
        start=0,
        pages=(Page(1, "i", 0, len(text)),),
        heading=heading,
        sentences=sentence_spans(text),
    )


def make_hit(passage: Passage, *cosines: float, score: float = 1.0, rank: int = 1) -> Hit:
    """A hit whose sentences have these cosines; without any, all have 0.9."""
    scores = cosines or tuple(0.9 for _ in passage.sentences)
    return Hit(passage, score, rank, dense=max(scores, default=0.0), keyword=1.0, sentence_scores=scores)


def ask(text: str) -> Question:
    return analyse(text, NO_GLOSSARY)


def term(text: str, *, weight: float = 1.0, is_name: bool = False) -> WeightedTerm:
    return WeightedTerm(QuestionTerm(text, (tuple(stems(text)),), (text,), is_name=is_name), weight)


def make_answerer(*, answer_from: float = 0.0, newest: int | None = None) -> ExtractiveAnswerer:
    """An answerer that takes every word for rare, and unless told otherwise answers however unsure it is."""

    def frequencies(words: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(words, 1)

    return ExtractiveAnswerer(
        frequencies=frequencies,
        passage_count=lambda: 100,
        identities=dict,
        newest=lambda: newest,
        answer_from=answer_from,
    )
