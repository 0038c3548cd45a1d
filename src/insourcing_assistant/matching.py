"""How much of a question a text speaks of: its terms, by their stems and synonyms, the rare ones counting more."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from insourcing_assistant.types import Question, QuestionTerm
from insourcing_assistant.wording import bare, is_stop, stems, words

_SCATTERED_NAME = 0.4
"""What a name counts for when its words are there, but not together."""


_LINK = r"[ -](?:(?:of|for|and|the|on|in) )*"

_UNITS = ("bn", "m", "k")

_SPELLING_CUTOFF = 0.83
"""The similarity (Ratcliff and Obershelp) from which two words are one, misspelt: "islinton" and "islington"."""


@dataclass(frozen=True)
class Text:
    """A text, prepared for being matched."""

    text: str

    @cached_property
    def line(self) -> str:
        """The stems between single spaces, so that a run of stems can be looked up as a string."""
        return f" {' '.join(stems(self.text))} "

    def has(self, form: Sequence[str]) -> bool:
        """Say whether these stems stand in the text in a row."""
        return f" {' '.join(form)} " in self.line

    def has_nearly(self, word: str) -> bool:
        """Say whether a word of at least five letters stands in the text with a letter or two wrong."""
        return len(word) > 4 and bool(get_close_matches(word, self._stems, n=1, cutoff=_SPELLING_CUTOFF))

    @cached_property
    def _stems(self) -> list[str]:
        return sorted({word for word in self.line.split() if len(word) > 4})


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the question and how rare it is in the library: 0 in every passage, 1 in none."""

    term: QuestionTerm
    weight: float


def weigh(question: Question, frequencies: Mapping[str, int], passages: int) -> tuple[WeightedTerm, ...]:
    """Weigh the terms of a question by their inverse document frequency, scaled to [0, 1].

    `frequencies` has the number of passages with each word of `vocabulary(question)`. A term with synonyms is as
    common as its most common form, and a form as rare as its rarest word.
    """
    most = math.log((passages + 1) / 0.5) or 1.0
    weighted = []
    for term in question.terms:
        common = max(min(frequencies.get(word, 0) for word in _content(spelling)) for spelling in term.spellings)
        if _is_shouted_stop_word(term):
            common = 1  # what was counted is the word of no weight
        weighted.append(WeightedTerm(term, max(0.02, math.log((passages + 1) / (common + 0.5)) / most)))
    return tuple(weighted)


def vocabulary(question: Question) -> tuple[str, ...]:
    """Return the words whose document frequencies `weigh` wants."""
    spellings = (spelling for term in question.terms for spelling in term.spellings)
    return tuple(dict.fromkeys(word for spelling in spellings for word in _content(spelling)))


def strength_of(term: QuestionTerm, text: Text) -> float:
    """Return how well a text speaks of a term: 1 by its own stems or a synonym's, less for a scattered name, else 0."""
    if _is_shouted_stop_word(term):
        dotted = re.search(rf"\b{r'[.]?'.join(term.text)}\b", text.text)
        return float(dotted is not None or _has_in_full(term, text))
    if any(text.has(form) for form in term.forms) or _has_amount(term, text) or _has_in_full(term, text):
        return 1.0
    parts = term.forms[0]
    scattered = term.is_name and len(parts) > 1 and not any(character.isdigit() for character in term.text)
    return _SCATTERED_NAME if scattered and all(text.has((part,)) or is_stop(part) for part in parts) else 0.0


def _is_shouted_stop_word(term: QuestionTerm) -> bool:
    """Say whether a name is told from a word of no weight by its capitals alone: "IT", "US"."""
    return term.is_name and term.text.isupper() and is_stop(term.text)


def _has_amount(term: QuestionTerm, text: Text) -> bool:
    """Say whether a number stands in the text with its unit written to it: "95 billion" as "£95bn"."""
    return term.text.isdecimal() and any(text.has((f"{term.text}{unit}",)) for unit in _UNITS)


def _has_in_full(term: QuestionTerm, text: Text) -> bool:
    """Say whether the name stands in the text that capitals are short for: "NEF", "New Economics Foundation"."""
    letters = term.text
    if not term.is_name or not 1 < len(letters) < 7 or not letters.isalpha() or not letters.isupper():
        return False
    return re.search(_LINK.join(rf"\b{letter}[a-z]+" for letter in letters), text.text) is not None


def is_misspelt_in(term: QuestionTerm, text: Text) -> bool:
    """Say whether the words of a term stand in a text with a letter or two wrong: a slow look, for few texts."""
    if any(character.isdigit() for character in term.text):
        return False
    return all(text.has((part,)) or text.has_nearly(part) for part in term.forms[0])


def _content(spelling: str) -> list[str]:
    every = words(spelling)
    return [bare(word) for word in every if not is_stop(word)] or [bare(word) for word in every]
