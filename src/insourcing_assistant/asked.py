"""What is asked: a question, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["who", "when", "where", "how many", "why", "steps", "how", "definition", "which", "other"]

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """Something the question is about: a word, a name, or a term of the glossary.

    `forms` are the stems of each way of saying it, the question's own first; `spellings` are the same as words.
    A name (capitalised, an acronym, or with a digit in it) must be matched as it is. A concept is a term of the
    glossary that says what a question is about, unlike the incidental ones.
    """

    text: str
    forms: tuple[Stems, ...]
    spellings: tuple[str, ...]
    is_name: bool = False
    is_concept: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    `asking` is what of the text asks; `kind` is of it, and what else is said makes no name, number or year.
    """

    text: str
    kind: QuestionKind
    terms: tuple[QuestionTerm, ...]
    phrases: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    asking: str = ""
