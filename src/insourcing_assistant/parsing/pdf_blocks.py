"""Put the lines of a PDF page together into paragraphs, list items and headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from insourcing_assistant.parsing.pdf_lines import Line

Block = tuple[Line, ...]
"""Lines that belong together, in reading order."""

USUAL_LEADING = 1.2
"""The distance of two lines of a paragraph in heights of a line, where a document has too few to measure."""

BULLET = re.compile(r"[•▪◦‣●○■□–·➢✓✔*-](?:\s|$)")
LIST_MARK = re.compile(r"(?:[•▪◦‣●○■□–·➢✓✔*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?:;…][”’\"')\]]*[\d⁰¹²³⁴-⁹]{0,3}$")
_SAME_SIZE = 0.08
_CONTENTS_ENTRY = re.compile(r"… ?\w+$")
_MAX_LEADING = 1.35  # times the usual distance


def ends_sentence(text: str) -> bool:
    """Whether `text` may end a sentence, a note mark behind the full stop allowed."""
    return bool(_SENTENCE_END.search(text[-8:]))


def same_size(one: Line, other: Line) -> bool:
    """Whether two lines are set in the same size, but for what characters differ by."""
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def usual_leading(pages: Sequence[Sequence[Line]]) -> float:
    """Measure the distance from line to line in heights of a line: the median over a document."""
    ratios = [
        (below.bottom - above.bottom) / below.size
        for lines in pages
        for above, below in pairwise(lines)
        if _is_below(above, below) and same_size(above, below)
    ]
    close = [ratio for ratio in ratios if ratio < 2]
    return median(close) if close else USUAL_LEADING


def blocks_of(lines: Sequence[Line], *, leading: float) -> list[Block]:
    """Group the lines of a page, without its running lines, into blocks."""
    edges = _right_edges(lines)
    blocks: list[list[Line]] = []
    for place, line in enumerate(lines):
        if blocks and _carries_on(blocks[-1], line, edges[place - 1], leading):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [tuple(block) for block in blocks]


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """For each line, how far to the right the lines of its column reach."""
    edges: list[float] = []
    column: list[Line] = []
    for line in lines:
        if column and not (_is_below(column[-1], line) and same_size(column[-1], line)):
            edges += [max(each.right for each in column)] * len(column)
            column = []
        column.append(line)
    return edges + [max(each.right for each in column)] * len(column) if column else edges


def _is_below(above: Line, below: Line) -> bool:
    overlap = above.left < below.right and below.left < above.right
    return (
        overlap
        and not (above.is_row or below.is_row)
        and not above.sideways
        and not below.sideways
        and 0.3 * below.size < below.top - above.top
    )


def _carries_on(block: Sequence[Line], line: Line, edge: float, leading: float) -> bool:
    """Whether `line` belongs to the block whose last line's column reaches to `edge`."""
    last = block[-1]
    if last.sideways or line.sideways or last.is_row or line.is_row:
        return False
    if len(block) == 1 and BULLET.fullmatch(last.text):
        return True
    if not same_size(last, line) or _CONTENTS_ENTRY.search(last.text):
        return False
    if abs(last.bottom - line.bottom) < 0.35 * line.size:
        return -line.size < line.left - last.right < 2 * line.size
    if LIST_MARK.match(line.text) and (ends_sentence(last.text) or BULLET.match(line.text)):
        return False
    runs_on = not ends_sentence(last.text) and line.text[0].islower()
    if not _is_below(last, line) or last.bold != line.bold:
        return runs_on
    if line.bottom - last.bottom > _MAX_LEADING * leading * line.size:
        return False
    return runs_on or not _ends_paragraph(block, line, edge)


def _ends_paragraph(block: Sequence[Line], line: Line, edge: float) -> bool:
    """Whether the last line of the block stops before it is full, or `line` is set in like a first line."""
    last = block[-1]
    left = min(each.left for each in block)
    is_item = bool(LIST_MARK.match(block[0].text))
    first_word = line.text.split(" ", 1)[0]
    needed = (line.right - line.left) / len(line.text) * (len(first_word) + 1)
    room = edge - last.right
    if not ends_sentence(last.text):
        return room > max(needed, 0.25 * (edge - left))
    return room > needed or (line.left > left + 0.8 * line.size and not is_item)
