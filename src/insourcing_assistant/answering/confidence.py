"""How sure we may be that the reports answer a question: a small model over named features, and its bands.

The probability is a logistic function of the features (Cox, 1958). `benchmarks/fit_confidence.py` fits the
coefficients; they stand here, with what they were fitted on, so that an answer can be recomputed by hand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

from insourcing_assistant.answering.sentences import Candidate, is_gap
from insourcing_assistant.matching import Text, WeightedTerm, strength_of
from insourcing_assistant.types import Hit, Question, Strength

BEST = 5
"""How many of the best sentences and hits the features look at."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees.

    `cosine` is the best sentence's cosine with the question, `level` the mean of the five best; `context` the
    largest share of the question that a sentence with its surroundings speaks of; `missing` the weight of the terms
    that none of the best passages speaks of. The others are 0 or 1: `missing_name`, no one of the best passages
    speaks of every name, number and quoted phrase; `present`, the question asks for the present state of things and
    no publication is that new; `gap`, one of the two best sentences only says that something is not known.
    """

    cosine: float
    level: float
    context: float
    missing: float
    missing_name: float
    present: float
    gap: float


INTERCEPT = -2.97
COEFFICIENTS = Features(
    cosine=2.14, level=1.86, context=3.07, missing=0.54, missing_name=-2.95, present=-1.98, gap=-0.75
)

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
    newest: int | None = None,
) -> Features:
    """Measure the features of the best sentences and passages for a question. There must be a candidate.

    `newest` is the year of the newest publication in the library.
    """
    best = [candidate.cosine for candidate in candidates[:BEST]]
    texts = [Text(_surroundings(hit, identities)) for hit in hits[:BEST]]
    missing = 0.0
    for weighted in terms:
        spoken = max((strength_of(weighted.term, text) for text in texts), default=0.0)
        missing += weighted.weight * (spoken < 0.5)
    return Features(
        cosine=max(best),
        level=sum(best) / len(best),
        context=max(candidate.context for candidate in candidates[:BEST]),
        missing=missing,
        missing_name=float(not any(_has_names(question, terms, text) for text in texts)),
        present=float(asks_for_the_present(question.text) and (newest is None or newest < date.today().year - 1)),
        gap=float(any(is_gap(candidate) for candidate in candidates[:2])),
    )


def asks_for_the_present(question: str) -> bool:
    """Say whether a question asks how things are now, which no older publication can say."""
    return bool(_PRESENT.search(question))


_PRESENT = re.compile(
    r"\b(?:current(?:ly)?|today|nowadays|still|latest|(?:most )?recent(?:ly)?|up[- ]to[- ]date|right now|at the moment"
    r"|at present|these days|this (?:year|month|week)|so far|by now|next year)\b",
    re.IGNORECASE,
)


def _has_names(question: Question, terms: Sequence[WeightedTerm], text: Text) -> bool:
    names = [weighted.term for weighted in terms if weighted.term.is_name]
    lower = text.text.casefold()
    return all(strength_of(name, text) > 0 for name in names) and all(p.casefold() in lower for p in question.phrases)


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
