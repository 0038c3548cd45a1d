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
from insourcing_assistant.matching import Text, WeightedTerm, is_misspelt_in, strength_of
from insourcing_assistant.types import Hit, Question, Strength

BEST = 5
"""How many of the best sentences and hits the features look at."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees.

    `cosine` is the best sentence's cosine with the question, `level` the mean of the five best; `context` the
    largest share of the question that a sentence with its surroundings speaks of; `concept` the weight of the rarest
    term of the glossary that none of the best passages speaks of. `missing_name` is the share of names, numbers and
    quoted phrases that the passage with most of them does not speak of. `present` is 1 where the question asks for
    the present state of things and no publication is that new. `gap` is the share of the question that the best
    sentence speaks of, where it says that something is not known and none beside it says more, else 0.
    """

    cosine: float
    level: float
    context: float
    concept: float
    missing_name: float
    present: float
    gap: float


INTERCEPT = -0.58
COEFFICIENTS = Features(
    cosine=1.54, level=1.68, context=0.88, concept=-3.13, missing_name=-4.20, present=-2.88, gap=-1.86
)
"""Fitted on the 155 queries of corpus/test_queries.yaml that are searched for, with the nine briefs as the library. By
cross-validation the area under the ROC curve is 0.89; from 0.65, 0.97 of the answerable are answered and 0.75 of the
unanswerable declined."""

ANSWER_FROM = 0.67
"""The probability below which nothing is said."""

_STRONG, _SOME = 0.84, 0.74

_NEAR = 0.1
"""How far below a sentence that says what is not known another may lie that says what is."""


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
    concept = 0.0
    for weighted in terms:
        spoken = max((strength_of(weighted.term, text) for text in texts), default=0.0)
        if weighted.term.is_concept and not spoken:
            concept = max(concept, weighted.weight)
    return Features(
        cosine=max(best),
        level=sum(best) / len(best),
        context=max(candidate.context for candidate in candidates[:BEST]),
        concept=concept,
        missing_name=min((_missing_names(question, terms, text) for text in texts), default=0.0),
        present=float(
            asks_for_the_present(question.asking or question.text)
            and (newest is None or newest < date.today().year - 1)
        ),
        gap=_gap(candidates[:BEST]),
    )


def _gap(best: Sequence[Candidate]) -> float:
    """Return how much of the question the best sentence covers, where it says that it is not known, and none says more.

    What else is known of the same may stand right behind it.
    """
    first, *others = best
    if not is_gap(first):
        return 0.0
    said = any(not is_gap(each) and each.own >= first.own and each.score >= first.score - _NEAR for each in others)
    return 0.0 if said else first.own


def asks_for_the_present(question: str) -> bool:
    """Say whether a question asks how things are now, which no older publication can say."""
    return bool(_PRESENT.search(question))


_PRESENT = re.compile(
    r"\b(?:current(?:ly)?|today|nowadays|still|latest|(?:most )?recent(?:ly)?|up[- ]to[- ]date|right now|at the moment"
    r"|at present|these days|this (?:year|month|week)|so far|by now|next year)\b",
    re.IGNORECASE,
)


def _missing_names(question: Question, terms: Sequence[WeightedTerm], text: Text) -> float:
    """Return the share of the names, numbers and quoted phrases of a question that a text does not speak of."""
    lower = text.text.casefold()
    names = [weighted.term for weighted in terms if weighted.term.is_name]
    missing = [strength_of(name, text) == 0 and not is_misspelt_in(name, text) for name in names]
    missing += [phrase.casefold() not in lower for phrase in question.phrases]
    return sum(missing) / len(missing) if missing else 0.0


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
