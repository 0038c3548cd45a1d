"""Write raised figures, which mark notes and powers, as what they are: "£9¹" is not £91."""

from __future__ import annotations

import re

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789", RAISED)
_FIGURES = re.compile(r"\s*\d[\d\s,–-]*")


def raised(text: str) -> str:
    """Raise the figures of a text that stands above the line; anything else, as in "1st", stays as it is."""
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) else text
