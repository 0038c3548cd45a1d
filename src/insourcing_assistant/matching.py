"""How much of a question a text speaks of: its terms, by their stems and synonyms, the rare ones counting more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from insourcing_assistant.types import Question, QuestionTerm
from insourcing_assistant.wording import is_stop, stem, stems, words

_SCATTERED_NAME = 0.4
"""What a name counts for when its words are there, but not together."""


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
        weighted.append(WeightedTerm(term, max(0.02, math.log((passages + 1) / (common + 0.5)) / most)))
    return tuple(weighted)


def vocabulary(question: Question) -> tuple[str, ...]:
    """Return the words whose document frequencies `weigh` wants."""
    spellings = (spelling for term in question.terms for spelling in term.spellings)
    return tuple(dict.fromkeys(word for spelling in spellings for word in _content(spelling)))


def strength_of(term: QuestionTerm, text: Text) -> float:
    """Return how well a text speaks of a term: 1 by its own stems or a synonym's, less for a scattered name, else 0."""
    if any(text.has(form) for form in term.forms):
        return 1.0
    content = [stem(word) for word in _content(term.text)]
    scattered = term.is_name and len(content) > 1 and not any(c.isdigit() for c in term.text)
    return _SCATTERED_NAME if scattered and all(text.has((part,)) for part in content) else 0.0


def _content(spelling: str) -> list[str]:
    every = words(spelling)
    return [word.lower() for word in every if not is_stop(word)] or [word.lower() for word in every]
