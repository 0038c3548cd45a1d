"""Split a report into passages: spans of whole sentences that the embedding model reads to the end."""

from __future__ import annotations

import hashlib
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sentencex import get_sentence_boundaries

from insourcing_assistant.types import Heading, Page, ParsedReport, Passage, Report, Source, Span

TARGET_TOKENS = 200
"""Passages are made of about this size: long enough to be understood, short enough to be about one thing."""

MAX_CONTEXT_CHARS = 160
"""How much of title and heading is read along with each passage: about 40 tokens of English."""

CountTokens = Callable[[Sequence[str]], Sequence[int]]
_Touched = TypeVar("_Touched", Page, Source)

_MAX_TITLE_CHARS = 110
_PATH_MARK = " > "
_BLOCK = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"[^\S\n]")
# An abbreviation at the end of a piece never ends a sentence; the second kind does not before a figure.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[/“‘\"'])(?:"
    r"Cllrs?|Dr|Mrs?|Ms|Profs?|Revd?|Hon|Rt|St|Sgt|Capt|Lt|Col|Gen|Messrs|Mt|vs|viz|cf|ca|approx|e\.g|i\.e|et al"
    r"|(?:[Pp]p?|[Pp]aras?|[Nn]os?|[Cc]h|[Cc]hs|[Ss]ec|[Ss]s|[Aa]rts?|[Ff]igs?|[Vv]ols?|[Aa]pp|[Rr]ef|[Tt]ab|[Cc]ols?|[Ee]d)"
    r"(?=\.\s+[(\[]?[\dIVXivx]))\.\s*"
)
_INITIAL = re.compile(r"(?:^|[\s(])(?:(?:Mr|Mrs|Ms|Dr|Sir|Cllr)\.?\s)?[A-Z]\.\s*")
_LIST_MARK = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,5})[.)\]]{0,2}")
_BARE_REFERENCE = re.compile(r"[(\[][^()\[\]]{1,40}[)\]][.;,]?")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_MARK = re.compile(
    r"(?<=[^\W\d_]{3})[.!?][”’\"')]?\d{1,3}(?=\s+[“‘(]?[A-Z])|[.!?][”’\"')]?[⁰¹²³⁴-⁹]{1,3}(?=\s+[“‘(⁰¹²³⁴-⁹]?[A-Z\d])"
)


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands under one heading, without the heading itself."""

    heading: str
    blocks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Sized:
    """A sentence, or a piece of one that is too long, and its number of tokens."""

    span: Span
    tokens: int


def split(parsed: ParsedReport, *, count_tokens: CountTokens, max_tokens: int) -> tuple[Passage, ...]:
    """Split the text at headings and sentence ends into passages of at most `max_tokens`, context included.

    Passages do not overlap; together with the headings and white space they cover the text. A sentence that is
    longer than a passage may be is cut between words. The tokens of a text are taken to be the sum of those of
    its words, which is how WordPiece counts. Raises ValueError where the context leaves no room for text.
    """
    sections = _sections(parsed)
    sentences = [_sentences_of(parsed.text, section) for section in sections]
    contexts = [_context(parsed.report, section.heading) for section in sections]
    texts = [parsed.text[span.start : span.end] for spans in sentences for span in spans]
    counts = iter(count_tokens(contexts + texts))
    budgets = [max_tokens - next(counts) for _ in contexts]
    if min(budgets, default=1) < 1:
        raise ValueError(f"max_tokens={max_tokens} leaves no room for text behind title and heading")
    passages: list[Passage] = []
    for section, spans, budget in zip(sections, sentences, budgets, strict=True):
        sized = [_Sized(span, next(counts)) for span in spans]
        pieces = [piece for whole in sized for piece in _cut(parsed.text, whole, count_tokens, budget)]
        passages += (
            _passage(parsed, section.heading, [piece.span for piece in group])
            for group in _balanced(pieces, limit=budget)
        )
    return tuple(passages)


def context(report: Report, passage: Passage) -> str:
    """Say what a passage is from, to be embedded in front of it: "Title. Heading. ", cut to a bounded length."""
    return _context(report, passage.heading)


def sentence_spans(text: str) -> tuple[Span, ...]:
    r"""Find the sentences of `text`, without the white space around them.

    "\n" always ends one. Abbreviations, initials, page references and list numbers do not, so that a sentence
    can be quoted whole.
    """
    return tuple(span for block in _BLOCK.finditer(text) for span in _block_sentences(block.group(), block.start()))


def _sections(parsed: ParsedReport) -> list[_Section]:
    blocks = [Span(*match.span()) for match in _BLOCK.finditer(parsed.text) if match.group().strip()]
    waiting = sorted(parsed.headings, key=lambda heading: heading.start)
    titles = _titles(parsed)
    path: list[Heading] = []
    sections: list[tuple[str, list[Span]]] = [("", [])]
    for block in blocks:
        is_heading = False
        while waiting and waiting[0].start <= block.start:
            heading = waiting.pop(0)
            path = [*(parent for parent in path if parent.level < heading.level), heading]
            named = [each.title for each in path if each.title.casefold() not in titles]
            sections.append((_PATH_MARK.join(named), []))
            is_heading |= parsed.text[block.start : block.end] == heading.title
        if not is_heading:
            sections[-1][1].append(block)
    if not any(body for _, body in sections):
        # Nothing but headings: they are all there is to quote.
        sections = [("", blocks)]
    return [_Section(heading, tuple(body)) for heading, body in sections if body]


def _titles(parsed: ParsedReport) -> set[str]:
    """The headings that only repeat what the report is called."""
    titles = {parsed.report.title.casefold(), (parsed.found.title or "").casefold()}
    top = [heading for heading in parsed.headings if heading.level == 1]
    if len(top) == 1 and top[0].start == 0:
        titles.add(top[0].title.casefold())
    return titles


def _sentences_of(text: str, section: _Section) -> list[Span]:
    return [span for block in section.blocks for span in _block_sentences(text[block.start : block.end], block.start)]


def _block_sentences(block: str, offset: int) -> Iterator[Span]:
    start, end = 0, 0
    for boundary in _boundaries(block):
        piece, rest = block[start:boundary], block[boundary:]
        if _is_whole(piece, rest):
            end = boundary
            yield _trimmed(block, start, end, offset)
            start = end
    if block[start:].strip():
        yield _trimmed(block, start, len(block), offset)


def _boundaries(block: str) -> list[int]:
    # sentencex 1.0.32 panics on an initial behind a no-break space: give it plain spaces, as many as there were.
    found = {int(each["end_index"]) for each in get_sentence_boundaries("en", _SPACE.sub(" ", block))}
    return sorted(found | {mark.end() for mark in _NOTE_MARK.finditer(block)})


def _is_whole(piece: str, rest: str) -> bool:
    """Whether a sentence ends between the two."""
    if rest[:1] in _RAISED and not piece[-1:].isspace():
        return False  # the mark of a note, which belongs to the sentence
    piece, rest = piece.strip(), rest.lstrip()
    if not rest or len(piece) < 3 or _LIST_MARK.fullmatch(piece):
        return not rest
    first_word = rest.split(maxsplit=1)[0]
    return not (
        first_word[0].islower()
        or not any(character.isalnum() for character in first_word)
        or _ends_with(_ABBREVIATION, piece, rest)
        or _ends_with(_INITIAL, piece, rest)
        or _BARE_REFERENCE.match(rest)
    )


def _ends_with(pattern: re.Pattern[str], piece: str, rest: str) -> bool:
    joined = f"{piece} {rest[:2]}"
    return any(match.end() >= len(piece) for match in pattern.finditer(joined, max(0, len(piece) - 12)))


def _trimmed(block: str, start: int, end: int, offset: int) -> Span:
    text = block[start:end]
    return Span(offset + end - len(text.lstrip()), offset + start + len(text.rstrip()))


def _cut(text: str, sized: _Sized, count_tokens: CountTokens, budget: int) -> Iterator[_Sized]:
    """Cut a sentence that is over the budget between words, and a word that is between letters."""
    if sized.tokens <= budget:
        yield sized
        return
    words = [Span(*match.span()) for match in _WORD.finditer(text, *sized.span)]
    counts = count_tokens([text[word.start : word.end] for word in words])
    parts: list[_Sized] = []
    for word, tokens in zip(words, counts, strict=True):
        # A token is at least one letter long, so that a piece of `budget` letters is within the budget.
        step = word.end - word.start if tokens <= budget else budget
        starts = range(word.start, word.end, step)
        parts += (_Sized(Span(start, min(start + step, word.end)), min(tokens, budget)) for start in starts)
    for group in _balanced(parts, limit=budget):
        yield _Sized(Span(group[0].span.start, group[-1].span.end), sum(part.tokens for part in group))


def _balanced(pieces: Sequence[_Sized], *, limit: int) -> Iterator[Sequence[_Sized]]:
    """Group pieces into runs of nearly equal size: 260 tokens become 130 + 130, not 230 + 30."""
    start, remaining = 0, sum(piece.tokens for piece in pieces)
    while start < len(pieces):
        runs = 1 if remaining <= limit else math.ceil(remaining / min(TARGET_TOKENS, limit))
        ideal = remaining / runs
        end, size = start, 0
        while end < len(pieces) and size + pieces[end].tokens <= limit:
            if end > start and size + pieces[end].tokens / 2 > ideal:
                break
            size += pieces[end].tokens
            end += 1
        yield pieces[start:end]
        start, remaining = end, remaining - size


def _passage(parsed: ParsedReport, heading: str, spans: Sequence[Span]) -> Passage:
    start, end = spans[0].start, spans[-1].end
    return Passage(
        id=_passage_id(parsed, start, end),
        report_id=parsed.report.id,
        kind=parsed.kind,
        unit=parsed.unit,
        text=parsed.text[start:end],
        start=start,
        pages=_touched(parsed.pages, start, end),
        heading=heading,
        sentences=tuple(Span(span.start - start, span.end - start) for span in spans),
        sources=_touched(parsed.sources, start, end),
    )


def _passage_id(parsed: ParsedReport, start: int, end: int) -> str:
    content = f"{parsed.sha256} {parsed.kind} {start} {end}".encode()
    return f"{parsed.report.id}-{hashlib.blake2s(content, digest_size=6).hexdigest()}"


def _touched(places: Sequence[_Touched], start: int, end: int) -> tuple[_Touched, ...]:
    """Those of `places`, which are in order and do not overlap, that share a character with [start, end)."""
    first = bisect_right(places, start, key=lambda place: place.end)
    last = bisect_left(places, end, key=lambda place: place.start)
    return tuple(place for place in places[first:last] if place.start < place.end)


def _context(report: Report, heading: str) -> str:
    title = _shortened(report.title, _MAX_TITLE_CHARS)
    room = MAX_CONTEXT_CHARS - len(title) - 4
    while len(heading) > room and _PATH_MARK in heading:
        heading = heading.split(_PATH_MARK, 1)[1]
    names = [title] if heading.casefold() == report.title.casefold() else [title, _shortened(heading, room)]
    return "".join(f"{name} " if name[-1] in ".!?:" else f"{name}. " for name in names if name)


def _shortened(name: str, max_chars: int) -> str:
    return name if len(name) <= max_chars else name[:max_chars].rsplit(" ", 1)[0]
