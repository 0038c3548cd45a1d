"""Questions of two or three parts: "What did Fife save, and who led the work?"."""

from __future__ import annotations

import re

from insourcing_assistant.wording import words

MAX_PARTS = 3

_ASKING = (
    r"(?:what|who|whom|whose|which|where|when|why|how|did|does|do|is|are|was|were|has|have|had|can|could|should"
    r"|would|will)"
)
_ASKS = re.compile(rf"^\W*(?:and |but |so |also )*{_ASKING}\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"\?\s+(?=\w)|(?:[,;]\s*|\s)(?:and|but)\s+(?:also\s+)?(?={_ASKING}\b)|;\s+(?={_ASKING}\b)", re.I)
_FEWEST_WORDS = 4


def split_parts(question: str) -> tuple[str, ...]:
    """Return the parts of a question, each asked by itself; one part is the question as it stands.

    A part of fewer than four words ("and when?") belongs to the one before it.
    """
    parts: list[str] = []
    for piece in _BETWEEN.split(question):
        piece = piece.strip(" ,;?")
        if not piece:
            continue
        if parts and (not _ASKS.match(piece) or len(words(piece)) < _FEWEST_WORDS):
            return (question,)
        parts.append(piece)
    whole = all(_ASKS.match(part) and len(words(part)) >= _FEWEST_WORDS for part in parts)
    if not whole or not 1 < len(parts) <= MAX_PARTS:
        return (question,)
    return tuple(f"{part[:1].upper()}{part[1:]}?" for part in parts)
