"""The sentences of the hits, scored by how well each answers the question by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insourcing_assistant.answering.claims import DATES, without_dates
from insourcing_assistant.matching import Text, WeightedTerm, strength_of
from insourcing_assistant.types import Hit, Question, QuestionKind
from insourcing_assistant.wording import words

COVERAGE_WEIGHT = 0.4
PASSAGE_WEIGHT = 0.25
DIRECT_WEIGHT = 0.12
DANGLING_WEIGHT = 0.05
_DIRECT_WEIGHTS: dict[QuestionKind, float] = {"why": 0.25, "steps": 0.3}
"""The weights of the sum beside the cosine of question and sentence: a compromise between corpus/test_queries.yaml,
which likes the cosine, and xquad_en, which likes coverage."""

GAPS = "What this brief does not know"
"""The heading under which a brief says what its sources leave open: nothing there answers a question."""

_FROM_CONTEXT, _FROM_CONTEXT_OF_BRIEF = 0.6, 0.4
"""What a term counts for that the heading, the publication or the passage names, but not the sentence: less in a brief,
whose sentences are written to stand alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit. `own` and `context` are shares of the question in [0, 1]: see `coverage`."""

    hit: Hit
    index: int
    text: str
    score: float
    cosine: float
    own: float
    context: float


def candidates(
    question: Question,
    terms: Sequence[WeightedTerm],
    hits: Sequence[Hit],
    *,
    identities: Mapping[str, str],
) -> tuple[Candidate, ...]:
    """Return the sentences of all hits, best first, ties by place.

    `identities` says in words which publication a report id is (title, authors, publisher, year), so that a
    question that names it is covered by every sentence of it.
    """
    found = [candidate for hit in hits for candidate in _candidates_of(question, terms, hit, identities)]
    return tuple(sorted(found, key=by_rank))


def _candidates_of(
    question: Question, terms: Sequence[WeightedTerm], hit: Hit, identities: Mapping[str, str]
) -> list[Candidate]:
    passage = hit.passage
    # Prepared once for all sentences of the passage: its words are stemmed when they are first looked at.
    context = Text(f"{identities.get(passage.report_id, '')} {passage.heading} {passage.text}")
    return [_candidate(question, terms, hit, index, context) for index in _indexes(hit)]


def by_rank(candidate: Candidate) -> tuple[float, int, int]:
    """What sentences are sorted by: the best first, ties by place."""
    return (-candidate.score, candidate.hit.rank, candidate.index)


def _indexes(hit: Hit) -> range:
    return range(min(len(hit.passage.sentences), len(hit.sentence_scores)))


def _candidate(
    question: Question, terms: Sequence[WeightedTerm], hit: Hit, index: int, surroundings: Text
) -> Candidate:
    passage = hit.passage
    span = passage.sentences[index]
    text = passage.text[span.start : span.end].strip()
    own, context = coverage(terms, Text(text), surroundings)
    cosine = hit.sentence_scores[index]
    from_context = _FROM_CONTEXT_OF_BRIEF if passage.kind == "brief" else _FROM_CONTEXT
    score = (
        cosine
        + COVERAGE_WEIGHT * (own + from_context * (context - own))
        + PASSAGE_WEIGHT * hit.score
        + _DIRECT_WEIGHTS.get(question.kind, DIRECT_WEIGHT) * directness(question.kind, text, passage.heading)
        - DANGLING_WEIGHT * is_dangling(text)
    )
    return Candidate(hit=hit, index=index, text=text, score=score, cosine=cosine, own=own, context=context)


def coverage(terms: Sequence[WeightedTerm], sentence: Text, context: Text) -> tuple[float, float]:
    """Return the weighted shares of the terms that the sentence speaks of, and that it or its context speaks of."""
    total = sum(term.weight for term in terms)
    if not total:
        return 1.0, 1.0
    own = wide = 0.0
    for weighted in terms:
        here = strength_of(weighted.term, sentence)
        own += weighted.weight * here
        wide += weighted.weight * (here if here == 1.0 else max(here, strength_of(weighted.term, context)))
    return own / total, wide / total


_FIGURE = re.compile(
    r"\d|\b(?:half|thirds?|quarters?|fifths?|two|three|four|five|six|seven|eight|nine|ten|dozen|most|majority)\b", re.I
)
_DIRECT: dict[QuestionKind, re.Pattern[str]] = {
    "who": re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+|\b[A-Z]{2,}"),
    "when": DATES,
    "where": re.compile(r"\b(?:in|at|on|near|from) (?:the )?[A-Z]"),
    "why": re.compile(
        r"\b(?:because|reasons?|due to|so that|in order to|driv\w+|caus\w+|led to|motiv\w+|for the sake of"
        r"|response to)\b"
    ),
    "how": re.compile(r"\b(?:by|steps?|through|using|first|should|means?)\b"),
    "definition": re.compile(r"\b(?:means?|meaning|defin\w+|refers? to|is taken to|is an?\b|are\b)"),
}


_STEPS = re.compile(r"\b(?:steps?|stages?|phases?)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;:]|\bthen\b|\bfinally\b")
_FEWEST_SEPARATORS = 3  # so that steps are told, and not only spoken of
_UNDER_HEADING = 0.4
_WHY_HEADING = re.compile(r"\bwhy\b|\breasons?\b", re.IGNORECASE)


def directness(kind: QuestionKind, text: str, heading: str = "") -> float:
    """Return in [0, 1] whether a sentence has what the kind of question asks for: a figure for "how many".

    Under a heading such as "Why services come back", any sentence may give a reason, but need not.
    """
    if kind == "how many":
        return float(bool(_FIGURE.search(without_dates(text))))
    if kind == "steps":
        steps = _STEPS.search(text)
        return float(steps is not None and len(_SEPARATORS.findall(text, steps.end())) >= _FEWEST_SEPARATORS)
    pattern = _DIRECT.get(kind)
    if pattern and pattern.search(text):
        return 1.0
    return _UNDER_HEADING if kind == "why" and _WHY_HEADING.search(heading) else 0.0


def is_gap(candidate: Candidate) -> bool:
    """Say whether a sentence only says that something is not known."""
    return candidate.hit.passage.kind == "brief" and candidate.hit.passage.heading.endswith(GAPS)


def is_sentence(text: str) -> bool:
    """Say whether a text can be said by itself: a bare heading, a cell of a table or a scrap of a list cannot."""
    count = len(words(text))
    return count >= _FEWEST_WORDS and (count >= _WORDS_WITHOUT_STOP or text.rstrip("\"'”’)]").endswith((".", "!")))


_FEWEST_WORDS, _WORDS_WITHOUT_STOP = 4, 8

_DANGLING = re.compile(
    r"(?:It|They|He|She|This|These|Those|That|Such|Its|Their|His|Her|However|But|And|Also|Instead|Therefore|Thus|Then|"
    r"In addition|Moreover|Furthermore)\b"
)


def is_dangling(text: str) -> bool:
    """Say whether a sentence leans on the one before it: "It saved £3m."."""
    return bool(_DANGLING.match(text))
