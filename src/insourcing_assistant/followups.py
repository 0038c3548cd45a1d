"""Questions that lean on the ones before them: "And how much did it save?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insourcing_assistant.wording import words

_OPENING = re.compile(
    r"^\W*(?:and|but|so|also|then|more|what about|how about|what else|anything else|tell me more|such as|for example)\b"
    r"|^\W*(?:why|when|where|who|how|how (?:much|many|so)|which (?:ones?|pages?))\W*$",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|he|she|his|her|(?<!is )(?<!are )(?<!was )(?<!were )there"
    r"|the (?:same|latter|former|other))\b",
    re.IGNORECASE,
)
_POINTING_WORDS = 9
"""A longer question that has a pronoun is taken to say by itself what it points to."""


def resolve(question: str, history: Sequence[str]) -> str | None:
    """Return the question with what it leans on, or None where it stands by itself.

    `history` has the earlier questions as they were searched, oldest first; the last one that is a question of its
    own gives the topic.
    """
    if not history or not _leans(question):
        return None
    topic = next((earlier for earlier in reversed(history) if not _leans(earlier)), history[-1])
    return f"{question.strip()} ({topic.strip()})"


def _leans(question: str) -> bool:
    if _OPENING.search(question):
        return True
    asked = words(question)
    pointing = _POINTING.search(question)
    if pointing is None or len(asked) > _POINTING_WORDS:
        return False
    # A name in front of the pronoun is what it points to: "Why did Islington take its cleaning back?".
    before = words(question[: pointing.start()])[1:]
    return not any(word[0].isupper() or any(map(str.isdigit, word)) for word in before)
