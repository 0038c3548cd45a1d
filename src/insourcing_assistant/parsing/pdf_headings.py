"""Find the headings of a PDF by its outline and by the size and weight of its type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from insourcing_assistant.parsing.pdf_blocks import BULLET, Block, same_size
from insourcing_assistant.parsing.pdf_lines import Line

Outline = Mapping[int, Sequence[tuple[str, int]]]
"""For a page (from 0): the titles of the outline that point to it, each with its level from 1."""

_LARGER = 1.15
_MAX_LINES = 3
_MAX_LARGE_CHARS = 150
_MAX_BOLD_CHARS = 100
_MAX_TIMES = 8
_RICH_OUTLINE = 10
_MAX_SHARE = 0.35  # of all text: a document with more than this in "headings" is a set of slides


def find_headings(pages: Sequence[Sequence[Block]], outline: Outline) -> dict[Block, int]:
    """Say which blocks are headings, and of which level, from 1."""
    every = [block for blocks in pages for block in blocks]
    by_type = _headings_by_type(pages, every)
    by_outline = {
        block: level
        for number, blocks in enumerate(pages)
        for block in blocks
        if (level := _outline_level(block, outline.get(number, ()), in_heading_type=block in by_type))
    }
    if len(by_outline) >= _RICH_OUTLINE:
        # The authors have said what the headings are: bold type of the size of the text is emphasis, not a heading.
        large = _LARGER * body_size(pages)
        by_type = {block for block in by_type if _style(block)[0] >= large}
    deepest = max(by_outline.values(), default=0)
    others = [block for block in by_type if block not in by_outline]
    ranks = {style: rank for rank, style in enumerate(sorted({_style(block) for block in others}, reverse=True), 1)}
    return {block: deepest + ranks[_style(block)] for block in others} | by_outline


def body_size(pages: Sequence[Sequence[Block]]) -> float:
    """Measure the size that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for blocks in pages:
        for line in (line for block in blocks for line in block):
            sizes[_rounded(line.size)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def merge_headings(pages: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Put the lines of headings together that fill more than one."""
    body, body_is_bold = body_size(pages), _is_mostly_bold(pages)
    merged: list[list[Block]] = []
    for blocks in pages:
        page: list[Block] = []
        for block in blocks:
            both = page[-1] + block if page and _is_second_half(page[-1], block) else ()
            if both and all(_looks_like_heading(each, body, body_is_bold) for each in (page[-1], block, both)):
                page[-1] = both
            else:
                page.append(block)
        merged.append(page)
    return merged


def _headings_by_type(pages: Sequence[Sequence[Block]], every: Sequence[Block]) -> set[Block]:
    body, body_is_bold = body_size(pages), _is_mostly_bold(pages)
    found = [block for block in every if _looks_like_heading(block, body, body_is_bold)]
    times = Counter(key_of(_text(block)) for block in found)
    # What returns all the time is a label, such as the head of a table.
    found = [block for block in found if times[key_of(_text(block))] <= _MAX_TIMES]
    return set() if _length(found) > _MAX_SHARE * _length(every) else set(found)


def key_of(text: str) -> str:
    """The letters and figures of a heading, to compare it with the outline."""
    return "".join(filter(str.isalnum, text.casefold()))


def _looks_like_heading(block: Block, body: float, body_is_bold: bool) -> bool:
    if len(block) > _MAX_LINES or any(line.sideways or line.is_row for line in block):
        return False
    large = all(_rounded(line.size) >= _LARGER * body for line in block)
    bold = not body_is_bold and all(line.bold and line.size >= 0.92 * body for line in block)
    if not (large or bold):
        return False
    text = _text(block)
    return (
        len(text) <= (_MAX_LARGE_CHARS if large else _MAX_BOLD_CHARS)
        and sum(character.isalpha() for character in text) > 2
        and not text[0].islower()
        and text[-1] not in ".,;:"
        and not BULLET.match(text)
        and "…" not in text
    )


def _outline_level(block: Block, entries: Sequence[tuple[str, int]], *, in_heading_type: bool) -> int | None:
    if len(block) > _MAX_LINES:
        return None
    keys = list(accumulate(key_of(line.text) for line in block))
    for title, level in entries:
        entry = key_of(title)
        # The number of a section may stand apart from its name, and a second name below it: then its type must
        # speak for it too.
        partly = in_heading_type and any(len(key) > 4 and entry.endswith(key) for key in keys)
        if entry and (partly or keys[-1] == entry):
            return level
    return None


def _is_second_half(first: Block, second: Block) -> bool:
    above, below = first[-1], second[0]
    return (
        _style(first) == _style(second)
        and 0 < below.bottom - above.bottom < 1.8 * below.size
        and above.left < below.right
        and below.left < above.right
    )


def _is_mostly_bold(pages: Sequence[Sequence[Block]]) -> bool:
    lines = [line for blocks in pages for block in blocks for line in block]
    return sum(len(line.text) for line in lines if line.bold) > 0.5 * sum(len(line.text) for line in lines)


def _style(block: Block) -> tuple[float, bool]:
    return max(_rounded(line.size) for line in block), all(line.bold for line in block)


def _text(block: Block) -> str:
    return " ".join(line.text for line in block)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(line.text) for block in blocks for line in block)


def largest_text(lines: Sequence[Line], *, body: float) -> str | None:
    """The largest text of a page, which on a first page is its title; None where nothing is larger than the rest."""
    seen = [line for line in lines if not line.sideways and sum(map(str.isalpha, line.text)) > 2]
    largest = max(seen, key=lambda line: line.size, default=None)
    if largest is None or largest.size < _LARGER * body:
        return None
    start = seen.index(largest)
    end = start + 1
    while end < len(seen) and same_size(seen[end], largest):
        end += 1
    text = _text(tuple(seen[start:end]))
    return text if len(text) <= 200 else None
