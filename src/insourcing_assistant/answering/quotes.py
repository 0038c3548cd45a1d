"""Finds the words that somebody says stand in a passage: where they stand, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insourcing_assistant.types import Passage, Span

MOST_SENTENCES = 3
"""How many sentences a quote may touch: a whole passage would prove anything."""


def find_quote(quote: str, text: str) -> Span | None:
    """Return where a quote stands in a text, or None.

    It may differ from the text in white space, in hyphens at the ends of lines and in the shape of its quotation
    marks and apostrophes, and in nothing else. It begins and ends where words do.
    """
    wanted, _ = _plain(quote)
    wanted = wanted.strip()
    if not wanted:
        return None
    plain, places = _plain(text)
    at = plain.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _splits_word(plain, at) and not _splits_word(plain, end):
            return Span(places[at], places[end - 1] + 1)
        at = plain.find(wanted, at + 1)
    return None


def whole_sentences(passage: Passage, span: Span) -> Span | None:
    """Return the sentences of a passage that a span touches, or None where they are too many to be a quote.

    What stands before or behind a quote in its sentence may turn it round: "nobody says that …".
    """
    touched = [each for each in passage.sentences if each.start < span.end and span.start < each.end]
    if not 1 <= len(touched) <= MOST_SENTENCES:
        return None
    return Span(touched[0].start, touched[-1].end)


_MARKS = str.maketrans("‘’‚‛′`“”„‟″«»", '\'\'\'\'\'\'"""""""')
_LINE_END = re.compile(r"(?<=\w)[-\u2010]\s*\n\s*(?=[^\W\d_])|\u00ad\s*")
_SPACE = re.compile(r"\s+")


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Return a text as quotes are compared, and for each of its characters the place in the text."""
    characters: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(text):
        joint = _LINE_END.match(text, position)
        space = None if joint else _SPACE.match(text, position)
        if joint:
            position = joint.end()
            continue
        characters.append(" " if space else text[position].translate(_MARKS))
        places.append(position)
        position = space.end() if space else position + 1
    return "".join(characters), places


def _splits_word(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, behind = text[max(0, at - 2) : at], text[at : at + 2]
    return (before[-1].isalnum() and behind[0].isalnum()) or any(
        _INSIDE_NUMBER.fullmatch(around) for around in (before + behind[0], before[-1] + behind)
    )


_INSIDE_NUMBER = re.compile(r"\d[.,]\d")
