"""The default answerer: the sources' own sentences, chosen, ordered and cited; or an honest "not in these reports"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from insourcing_assistant.answering.citations import cite_pages
from insourcing_assistant.answering.claims import claim
from insourcing_assistant.answering.confidence import ANSWER_FROM, Features, measure, probability, strength
from insourcing_assistant.answering.demands import Demand, demand_of
from insourcing_assistant.answering.sentences import Candidate, by_rank, candidates, is_dangling, is_gap, is_sentence
from insourcing_assistant.answering.stances import stance_of
from insourcing_assistant.matching import WeightedTerm, vocabulary, weigh
from insourcing_assistant.types import Answer, Citation, Hit, Question, Statement, Strength
from insourcing_assistant.wording import is_stop, numbers, stem, words

NOT_COVERED = "The publications in this library do not answer this question."

MARGIN = 0.2
"""How far below the best sentence's score another may lie and still be said."""

COMPANY_WEIGHT = 0.1
"""What a publication's other sentences count for, beside a sentence's own score. With 0.1, 0.900 of the citations are
of an expected publication (`corpus/test_queries.yaml`), with none 0.893. With 0.3 it is 0.910, but in some answers to
`corpus/unseen_queries.yaml` the right publication is not cited any more."""

_COMPANY = 3
_MISSING = 0.1

SAME_FROM = 0.7
"""The Jaccard overlap of content stems from which two sentences are one statement with two citations."""

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
        sayable = self._on_its_side(
            question, [candidate for candidate in ranked if not is_gap(candidate) and is_sentence(candidate.text)]
        )
        demand = demand_of(question)
        if not sayable or not self._is_met(demand, sayable):
            return Answer(question=question.text, kind="abstention", message=NOT_COVERED, hits=tuple(hits))
        band = strength(probability(features))
        sayable = self._by_who_is_asked(demand, _with_company(sayable))
        statements = tuple(islice(_statements(_choose(sayable), sayable[0], band), max_statements))
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

    def _on_its_side(self, question: Question, sayable: Sequence[Candidate]) -> list[Candidate]:
        """Return the sentences on the side that is asked for: all, where none is."""
        stance = stance_of(question.asking or question.text)
        if stance is None:
            return list(sayable)
        identities = self._identities()
        return [
            each
            for each in sayable
            if stance.is_taken_by(each.text, each.hit.passage, identities.get(each.hit.passage.report_id, ""))
        ]

    def _by_who_is_asked(self, demand: Demand | None, ranked: list[Candidate]) -> list[Candidate]:
        """Return the sentences that name whose words are asked for, where there are some; else all."""
        if demand is None or not demand.is_for_words:
            return ranked
        identities = self._identities()
        near = (each for each in ranked if each.score >= ranked[0].score - MARGIN)
        return [each for each in near if _meets(demand, each, identities)] or ranked

    def _is_met(self, demand: Demand | None, sayable: Sequence[Candidate]) -> bool:
        """Say whether one of the sentences that would be said has what the question demands, if anything."""
        if demand is None:
            return True
        near = [candidate for candidate in sayable if candidate.score >= sayable[0].score - MARGIN]
        demand = demand.known_in({candidate.hit.passage.text for candidate in sayable})
        identities = self._identities()
        return any(_meets(demand, candidate, identities) for candidate in near)

    def _weigh(self, question: Question) -> tuple[WeightedTerm, ...]:
        return weigh(question, self._frequencies(vocabulary(question)), self._passage_count())


def _meets(demand: Demand, candidate: Candidate, identities: Mapping[str, str]) -> bool:
    """Say whether a sentence meets a demand; a brief's stands alone, and says whose claim it is, and where and when."""
    passage = candidate.hit.passage
    surroundings = (passage.heading, identities.get(passage.report_id, ""))
    if passage.kind == "brief":
        return demand.is_met(claim(candidate.text), candidate.text, *surroundings)
    # Who is meant may have been named pages before, so that names alone are not demanded of a whole report.
    return demand.wants is None or demand.is_met(candidate.text, passage.text, *surroundings)


