"""Answers about the library itself, quoted from the catalogue's entries: what it holds, who wrote what, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.types import Answer, Passage, Span, Statement
from insourcing_assistant.wording import is_stop, stems, words, years

_WORKS = r"(?:anything|reports?|publications?|documents?|sources?|papers?|titles?|studies)"
_PLACE = r"(?:in|of) (?:the|this|your|our) (?:library|catalogue|collection|assistant)"
_OURS = (
    r"(?:do (?:you|we) (?:have|hold|use|know|cover|draw on)|(?:you|we) (?:have|hold|use|draw on)|have you(?: got)?"
    r"|does (?:the|this|your) (?:library|assistant|catalogue)|are (?:there|available|included|covered|in here)"
    rf"|can (?:you|i) (?:search|ask|read|use|consult)|{_PLACE}|is this based on|on file)"
)
_LISTING = re.compile(
    rf"\b(?:what|which|how many|list|show|name|all|give|tell)\b.{{0,30}}\b{_WORKS}\b.{{0,30}}\b{_OURS}\b"
    rf"|^\W*(?:list|show|name)(?: me)?(?: all)?(?: of)? (?:the|your) {_WORKS}\W*$"
    rf"|\b(?:which|what) (?:of (?:your|the|these) )?{_WORKS} (?:date|come|are|were|was|is)"
    r" (?:published |written )?(?:from|by|in)\b"
    rf"|^\W*do you (?:have|hold) {_WORKS}\b|\bwhat(?:'s| is) {_PLACE}\W*$",
    re.IGNORECASE,
)

_ASKS_AUTHOR = (
    r"\bwho (?:wrote|authored|produced|researched|is behind|are behind|prepared)\b|\bauthors?\b|\bwritten by\b"
)
_ASKS_PUBLISHER = r"\bwho (?:published|publishes|issued|commissioned|brought out)\b|\bpublishers?\b|\bpublished by\b"
_ASKS_DATE = (
    r"\bwhen (?:was|were|did)\b.{0,120}\b(?:publish\w*|released?|written|c[ao]me out|launched?|appear\w*|issued)\b"
    r"|\b(?:what|which) (?:year|date|month)\b|\bhow old is\b|\b(?:publication|release) date\b|\bdate of publication\b"
)
_ASKS_LENGTH = r"\bhow (?:long is|many pages)\b|\bpages (?:long|does|are|has)\b|\bpage count\b"

_ASPECTS: tuple[tuple[re.Pattern[str], ...], ...] = (
    # (what the question asks for, what a sentence of the entry must then speak of, or else of what)
    # Not every "by" names an author, since a copy is held by somebody: it counts where nothing plainer is said.
    (re.compile(_ASKS_AUTHOR), re.compile(r"\b(?:written|wrote|authors?|research\w*|led by)\b"), re.compile(r"\bby\b")),
    (re.compile(_ASKS_PUBLISHER), re.compile(r"publish|commission|issued|\bfor\b")),
    (re.compile(_ASKS_DATE), re.compile(r"publish|released|launched|\bdate|\b(?:19|20)\d\d\b|re-issued")),
    (re.compile(_ASKS_LENGTH), re.compile(r"\bpages?\b")),
    (re.compile(r"\bisbn\b|\binternational standard book number\b"), re.compile(r"\bisbn\b")),
)


def about_library(question: str, named: Sequence[str], entries: Mapping[str, Passage]) -> Answer | None:
    """Answer a question about the library from its catalogue entries, or return None where it is not one.

    `named` are the ids of the publications that the question names, `entries` the entry of each id.
    """
    if _LISTING.search(question) and not named:
        return _answer(question, [_first(entry) for entry in _listed(question, entries)])
    wanted = [sentences for asked, *sentences in _ASPECTS if asked.search(question.lower())]
    if not wanted or not named or not _is_only_bibliographic(question):
        return None
    statements = [
        statement for report_id in named if report_id in entries for statement in _sentences(entries[report_id], wanted)
    ]
    return _answer(question, statements) if statements else None


def _listed(question: str, entries: Mapping[str, Passage]) -> list[Passage]:
    """Return the entries that a listing is of: those of a year or a publisher that the question names, or all."""
    asked_years = years(question)
    names = {stem for word in words(question) if word[0].isupper() and not is_stop(word) for stem in stems(word)}
    listed = []
    for entry in entries.values():
        first = entry.text[: entry.sentences[0].end]
        if asked_years and not asked_years & years(first):
            continue
        listed.append((len(names & set(stems(first))), entry))
    most = max((count for count, _ in listed), default=0)
    return [entry for count, entry in listed if count == most or not most]


_CONTENT = re.compile(
    r"\b(?:say|says|said|argue|argues|find|finds|found|findings?|recommend\w*|propos\w+|conclu\w+|claims?|why|save[sd]?)\b"
)


def _is_only_bibliographic(question: str) -> bool:
    """Say whether a question wants nothing of what the publication says."""
    return not _CONTENT.search(question.lower())


def _answer(question: str, statements: Sequence[Statement]) -> Answer | None:
    if not statements:
        return None
    return Answer(question=question, statements=tuple(statements), answerer="catalogue")


def _first(entry: Passage) -> Statement:
    span = entry.sentences[0]
    return _statement(entry, span.start, span.end)


def _sentences(entry: Passage, wanted: Sequence[Sequence[re.Pattern[str]]]) -> list[Statement]:
    """Return the sentences of an entry, each once, that speak of what is wanted, by the first pattern that any fits."""
    spans: set[Span] = set()
    for patterns in wanted:
        speaking = ([span for span in entry.sentences if _speaks(entry, span, pattern)] for pattern in patterns)
        spans |= set(next(filter(None, speaking), []))
    return [_statement(entry, span.start, span.end) for span in sorted(spans)]


def _speaks(entry: Passage, span: Span, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(entry.text[span.start : span.end].lower()))


def _statement(entry: Passage, start: int, end: int) -> Statement:
    citation = cite(entry, start, end, strength="strong")
    return Statement(text=citation.quote, citations=(citation,))
