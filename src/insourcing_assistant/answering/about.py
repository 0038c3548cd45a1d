"""Answers about the library itself, quoted from the catalogue's entries: what it holds, who wrote what, and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.types import Answer, Passage, Span, Statement
from insourcing_assistant.wording import is_stop, stems, words, years

NOTHING: Mapping[str, str] = MappingProxyType({})

_WORKS = r"(?:anything|reports?|publications?|documents?|sources?|papers?|titles?|studies)"
_PLACE = r"(?:in|of) (?:the|this|your|our) (?:library|catalogue|collection|assistant)"
_OURS = (
    r"(?:do (?:you|we) (?:have|hold|use|know|cover|draw on)|(?:you|we) (?:have|hold|use|draw on)|have you(?: got)?"
    r"|does (?:the|this|your) (?:library|assistant|catalogue)|are (?:there|available|included|covered|in here)"
    rf"|can (?:you|i) (?:search|ask|read|use|consult)|{_PLACE}|is this based on|on file)"
)
_LISTING = re.compile(
    rf"\b(?:what|which|how many|list|show|name|all|give|tell)\b.{{0,30}}\b{_WORKS}\b.{{0,30}}\b{_OURS}\b"
    rf"|^\W*(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the| your)? {_WORKS}\W*$"
    rf"|\b(?:which|what) (?:of (?:your|the|these) )?{_WORKS} (?:date|come|are|were|was|is)"
    r" (?:published |written )?(?:from|by|in)\b"
    rf"|\b(?:which|what|how many) (?:\w+ )?{_WORKS} (?:did|has|have) [A-Z][\w'’ -]{{1,40}}"
    r" (?:publish|published|write|written|produced?|issued?|bring out|brought out|commission|commissioned)\W*$"
    rf"|^\W*(?:who (?:wrote|published|are the (?:authors|publishers) of|is behind)|how old are|when were) "
    rf"(?:all )?(?:of )?(?:the|these|your) {_WORKS}(?: {_OURS}| published| written)?\W*$"
    rf"|^\W*do you (?:have|hold) {_WORKS}\b|\bwhat(?:'s| is) {_PLACE}\W*$",
    re.IGNORECASE,
)

_LAST, _FIRST = r"(?P<last>newest|latest|(?:most )?recent|last|youngest)", r"(?P<first>oldest|earliest|first)"
_MOST = re.compile(
    rf"^\W*(?:which|what)(?:'s| is| are| was)? (?:the |your )?(?:{_LAST}|{_FIRST}) {_WORKS}"
    rf"(?: (?:here|{_OURS}|(?:by|from|of) [\w'’ -]+))*\W*$"
    rf"|^\W*(?:which|what) (?:of (?:the|these|your) )?{_WORKS} (?:is|are|was|were) (?:the )?"
    r"(?:(?P<last_>newest|latest|most recent|last|youngest)|(?P<first_>oldest|earliest|first))\W*$",
    re.IGNORECASE,
)
_IN_FULL = re.compile(r"\bin full\b|\b(?:full|complete|whole|entire) (?:texts?|reports?|documents?|versions?)\b", re.I)

NONE_IN_FULL = (
    "No publication is in this library in full. Of each there is a brief, written from public sources and labelled as "
    "one wherever it is cited; the Library page says where the publications themselves can be had."
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

_ASKS_PLACE = (
    r"\bwhere (?:can|could|do|may|might|would) (?:i|we|one|you) (?:find|get|download|read|see|buy|obtain|access)\b"
    r"|\b(?:web ?address|url|link) (?:of|to|for)\b|\bhow (?:can|do) i (?:get|download|buy|obtain)\b"
)
_ASKS_PRESENCE = (
    r"^\W*(?:do you (?:have|hold|cover)|have you(?: got)?)\b"
    r"|^\W*is\b.{3,120}\b(?:in (?:the|this|your) (?:library|catalogue|collection)|included|available|on file|here)\W*$"
)

_ASPECTS: tuple[tuple[re.Pattern[str], ...], ...] = (
    # (what the question asks for, what a sentence of the entry must then speak of, or else of what)
    # Not every "by" names an author, since a copy is held by somebody: it counts where nothing plainer is said.
    (re.compile(_ASKS_AUTHOR), re.compile(r"\b(?:written|wrote|authors?|research\w*|led by)\b"), re.compile(r"\bby\b")),
    (re.compile(_ASKS_PUBLISHER), re.compile(r"publish|commission|issued|\bfor\b")),
    (re.compile(_ASKS_DATE), re.compile(r"publish|released|launched|\bdate|\b(?:19|20)\d\d\b|re-issued")),
    (re.compile(_ASKS_LENGTH), re.compile(r"\bpages?\b")),
    (re.compile(_ASKS_PLACE), re.compile(r"\b(?:published|written)\b"), re.compile(r"")),
    (re.compile(_ASKS_PRESENCE), re.compile(r"\b(?:published|written)\b"), re.compile(r"")),
    (re.compile(r"\bisbn\b|\binternational standard book number\b"), re.compile(r"\bisbn\b")),
)


def about_library(
    question: str,
    named: Sequence[str],
    entries: Mapping[str, Passage],
    *,
    issued: Mapping[str, str] = NOTHING,
    in_full: Collection[str] = (),
) -> Answer | None:
    """Answer a question about the library from its catalogue entries, or return None where it is not one.

    `named` are the ids of the publications that the question names, `entries` the entry of each id, `issued` its date
    as far as it is known (2019, 2019-05 or 2019-05-29), and `in_full` has the ids of those whose own text is there.
    """
    most = _MOST.search(question)
    if most is not None and len(named) <= 1:
        listed = _listed(question, {id_: entries[id_] for id_ in issued if id_ in entries})
        return _answer(question, [_first(each) for each in _at_the_end(most, listed, issued)])
    if _LISTING.search(question) and not named:
        if _IN_FULL.search(question):
            if not in_full:
                return Answer(question=question, kind="abstention", message=NONE_IN_FULL)
            entries = {id_: each for id_, each in entries.items() if id_ in in_full}
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


def _at_the_end(most: re.Match[str], listed: Sequence[Passage], issued: Mapping[str, str]) -> list[Passage]:
    """Return the newest of the entries, or the oldest: those of one year, where more is not known of each of them."""
    choose = max if most["last"] or most["last_"] else min
    if not listed:
        return []
    year = choose(issued[each.report_id][:4] for each in listed)
    of_year = [each for each in listed if issued[each.report_id].startswith(year)]
    if any(len(issued[each.report_id]) == len(year) for each in of_year):
        return of_year
    month = choose(issued[each.report_id][:7] for each in of_year)
    return [each for each in of_year if issued[each.report_id].startswith(month)]


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