def _with_company(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Rank the sentences of briefs anew by their own scores and by what else the brief has to say.

    A publication counts by the mean score of its best `_COMPANY` sentences, held against that of the best publication.
    A report's own sentences have their passage's score to tell which report is meant; a brief's passages are short.
    """
    best: dict[str, list[float]] = {}
    for candidate in ranked:
        scores = best.setdefault(candidate.hit.passage.report_id, [])
        if len(scores) < _COMPANY:
            scores.append(candidate.score)
    # A sentence that is missing counts as one a little below the last that there is.
    means = {
        report_id: (sum(scores) + (_COMPANY - len(scores)) * (scores[-1] - _MISSING)) / _COMPANY
        for report_id, scores in best.items()
    }
    top = max(means.values(), default=0.0)
    raised = [
        replace(each, score=each.score - COMPANY_WEIGHT * (top - means[each.hit.passage.report_id]))
        if each.hit.passage.kind == "brief"
        else each
        for each in ranked
    ]
    return sorted(raised, key=by_rank)


def _choose(ranked: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Group sentences that say the same, and yield the groups, the best first."""
    floor = ranked[0].score - MARGIN
    groups: list[list[Candidate]] = []
    for candidate in _prefer_full_text(ranked):
        if candidate.score < floor:
            break
        same = next((group for group in groups if _say_the_same(group[0], candidate)), None)
        if same is None:
            groups.append([candidate])
        elif all(member.hit.passage.report_id != candidate.hit.passage.report_id for member in same):
            same.append(candidate)
    yield from groups


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


def _say_the_same(one: Candidate, other: Candidate) -> bool:
    # In the same words, but with another figure, a sentence says something else.
    return _overlap(one, other) >= SAME_FROM and numbers(one.text) == numbers(other.text)


def _overlap(one: Candidate, other: Candidate) -> float:
    first, second = _content(one.text), _content(other.text)
    return len(first & second) / len(first | second) if first and second else 0.0


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if not is_stop(word)) or frozenset({text})


def _statements(groups: Iterable[Sequence[Candidate]], best: Candidate, band: Strength) -> Iterator[Statement]:
    """Make a statement of each group; a sentence that was brought in before another is not said again."""
    said: set[tuple[str, int]] = set()
    for group in groups:
        lead = group[0]
        passage_id = lead.hit.passage.id
        if (passage_id, lead.index) in said:
            continue
        first = _first_sentence(lead, said)
        yield _statement(group, first, best, band)
        said |= {(passage_id, index) for index in range(first, lead.index + 1)}


def _first_sentence(candidate: Candidate, said: Set[tuple[str, int]]) -> int:
    """Return where a quote begins: one sentence earlier where it cannot stand alone, unless that one has been said."""
    passage, index = candidate.hit.passage, candidate.index
    if not index or not is_dangling(candidate.text) or (passage.id, index - 1) in said:
        return index
    between = passage.text[passage.sentences[index - 1].start : passage.sentences[index].start]
    return index if "\n" in between else index - 1


def _statement(group: Sequence[Candidate], first: int, best: Candidate, band: Strength) -> Statement:
    lead, *others = group
    made = [_citations(lead, first, best, band)]
    made += [_citations(other, other.index, best, band) for other in others]
    passage = lead.hit.passage
    text = passage.text[passage.sentences[first].start : passage.sentences[lead.index].end].strip()
    return Statement(text=text, citations=tuple(citation for each in made for citation in each))


def _citations(candidate: Candidate, first: int, best: Candidate, band: Strength) -> tuple[Citation, ...]:
    """Cite a sentence, from sentence `first` on: once for each page, so that each quote stands on its page."""
    passage = candidate.hit.passage
    start, end = passage.sentences[first].start, passage.sentences[candidate.index].end
    strength = _weaker(band) if candidate.score < best.score - MARGIN / 2 else band
    return cite_pages(passage, start, end, strength=strength)


def _weaker(band: Strength) -> Strength:
    return "some" if band == "strong" else "weak"
