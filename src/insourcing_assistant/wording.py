"""Words as they are compared: lower-cased, split at hyphens, stemmed; stop words and numbers known as such."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from insourcing_assistant.types import Span

# The marks of notes and the powers are no part of a word or a number.
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_WORD = re.compile(rf"[^\W_{_RAISED}]+(?:['’][^\W\d_{_RAISED}]+)?")
_WITHOUT_RAISED = str.maketrans("", "", _RAISED)
_NUMBER = re.compile(
    r"(?<![\w.,])(?:[£$€])?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|per cent|percent|bn|billion|m|million|k)\b|%)?", re.I
)
_UNITS = {"per cent": "%", "percent": "%", "billion": "bn", "million": "m"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_STOP = """
    a about above after again all also although am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each either else ever few for from
    further get gets give given gives go goes got had has have having he her here hers him his how however i
    if in into is it its itself just let like ll made make makes many may me might more most much must my no
    nor not now of off on once one only onto or other our ours out over own per please quite rather re s said
    same say says see shall she should so some something still such t take tell than that the their theirs
    them then there these they thing things this those through to too under until up upon us use used using ve
    very was we well were what when where whether which while who whom whose why will with within without
    would yes yet you your yours
"""
STOP_WORDS = frozenset(_STOP.split())
"""Words that say nothing of what a question is about."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the Snowball English stem of a word, in lower case, without a possessive ending."""
    plain = bare(word)
    if plain in _OWN_STEMS:
        return plain
    return str(_STEMMER.stemWord(plain.replace("'", "")))


def bare(word: str) -> str:
    """Return a word in lower case without a possessive ending: "Tyneside's" is "tyneside"."""
    return word.lower().replace("’", "'").removesuffix("'s")


def words(text: str) -> list[str]:
    """Return the words of a text in order; "in-house" is two."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[Span]:
    """Return where the words of a text stand, in order."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def opening(text: str, most: int) -> str:
    """Return a text on one line, its first words where it has more, with an ellipsis for the rest."""
    line = text.split()
    return " ".join(line) if len(line) <= most else f"{' '.join(line[:most]).rstrip(',;:')} …"


def stems(text: str) -> list[str]:
    """Return the stems of all words of a text in order, stop words included."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=65_536)
def is_stop(word: str) -> bool:
    """Say whether a word is a stop word."""
    plain = word.lower().replace("’", "'")
    return plain.removesuffix("n't").partition("'")[0] in STOP_WORDS


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text in one spelling: "£3 million" is "3m", "1,000" is "1000", "13 per cent" is "13%"."""
    found = set()
    for match in _NUMBER.finditer(text.translate(_WITHOUT_RAISED)):
        number = match.group().lower().replace(",", "").lstrip("£$€")
        for long, short in _UNITS.items():
            number = number.replace(long, short)
        found.add(number.replace(" ", ""))
    return frozenset(found)


def years(text: str) -> frozenset[int]:
    """Return the years from 1900 to 2099 that a text names."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def listed(parts: Sequence[str]) -> str:
    """Put parts of a sentence, or whole questions, between semicolons, with one mark at the end."""
    text = "; ".join(parts)
    return text if text.endswith(("?", "!", ".")) else f"{text}."


# Snowball gives "housing" the stem of "house", so that every "in-house" would speak of housing.
_OWN_STEMS = frozenset({"housing"})
_STEMMER = Stemmer.Stemmer("english")
