"""Questions that lean on the ones before them: "And how much did it save?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insourcing_assistant.wording import is_stop, words

_OPENING = re.compile(
    r"^\W*(?:and|but|so|also|then|more|what about|how about|what else|anything else|tell me more|such as|for example)\b"
    r"|^\W*(?:why|when|where|who|how|how (?:much|many|so)|which (?:ones?|pages?))\W*$",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|he|she|his|her|there|the (?:same|latter|former|other))\b",
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
    content = [word for word in asked if not is_stop(word)]
    return len(asked) <= _POINTING_WORDS and len(content) <= 4 and bool(_POINTING.search(question))
