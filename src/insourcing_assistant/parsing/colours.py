"""Tell whether words have the colour of the ground that they stand on."""

from __future__ import annotations

import re

WHITE = "ffffff"

UNKNOWN = "?"
"""A ground that nobody can say the colour of, such as a pattern or the style of a table."""

_COLOUR = re.compile(r"[0-9a-f]{6}")
_SAME = 15  # of 255 in each channel: colours that differ less are one to the eye


def are_one(words: str, ground: str) -> bool:
    """Whether two colours, in six hexadecimal digits, look the same; no other name of a colour looks like any."""
    words, ground = (colour.lower().removeprefix("#") for colour in (words, ground))
    if not _COLOUR.fullmatch(words) or not _COLOUR.fullmatch(ground):
        return False
    return all(
        abs(one - other) <= _SAME for one, other in zip(bytes.fromhex(words), bytes.fromhex(ground), strict=True)
    )
