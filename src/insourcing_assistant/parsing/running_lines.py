"""Tell the lines that run through a document (headers, footers, page numbers) from its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from insourcing_assistant.parsing.pdf_lines import Line, PageLines
from insourcing_assistant.parsing.running_heads import heads_of_tables

_EDGE = 0.13  # of the height: where headers and footers stand
_SIDE_EDGE = 0.08  # of the width: where sideways stamps stand
_SAME_PLACE_PT = 6.0
_ENOUGH_PAGES = 3
_NEAR_PAGES = 4
_Key = tuple[str, str]
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_ALONE = re.compile(r"(?:page\s+)?([ivxlc]{1,7})", re.IGNORECASE)
_NUMBER_AT_EDGE = re.compile(r"^(?:page\s+)?(\d{1,5})\b|\b(\d{1,5})(?:\s+(?:of|/)\s+\d+)?$", re.IGNORECASE)


def part_running_lines(pages: Sequence[PageLines]) -> tuple[list[list[Line]], list[list[Line]]]:
    """Part each page's lines into text and running lines.

    A running line stands at the edge of the page and returns in the same place on other pages, but for its
    figures: on three pages at least, or on all pages of a shorter document. The head of a table does not run.
    """
    places: dict[_Key, list[tuple[int, float]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in page.lines:
            if edge := _edge(line, page):
                places[edge, _signature(line)].append((number, line.bottom))
    enough = max(2, min(_ENOUGH_PAGES, len(pages)))
    text: list[list[Line]] = []
    removed: list[list[Line]] = []
    for number, page in enumerate(pages):
        returns = [_returns(places, line, page, number, near=True) >= enough for line in page.lines]
        band = [line for line, near in zip(page.lines, returns, strict=True) if near]
        is_running = [
            (near or (_is_in(band, line, page) and _returns(places, line, page, number, near=False) >= enough))
            and not _opens(pages, line, number)
            for line, near in zip(page.lines, returns, strict=True)
        ]
        runs = [line for line, is_one in zip(page.lines, is_running, strict=True) if is_one]
        heads = {id(line) for line in heads_of_tables(page.lines, runs)}
        removed.append([line for line in runs if id(line) not in heads])
        gone = set(map(id, removed[-1]))
        text.append([line for line in page.lines if id(line) not in gone])
    if not any(text):
        # The same page again and again: that is all there is to read.
        return removed, [[] for _ in pages]
    return text, removed


def printed_labels(running: Sequence[Sequence[Line]]) -> list[str | None]:
    """Find the number printed on each page, given its running lines; None where none is printed.

    A number counts when it grows with the pages: on three pages at least it is as far from the physical number.
    """
    found = [[candidate for line in lines for candidate in _candidates(line.text)] for lines in running]
    votes = Counter(
        (style, value - number)
        for number, candidates in enumerate(found, start=1)
        for style, value, _ in set(candidates)
    )
    enough = max(2, min(_ENOUGH_PAGES, len(running)))
    labels: list[str | None] = []
    for number, candidates in enumerate(found, start=1):
        best = max(candidates, key=lambda each: votes[each[0], each[1] - number], default=None)
        counts = best is not None and votes[best[0], best[1] - number] >= enough
        labels.append(best[2] if best is not None and counts else None)
    return _with_gaps_filled(labels)


def _edge(line: Line, page: PageLines) -> str:
    if line.sideways:
        at_side = line.right < _SIDE_EDGE * page.width or line.left > (1 - _SIDE_EDGE) * page.width
        return "side" if at_side else ""
    middle = (line.top + line.bottom) / 2
    if middle < _EDGE * page.height:
        return "top"
    return "bottom" if middle > (1 - _EDGE) * page.height else ""


def _signature(line: Line) -> str:
    if _ROMAN_ALONE.fullmatch(line.text):
        return "#"
    return re.sub(r"\d+", "#", line.text.casefold())


def _returns(
    places: Mapping[_Key, Sequence[tuple[int, float]]], line: Line, page: PageLines, number: int, *, near: bool
) -> int:
    """On how many pages, or pages near this one, a line at an edge stands in the same place: three are enough.

    A row of a table may stand there by chance on pages that are far apart; a bare number is a page's wherever it is.
    """
    edge = _edge(line, page)
    if not edge:
        return 0
    key = edge, _signature(line)
    seen = places[key]
    if near and key[1] != "#":
        # They are in the order of the pages: a long document need not be gone through for each of its lines.
        seen = seen[bisect_left(seen, (number - _NEAR_PAGES, 0.0)) : bisect_left(seen, (number + _NEAR_PAGES + 1, 0.0))]
    same: set[int] = set()
    for other, bottom in seen:
        if abs(bottom - line.bottom) <= _SAME_PLACE_PT:
            same.add(other)
            if len(same) >= _ENOUGH_PAGES:
                break
    return len(same)


def _is_in(band: Sequence[Line], line: Line, page: PageLines) -> bool:
    """Whether a line stands beside or beyond one of the running lines of its edge."""
    edge = _edge(line, page)
    others = [other for other in band if _edge(other, page) == edge]
    if edge == "bottom":
        return any(line.bottom >= other.bottom - 1 for other in others)
    return bool(others) and (edge == "side" or any(line.bottom <= other.bottom + 1 for other in others))


def _opens(pages: Sequence[PageLines], line: Line, number: int) -> bool:
    """Whether a bold title begins to run on this page: where it stands nowhere else, that is the section's heading."""
    if not line.bold or number == 0 or number + 1 == len(pages) or not any(map(str.isalpha, line.text)):
        return False
    before = {each.text for page in pages[max(0, number - 2) : number] for each in page.lines}
    here = sum(line.text in each.text for each in pages[number].lines)
    follows = any(each.text == line.text for each in pages[number + 1].lines)
    return follows and here == 1 and not any(line.text in text for text in before)


def _candidates(text: str) -> list[tuple[str, int, str]]:
    """The page numbers that `text` may print: (style, value, as printed)."""
    if roman := _ROMAN_ALONE.fullmatch(text):
        return [("roman", _roman_value(roman[1]), roman[1])]
    numbers = (match[1] or match[2] for match in _NUMBER_AT_EDGE.finditer(text))
    return [("arabic", int(number), number) for number in numbers]


def _roman_value(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral.lower()]
    after = [*values[1:], 0]
    return sum(-value if value < following else value for value, following in zip(values, after, strict=True))


def _with_gaps_filled(labels: Sequence[str | None]) -> list[str | None]:
    """Number the pages that print nothing between two that do, such as the first pages of chapters."""
    filled = list(labels)
    last = -1
    for place, label in enumerate(labels):
        if label is None or not label.isdecimal():
            continue
        if last >= 0 and int(label) - int(filled[last] or 0) == place - last:
            for between in range(last + 1, place):
                filled[between] = filled[between] or str(int(label) - (place - between))
        last = place
    return filled
