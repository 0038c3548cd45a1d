"""How much of a question a text speaks of: terms by their stems and synonyms, other words by meaning."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from insourcing_assistant.types import Question, QuestionTerm, Vectors
from insourcing_assistant.wording import is_stop, stem, stems, words

NEAR_WORD = 0.68
"""Cosine from which two single words count as saying the same. With the packaged model "yearly" and "annual" have
0.82, "wages" and "pay" 0.71, "folks" and "people" 0.74; "redundancy" and "dismissal" 0.28."""

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

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """The words in lower case that are neither stop words nor names: those that may be near to another word."""
        return frozenset(w for w in words(self.text) if w.islower() and len(w) > 2 and not is_stop(w))

    def has(self, form: Sequence[str]) -> bool:
        """Say whether these stems stand in the text in a row."""
        return f" {' '.join(form)} " in self.line


class WordSimilarity:
    """Cosines between single words, each word embedded once."""

    def __init__(self, embed: Callable[[list[str]], Sequence[Sequence[float]]]) -> None:
        self._embed = embed
        self._vectors: dict[str, Vectors] = {}

    def nearest(self, word: str, others: frozenset[str]) -> float:
        """Return the highest cosine of `word` with any of `others`, 0 where there are none."""
        if not others:
            return 0.0
        self._learn([word.lower(), *sorted(others)])
        matrix = np.stack([self._vectors[other] for other in sorted(others)])
        return float((matrix @ self._vectors[word.lower()]).max())

    def _learn(self, wanted: Sequence[str]) -> None:
        new = [word for word in dict.fromkeys(wanted) if word not in self._vectors]
        if not new:
            return
        for word, vector in zip(new, self._embed(new), strict=True):
            array = np.asarray(vector, dtype=np.float32)
            self._vectors[word] = array / max(float(np.linalg.norm(array)), 1e-12)


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


def strength_of(term: QuestionTerm, text: Text, similarity: WordSimilarity | None = None) -> float:
    """Return how well a text speaks of a term: 1 by its own stems or a synonym's, less by nearness, 0 not at all."""
    if any(text.has(form) for form in term.forms):
        return 1.0
    if term.is_name:
        content = [stem(word) for word in _content(term.text)]
        scattered = len(content) > 1 and not any(c.isdigit() for c in term.text)
        return _SCATTERED_NAME if scattered and all(text.has((part,)) for part in content) else 0.0
    if similarity is None or len(term.forms[0]) != 1:
        return 0.0
    near = similarity.nearest(term.text, text.plain_words)
    return near if near >= NEAR_WORD else 0.0


def coverage(terms: Sequence[WeightedTerm], text: Text, similarity: WordSimilarity | None = None) -> float:
    """Return the weighted share of the terms that a text speaks of, in [0, 1]; 1 where there are no terms."""
    total = sum(term.weight for term in terms)
    if not total:
        return 1.0
    return sum(term.weight * strength_of(term.term, text, similarity) for term in terms) / total


def _content(spelling: str) -> list[str]:
    every = words(spelling)
    return [word.lower() for word in every if not is_stop(word)] or [word.lower() for word in every]
