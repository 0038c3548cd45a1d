"""How sure we may be that the reports answer a question: a small model over named features, and its bands.

The probability is a logistic function of the features (Cox, 1958). `benchmarks/fit_confidence.py` fits the
coefficients; they stand here, with what they were fitted on, so that an answer can be recomputed by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from insourcing_assistant.answering.sentences import Candidate
from insourcing_assistant.matching import Text, WeightedTerm, WordSimilarity, strength_of
from insourcing_assistant.types import Hit, Question, Strength

BEST = 5
"""How many of the best sentences and hits the features look at."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees, each in [0, 1] but for the cosines, which may be negative.

    `cosine` is the best sentence's, `dense` the best passage's; `own` and `context` are the shares of the question
    that the best sentence speaks of, alone and with its surroundings; `missing` is the weight of the rarest term
    that none of the best passages speaks of; `missing_name` says whether a name, number or quoted phrase is missing.
    """

    cosine: float
    dense: float
    own: float
    context: float
    missing: float
    missing_name: float


INTERCEPT = -4.0
COEFFICIENTS = Features(cosine=5.0, dense=2.0, own=1.5, context=2.0, missing=-2.0, missing_name=-2.5)

ANSWER_FROM = 0.5
"""The probability below which nothing is said."""

_STRONG, _SOME = 0.85, 0.6


def measure(
    question: Question,
    terms: Sequence[WeightedTerm],
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    *,
    identities: Mapping[str, str],
    similarity: WordSimilarity | None = None,
) -> Features:
    """Measure the features of the best sentences and passages for a question. There must be a candidate."""
    top = candidates[:BEST]
    surroundings = [Text(_surroundings(hit, identities)) for hit in hits[:BEST]]
    missing = 0.0
    missing_name = 0.0
    for weighted in terms:
        spoken = max((strength_of(weighted.term, text, similarity) for text in surroundings), default=0.0)
        missing = max(missing, weighted.weight * (1.0 - spoken))
        if weighted.term.is_name and spoken < 0.5:
            missing_name = 1.0
    if any(not any(phrase.lower() in text.text.lower() for text in surroundings) for phrase in question.phrases):
        missing_name = 1.0
    return Features(
        cosine=max(candidate.cosine for candidate in top),
        dense=max(hit.dense for hit in hits[:BEST]),
        own=max(candidate.own for candidate in top),
        context=max(candidate.context for candidate in top),
        missing=missing,
        missing_name=missing_name,
    )


def probability(features: Features) -> float:
    """Return the probability in (0, 1) that the question is answered."""
    total = INTERCEPT + sum(a * b for a, b in zip(astuple(COEFFICIENTS), astuple(features), strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def strength(chance: float) -> Strength:
    """Return the band that people are shown for a probability."""
    if chance >= _STRONG:
        return "strong"
    return "some" if chance >= _SOME else "weak"


def names() -> tuple[str, ...]:
    """Return the names of the features in the order of the coefficients."""
    return tuple(field.name for field in fields(Features))


def _surroundings(hit: Hit, identities: Mapping[str, str]) -> str:
    return f"{identities.get(hit.passage.report_id, '')} {hit.passage.heading} {hit.passage.text}"
