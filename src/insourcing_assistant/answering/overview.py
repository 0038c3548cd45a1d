"""Overviews: the publication's own summary, findings or recommendations in their order, or a topic in each publication.

A random choice of good sentences is no summary: what is said here stands under the heading that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

from insourcing_assistant.answering.citations import cite_pages
from insourcing_assistant.answering.extractive import NOT_COVERED
from insourcing_assistant.answering.sentences import GAPS, Candidate, candidates, is_dangling, is_gap, is_sentence
from insourcing_assistant.matching import Text, WeightedTerm, strength_of
from insourcing_assistant.types import Answer, Hit, Passage, Question, Statement, Strength

Aspect = Literal["summary", "findings", "recommendations"]

_SUBJECT = r"(?:the |its |their |your )?(?:main |key |central |most important |principal |overall )?"
_ASPECTS: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    (
        "recommendations",
        re.compile(
            r"\b(?:what (?:are|were)|list|give me|show me|summari[sz]e) "
            rf"{_SUBJECT}(?:recommendations|proposals|demands)\b"
            r"|\bwhat (?:does|did|do) .{3,80}\brecommend\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "findings",
        re.compile(
            r"\b(?:what (?:are|were)|list|give me|show me|summari[sz]e) "
            rf"{_SUBJECT}(?:findings|conclusions|results|messages|points)\b"
            r"|\bwhat (?:does|did) .{3,80}\b(?:find|conclude)\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "summary",
        re.compile(
            r"^\W*(?:please |can you |could you )?(?:summari[sz]e|sum up|outline)\b|\b(?:summary|overview|gist) of\b"
            r"|^\W*what is .{3,90}\babout\W*$|\bin (?:a nutshell|brief)\b|\bthe gist\b"
            r"|\bwhat (?:does|did|do) .{3,80}\b(?:say|argue|boil down to|come down to)"
            r"(?: overall| in (?:sum|essence|general|short))?\W*(?:$|\?)"
            r"|\bmain (?:message|argument|point)\b",
            re.IGNORECASE,
        ),
    ),
)
_HEADINGS: dict[Aspect, tuple[re.Pattern[str], ...]] = {
    # The first that a publication has is used.
    "summary": (
        re.compile(r"\b(?:executive summary|summary|in short|at a glance|overview|abstract)\b", re.IGNORECASE),
        re.compile(r"\b(?:key|main) (?:findings|messages|points)\b|\bconclusions?\b", re.IGNORECASE),
    ),
    "findings": (
        re.compile(r"\b(?:(?:key|main) )?(?:findings|messages|results)\b", re.IGNORECASE),
        re.compile(r"\b(?:executive summary|summary|in short|at a glance|conclusions?)\b", re.IGNORECASE),
    ),
    "recommendations": (re.compile(r"\brecommend\w*|\bproposals?\b|\bproposed\b|\bdemands\b", re.IGNORECASE),),
}
_SHELF = r"(?:reports?|publications?|sources?|library|documents?|papers?|briefs?)"
_TOPIC = re.compile(
    rf"^\W*(?:what is (?:there )?(?:in|on file in) (?:the|this|your) library (?:about|on)"
    rf"|what (?:do|does|did) (?:the|these|your|all(?: the)?) {_SHELF} (?:say|have to say|tell us) (?:about|on)"
    rf"|(?:give me )?(?:an )?overview of what (?:the|these) {_SHELF} say (?:about|on)"
    rf"|(?:do|does|did) (?:any of )?(?:the|these|your|any|all(?: the)?) {_SHELF} (?:ever |also |even )?"
    r"(?:mention|discuss|cover|address|refer to|talk about|speak of|touch on|deal with"
    r"|(?:say|have|contain) (?:anything|something) (?:to say )?(?:about|on))"
    rf"|is there (?:anything|something) in (?:the|these|this|your|any of the) {_SHELF} (?:about|on))"
    r"\s+(?P<topic>.{2,80}?)\W*$",
    re.IGNORECASE,
)


def overview_asked(question: str) -> Aspect | None:
    """Return which overview of a publication a question asks for, or None."""
    return next((aspect for aspect, pattern in _ASPECTS if pattern.search(question)), None)


def topic_asked(question: str) -> str | None:
    """Return the topic of a question such as "What do the reports say about pensions?", or None."""
    found = _TOPIC.match(question)
    return found["topic"].strip() if found else None


def overview(question: str, aspect: Aspect, hits: Sequence[Hit], *, max_statements: int) -> Answer | None:
    """Answer with the sentences under the headings of that aspect, in the order of the text, or None without any.

    `hits` are passages of one publication, as many as there are. Its full text comes before the brief about it.
    """
    full = [hit.passage for hit in hits if hit.passage.kind != "brief"]
    brief = [hit.passage for hit in hits if hit.passage.kind == "brief"]
    for passages in (full, brief):
        for heading in _HEADINGS[aspect]:
            under = [passage for passage in passages if heading.search(passage.heading) and not _is_gap(passage)]
            statements = _in_order(under, max_statements)
            if statements:
                return Answer(question=question, statements=statements, hits=tuple(hits))
    return None


def topic_overview(topic: Question, hits: Sequence[Hit]) -> Answer | None:
    """Answer with the best sentence of each publication that speaks of the whole topic by itself.

    `hits` are of all publications; what speaks of it best comes first. Where only passages speak of it and no
    sentence by itself, return None; where no passage does, abstain.
    """
    if not topic.terms:
        return None
    own_words = [WeightedTerm(replace(term, forms=term.forms[:1]), 1.0) for term in topic.terms]
    with_synonyms = [WeightedTerm(term, 1.0) for term in topic.terms]
    best = _best_of_each(topic, own_words, hits) or _best_of_each(topic, with_synonyms, hits)
    if not best:
        spoken_of = any(all(strength_of(term, _text(hit)) for term in topic.terms) for hit in hits)
        return None if spoken_of else Answer(topic.text, kind="abstention", message=NOT_COVERED, hits=tuple(hits))
    statements = tuple(_statement(each.hit.passage, each.index, strength="some") for each in best)
    return Answer(question=topic.text, statements=statements, hits=tuple(hits))


def _text(hit: Hit) -> Text:
    return Text(f"{hit.passage.heading} {hit.passage.text}")


def _best_of_each(topic: Question, terms: Sequence[WeightedTerm], hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in candidates(topic, terms, hits, identities={}):
        if candidate.own > _WHOLE and is_sentence(candidate.text) and not is_gap(candidate):
            best.setdefault(candidate.hit.passage.report_id, candidate)
    return tuple(best.values())


_WHOLE = 0.99


def _in_order(passages: Sequence[Passage], most: int) -> tuple[Statement, ...]:
    ordered = sorted(passages, key=lambda passage: passage.start)
    return tuple(islice((statement for passage in ordered for statement in _all_of(passage)), most))


def _all_of(passage: Passage) -> Iterator[Statement]:
    """Yield the sentences of a passage; one that leans on the one before it is said with it."""
    first = 0
    for index, span in enumerate(passage.sentences):
        following = passage.sentences[index + 1 : index + 2]
        if following and is_dangling(passage.text[following[0].start : following[0].end].strip()):
            continue
        if is_sentence(passage.text[passage.sentences[first].start : span.end].strip()):
            yield _statement(passage, first, strength="strong", last=index)
        first = index + 1


def _statement(passage: Passage, first: int, *, strength: Strength, last: int | None = None) -> Statement:
    start = passage.sentences[first].start
    end = passage.sentences[first if last is None else last].end
    return Statement(passage.text[start:end].strip(), cite_pages(passage, start, end, strength=strength))


def _is_gap(passage: Passage) -> bool:
    return passage.kind == "brief" and passage.heading.endswith(GAPS)
