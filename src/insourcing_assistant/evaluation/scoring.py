"""The judging of one test query: what was found and answered, against what was expected.

`METRICS` names every score and says what it means. A score is left out where it does not apply to a query, so that
the mean of a metric is over the queries that it applies to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from insourcing_assistant.evaluation.queries import Expected, TestQuery
from insourcing_assistant.metrics import (
    citation_precision,
    citation_recall,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
)
from insourcing_assistant.types import Answer, Citation, Hit, Unit

METRICS: Mapping[str, str] = {
    "recall_at_1": "an expected place is the first that the search finds",
    "recall_at_5": "an expected place is among the first 5 that the search finds",
    "recall_at_10": "an expected place is among the first 10 that the search finds",
    "mrr": "1 divided by the rank of the first expected place that the search finds; 0 if it finds none",
    "ndcg_at_10": "1 divided by log2(rank + 1) of the first expected place among the first 10; 0 if there is none",
    "report_hit_at_1": "the first passage found is from an expected publication",
    "page_hit_at_5": "one of the first 5 passages found touches an expected page or section",
    "answer_contains": "the answer says what it must say and nothing that it must not say",
    "answer_in_first_statement": "the first statement of the answer alone says what the answer must say",
    "answer_in_first_three": "the first three statements of the answer say what the answer must say",
    "citation_precision": "share of the citations that point to an expected publication",
    "citation_recall": "an expected publication is cited; a question left unanswered counts as a failure",
    "report_cited": "an expected publication is cited, of the questions that were answered",
    "page_cited": "an expected page or section is cited, of the questions that were answered",
    "quote_verified": "share of the quotes that stand word for word where the citation says",
    "answered_when_answerable": "a question that the publications answer was answered",
    "abstained_when_unanswerable": "a question that they do not answer was declined",
}
"""Every score of a query, from 0 to 1, with what 1 means; its mean over the queries is the metric of this name."""

CHECKS = (
    "answered_when_answerable",
    "abstained_when_unanswerable",
    "answer_contains",
    "citation_recall",
    "quote_verified",
)
"""The scores that must be 1 for a query to pass."""

RETRIEVAL_CHECKS = ("page_hit_at_5",)
"""The same, where only the search is judged. Unanswerable queries then have no check, and pass."""

DEPTH = 10
"""The search is always judged on at least this many hits."""


def score(
    query: TestQuery,
    hits: Sequence[Hit],
    answer: Answer | None,
    *,
    k: int = DEPTH,
    quote_stands: Callable[[Citation], bool],
) -> dict[str, float]:
    """Score the hits of a query, and the answer to it unless there is none, by every metric that applies."""
    scores: dict[str, float] = {}
    if query.answerable and query.expected:
        scores |= _retrieval_scores(query, hits, k)
    if answer is not None:
        scores |= _answer_scores(query, answer)
        scores |= _citation_scores(query, answer, quote_stands)
    return scores


def failed_checks(scores: Mapping[str, float], *, retrieval_only: bool) -> tuple[str, ...]:
    """Name the checks that apply to a query and that it did not pass."""
    checks = RETRIEVAL_CHECKS if retrieval_only else CHECKS
    return tuple(name for name in checks if scores.get(name, 1.0) < 1.0)


def says_what_it_must(text: str, query: TestQuery) -> bool:
    """Say whether a text holds all of `must_contain`, one of `must_contain_any` and none of `must_not_contain`.

    Letter case, white space and the typographic forms of quotation marks and dashes do not count.
    """
    plain = _plain(text)
    some = query.must_contain_any
    return (
        all(_plain(words) in plain for words in query.must_contain)
        and (not some or any(_plain(words) in plain for words in some))
        and not any(_plain(words) in plain for words in query.must_not_contain)
    )


def _retrieval_scores(query: TestQuery, hits: Sequence[Hit], k: int) -> dict[str, float]:
    found = [any(_hit_matches(hit, place) for place in query.expected) for hit in hits]
    # Any one place counts, so one relevant item is all there is, and a second passage from it gains nothing.
    first = [is_found and not any(found[:index]) for index, is_found in enumerate(found)]
    reports = {place.report_id for place in query.expected}
    scores = {f"recall_at_{cutoff}": recall_at_k(first, cutoff) for cutoff in sorted({1, 5, 10, k})}
    scores["mrr"] = reciprocal_rank(first)
    scores |= {f"ndcg_at_{cutoff}": ndcg_at_k(first, cutoff) for cutoff in sorted({10, k})}
    scores["report_hit_at_1"] = float(any(hit.passage.report_id in reports for hit in hits[:1]))
    scores["page_hit_at_5"] = float(any(found[:5]))
    return scores


def _answer_scores(query: TestQuery, answer: Answer) -> dict[str, float]:
    if not query.answerable:
        return {"abstained_when_unanswerable": float(not answer.answerable)}
    scores = {"answered_when_answerable": float(answer.answerable)}
    if query.must_contain or query.must_contain_any or query.must_not_contain:
        for name, count in _STATEMENTS_READ.items():
            said = "\n".join(statement.text for statement in answer.statements[:count])
            scores[name] = float(answer.answerable and says_what_it_must(said, query))
    return scores


def _citation_scores(query: TestQuery, answer: Answer, quote_stands: Callable[[Citation], bool]) -> dict[str, float]:
    scores: dict[str, float] = {}
    cited = [citation.report_id for citation in answer.citations]
    expected = {place.report_id for place in query.expected}
    if query.answerable and expected:
        scores["citation_recall"] = citation_recall(cited, expected)
    if query.answerable and expected and cited:
        scores["citation_precision"] = citation_precision(cited, expected)
        scores["report_cited"] = scores["citation_recall"]
        places = [_citation_matches(citation, place) for citation in answer.citations for place in query.expected]
        scores["page_cited"] = float(any(places))
    if cited:
        standing = [quote_stands(citation) for citation in answer.citations]
        scores["quote_verified"] = sum(standing) / len(standing)
    return scores


def _hit_matches(hit: Hit, place: Expected) -> bool:
    passage = hit.passage
    numbers = [page.number for page in passage.pages]
    labels = [page.label for page in passage.pages]
    return passage.report_id == place.report_id and _is_at(place, passage.unit, numbers, labels)


def _citation_matches(citation: Citation, place: Expected) -> bool:
    return citation.report_id == place.report_id and _is_at(place, citation.unit, citation.pages, citation.labels)


def _is_at(place: Expected, unit: Unit, numbers: Sequence[int], labels: Sequence[str]) -> bool:
    if unit == "page":
        # An entry that names only sections speaks of a text without pages, and says nothing of where this one does.
        return not place.pages or not set(place.pages).isdisjoint(numbers)
    if place.sections:
        return not {_plain(label).strip() for label in place.sections}.isdisjoint(
            _plain(label).strip() for label in labels
        )
    return not place.pages


def _plain(text: str) -> str:
    # A space at either end stays: "ten " is looked for so that "often" does not count.
    return _WHITE_SPACE.sub(" ", text.casefold().translate(_TYPOGRAPHY))


_STATEMENTS_READ = {"answer_contains": None, "answer_in_first_statement": 1, "answer_in_first_three": 3}
_WHITE_SPACE = re.compile(r"\s+")
_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"})
