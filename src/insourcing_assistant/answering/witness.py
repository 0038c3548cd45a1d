"""Hears a language model as a witness: what it claims becomes a statement where its quotes stand and bear it out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from insourcing_assistant.answering.citations import cite_pages
from insourcing_assistant.answering.llm_reply import Claim, Quote
from insourcing_assistant.answering.quotes import find_quote, whole_sentences
from insourcing_assistant.answering.support import objection, small_words
from insourcing_assistant.types import Citation, Passage, Statement, Strength
from insourcing_assistant.wording import words

logger = logging.getLogger(__name__)

FEWEST_QUOTED_WORDS = 4
"""A shorter quote stands anywhere."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is left of a model's claims, in their order, and how many were removed."""

    statements: tuple[Statement, ...] = ()
    rejected: int = 0


def hear(
    claims: Sequence[Claim],
    labelled: Mapping[str, Passage],
    *,
    most: int,
    strengths: Mapping[str, Strength],
    default_strength: Strength = "some",
) -> Hearing:
    """Check claims against the passages that the model was given, by code, and keep at most so many.

    A claim is kept where each of its quotes stands in its passage and the sentences that the quotes are from bear it
    out; these sentences, whole, are what is cited. What is said twice is kept once. `strengths` are the bands of
    passages by id.
    """
    common_words = small_words(passage.text for passage in labelled.values())
    kept: dict[str, Statement] = {}
    rejected = 0
    for claim in claims:
        citations = tuple(_cited(claim.quotes, labelled, strengths, default_strength))
        text = _ended(claim.text)
        problem = _objection(text, claim, citations, common_words)
        if problem:
            rejected += 1
            logger.debug("A sentence of the model is removed: %s", problem)
        elif len(kept) < most:
            kept.setdefault(text.casefold(), Statement(text, citations))
    return Hearing(tuple(kept.values()), rejected)


def _objection(text: str, claim: Claim, citations: Sequence[Citation], common_words: Set[str]) -> str | None:
    if not claim.quotes:
        return "it names no passage"
    if not citations:
        return "a quote does not stand in the passage that it is said to be from"
    return objection(text, [citation.quote for citation in citations], common_words=common_words)


def _cited(
    quotes: Sequence[Quote], labelled: Mapping[str, Passage], strengths: Mapping[str, Strength], default: Strength
) -> Iterator[Citation]:
    """Yield the citations of all quotes, each once, or none where one of the quotes does not stand."""
    cited: dict[Citation, None] = {}
    for quote in quotes:
        found = _cite(quote, labelled.get(quote.code), strengths, default)
        if not found:
            return
        cited |= dict.fromkeys(found)
    yield from cited


def _cite(
    quote: Quote, passage: Passage | None, strengths: Mapping[str, Strength], default: Strength
) -> tuple[Citation, ...]:
    if passage is None or len(words(quote.text)) < FEWEST_QUOTED_WORDS:
        return ()
    span = find_quote(quote.text, passage.text)
    sentences = whole_sentences(passage, span) if span else None
    if sentences is None:
        return ()
    return cite_pages(passage, *sentences, strength=strengths.get(passage.id, default))


def _ended(text: str) -> str:
    return f"{text}." if text and (text[-1].isalnum() or text[-1] == "%") else text
