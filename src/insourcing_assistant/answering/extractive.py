"""The default answerer: the sources' own sentences, chosen, ordered and cited; or an honest "not in these reports"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.answering.confidence import ANSWER_FROM, Features, measure, probability, strength
from insourcing_assistant.answering.sentences import Candidate, candidates, is_dangling, is_gap, is_sentence
from insourcing_assistant.matching import WeightedTerm, vocabulary, weigh
from insourcing_assistant.types import Answer, Citation, Hit, Question, Statement, Strength
from insourcing_assistant.wording import is_stop, stem, words

NOT_COVERED = "The publications in this library do not answer this question."

MARGIN = 0.3
"""How far below the best sentence's score another may lie and still be said."""

SAME_FROM = 0.7
"""The Jaccard overlap of content stems from which two sentences are one statement with two citations."""

SPREAD = 0.02
"""What each statement already made from a publication costs the next one from it, so that others are heard too."""

_BRIEF_HANDICAP = 0.15
"""How much better a brief's sentence must be than the full text's of the same publication to be said instead."""


class ExtractiveAnswerer:
    """Answers with sentences of the hits, verbatim.

    `frequencies` gives the number of passages with each word, `passage_count` that of all passages; `identities`
    says in words which publication a report id is, and `newest` gives the year of the newest one.
    """

    def __init__(
        self,
        *,
        frequencies: Callable[[Sequence[str]], Mapping[str, int]],
        passage_count: Callable[[], int],
        identities: Callable[[], Mapping[str, str]],
        newest: Callable[[], int | None] = lambda: None,
        answer_from: float = ANSWER_FROM,
    ) -> None:
        self._frequencies, self._passage_count, self._identities = frequencies, passage_count, identities
        self._newest, self._answer_from = newest, answer_from

    def answer(self, question: Question, hits: Sequence[Hit], *, max_statements: int = 5) -> Answer:
        """Answer with at most `max_statements` statements, the most direct first, or abstain without any."""
        if max_statements < 1:
            raise ValueError(f"max_statements must be at least 1, not {max_statements}")
        ranked, features = self.judge(question, hits)
        if not question.terms or features is None or probability(features) < self._answer_from:
            return Answer(question=question.text, kind="abstention", message=NOT_COVERED, hits=tuple(hits))
        chosen = _choose([c for c in ranked if not is_gap(c) and is_sentence(c.text)], max_statements)
        if not chosen:
            return Answer(question=question.text, kind="abstention", message=NOT_COVERED, hits=tuple(hits))
        band = strength(probability(features))
        statements = _without_repeats([_statement(group, ranked[0], band) for group in chosen])
        return Answer(question=question.text, statements=statements, hits=tuple(hits))

    def judge(self, question: Question, hits: Sequence[Hit]) -> tuple[tuple[Candidate, ...], Features | None]:
        """Return the sentences, best first, and what the confidence model sees; None where there is no sentence."""
        terms = self._weigh(question)
        identities = self._identities()
        ranked = candidates(question, terms, hits, identities=identities)
        if not ranked:
            return (), None
        features = measure(
            question,
            terms,
            hits,
            ranked,
            identities=identities,
            newest=self._newest(),
        )
        return ranked, features

    def _weigh(self, question: Question) -> tuple[WeightedTerm, ...]:
        return weigh(question, self._frequencies(vocabulary(question)), self._passage_count())


def _choose(ranked: Sequence[Candidate], max_statements: int) -> list[list[Candidate]]:
    """Group sentences that say the same, and choose the best groups one after the other."""
    if not ranked:
        return []
    floor = ranked[0].score - MARGIN
    groups: list[list[Candidate]] = []
    for candidate in _prefer_full_text(ranked):
        if candidate.score < floor:
            break
        same = next((group for group in groups if _overlap(group[0], candidate) >= SAME_FROM), None)
        if same is None:
            groups.append([candidate])
        elif all(member.hit.passage.report_id != candidate.hit.passage.report_id for member in same):
            same.append(candidate)
    chosen: list[list[Candidate]] = []
    while groups and len(chosen) < max_statements:
        said = Counter(group[0].hit.passage.report_id for group in chosen)
        best = max(groups, key=lambda group: group[0].score - SPREAD * said[group[0].hit.passage.report_id])
        groups.remove(best)
        chosen.append(best)
    return chosen


def _prefer_full_text(ranked: Sequence[Candidate]) -> list[Candidate]:
    best: dict[str, float] = {}
    for candidate in ranked:
        if candidate.hit.passage.kind != "brief":
            best.setdefault(candidate.hit.passage.report_id, candidate.score)
    return [
        candidate
        for candidate in ranked
        if candidate.hit.passage.kind != "brief"
        or candidate.score - _BRIEF_HANDICAP > best.get(candidate.hit.passage.report_id, float("-inf"))
    ]


def _overlap(one: Candidate, other: Candidate) -> float:
    first, second = _content(one.text), _content(other.text)
    return len(first & second) / len(first | second) if first and second else 0.0


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if not is_stop(word)) or frozenset({text})


def _statement(group: Sequence[Candidate], best: Candidate, band: Strength) -> Statement:
    quotes = [_citations(candidate, best, band) for candidate in group]
    first, last = quotes[0][0], quotes[0][-1]
    passage = group[0].hit.passage
    text = passage.text[first.start - passage.start : last.start - passage.start + len(last.quote)]
    return Statement(text=text, citations=tuple(citation for made in quotes for citation in made))


def _citations(candidate: Candidate, best: Candidate, band: Strength) -> tuple[Citation, ...]:
    """Cite a sentence, together with the one before it where it cannot stand alone.

    A sentence that runs over a page turn has a citation for each page, so that each quote stands on its page.
    """
    passage = candidate.hit.passage
    span = passage.sentences[candidate.index]
    start = span.start
    if candidate.index and is_dangling(candidate.text):
        before = passage.sentences[candidate.index - 1]
        if "\n" not in passage.text[before.start : span.start]:
            start = before.start
    strength = _weaker(band) if candidate.score < best.score - MARGIN / 2 else band
    cuts = [page.start - passage.start for page in passage.pages if start < page.start - passage.start < span.end]
    edges = [start, *cuts, span.end]
    return tuple(
        cite(passage, left, right, strength=strength)
        for left, right in pairwise(edges)
        if passage.text[left:right].strip()
    )


def _without_repeats(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Leave out what an earlier statement has said, as where a sentence was brought in before the next one."""
    said: list[Statement] = []
    for statement in statements:
        if not any(statement.text in earlier.text or earlier.text in statement.text for earlier in said):
            said.append(statement)
    return tuple(said)


def _weaker(band: Strength) -> Strength:
    return "some" if band == "strong" else "weak"
