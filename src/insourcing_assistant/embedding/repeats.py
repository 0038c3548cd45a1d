"""The names of columns, which each row of a table repeats: read in its first row, and not again below it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding

from insourcing_assistant.types import Span

Places = npt.NDArray[np.int64]

_LEAST = 2
"""Tokens: less is not worth the while."""

_STATEMENT_ENDS = tuple(mark + quote for mark in ".!?" for quote in ("", "”", '"', "’", ")"))


def without_repeats(encoding: Encoding, text: str, lines: Sequence[Span]) -> Places:
    """Return the places of the tokens that are worth reading, in order.

    A row is a line that does not end as a statement does: "Fife: Saving 7%; Year 2011". What one of its cells begins
    with as the same cell of the row above does is the name of its column, and left out; a cell that is the same
    altogether has its value in common, and stays. `lines` are spans of `text`, in order.
    """
    # Each of these makes a list anew.
    ids, words, starts = encoding.ids, encoding.word_ids, [start for start, _ in encoding.offsets]
    marks = [text[start : start + 1] for start in starts]
    is_read = np.ones(len(ids), dtype=bool)
    above: list[range] = []
    for start, end in lines:
        cells: list[range] = []
        if not text[start:end].rstrip().endswith(_STATEMENT_ENDS):
            # The first token and the last stand for no text.
            first, last = (bisect_left(starts, place, 1, len(starts) - 1) for place in (start, end))
            cells = _cells(marks, range(first, last))
        for upper, lower in zip(above, cells, strict=False):
            same = _in_common(ids, words, upper, lower)
            if _LEAST <= same < len(lower):
                is_read[lower.start : lower.start + same] = False
        above = cells
    return np.flatnonzero(is_read)


def _cells(marks: Sequence[str], line: range) -> list[range]:
    """Part a line before its first colon, which stands behind the row's name, and before each semicolon."""
    cuts: list[int] = []
    has_colon = False
    for place in line[1:]:
        if marks[place] == ";" or (marks[place] == ":" and not has_colon):
            cuts.append(place)
            has_colon |= marks[place] == ":"
    return [range(*ends) for ends in zip([line.start, *cuts], [*cuts, line.stop], strict=True)]


def _in_common(ids: Sequence[int], words: Sequence[int | None], upper: range, lower: range) -> int:
    """How many tokens two cells begin with alike, whole words only."""
    shorter = min(len(upper), len(lower))
    same = next((number for number in range(shorter) if ids[upper[number]] != ids[lower[number]]), shorter)
    while same and any(_ends_in_word(words, cell, same) for cell in (upper, lower)):
        same -= 1
    return same


def _ends_in_word(words: Sequence[int | None], cell: range, length: int) -> bool:
    return length < len(cell) and words[cell[length]] == words[cell[length - 1]]
