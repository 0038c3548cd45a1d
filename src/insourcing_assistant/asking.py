"""What of a message asks, and what only leads up to it: "I am new here. What is TUPE?"."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[?!])[\"”’)]?\s+|(?<=\w{3}[.)])\s+(?=[\"“(]?\w)")
_ASKS = re.compile(
    r"^\W*(?:and |but |so |also |please |now )*(?:what|who|whom|whose|which|where|when|why|how|did|does|do|is|are|was"
    r"|were|has|have|had|can|could|should|would|will|may|might|tell|give|list|name|show|explain|describe|summari[sz]e"
    r"|compare|define|find|quote|outline|sum)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"(?P<asked>.+?\S)\s+\((?P<topic>.+)\)", re.DOTALL)


def sentences(message: str) -> tuple[str, ...]:
    """Return the sentences of a message."""
    return tuple(piece for piece in (part.strip() for part in _END.split(message)) if piece)


def topic_of(question: str) -> tuple[str, str]:
    """Return a question without the one before it, on which it leans, and that one: it stands in brackets behind."""
    found = _TOPIC.fullmatch(question)
    return (found["asked"], found["topic"]) if found else (question, "")


def asking(message: str) -> tuple[str, str]:
    """Return what asks, and what leads up to it or follows it, each in order; a message of one sentence asks as it is.

    What is put in brackets behind a question says what it is about, and belongs to it.
    """
    every = sentences(message)
    asks = [each.rstrip('"”’)').endswith("?") for each in every]
    if not any(asks):
        asks = [bool(_ASKS.match(each)) for each in every]
    asks = [ask or each.startswith("(") for ask, each in zip(asks, every, strict=True)]
    if len(every) < 2 or not any(asks) or all(asks):
        return message, ""
    return (
        " ".join(each for each, ask in zip(every, asks, strict=True) if ask),
        " ".join(each for each, ask in zip(every, asks, strict=True) if not ask),
    )
