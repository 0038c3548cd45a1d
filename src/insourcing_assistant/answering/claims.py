"""What a sentence claims, without who says so: "Islington saves £3m, Andrew Gwynne said in 2019" has no date of it."""

from __future__ import annotations

import re
from functools import lru_cache

_SPOKE = (
    r"(?:reported|reports|said|says|wrote|writes|urged|noted|announced|quoted|summarised|told"
    r"|stated|described|claims?|claimed|argues?|argued)"
)
_WHO = r"(?:the |an? )?[A-Z][\w’'&.-]*(?: (?:of|for|the|and|[A-Z][\w’'&.-]*))*"
_ATTRIBUTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\((?:[^()]*\b(?:19|20)\d\d|undated|pp?\. ?\d[^()]*|[A-Z/]{2,})\)",
        r",? (?:and|but) whether [^;]*\b(?:unverified|unknown|unclear)\b",
        rf",? as (?:was |were )?{_SPOKE}\b[^;]*$",
        rf",? as {_WHO}[^,;]{{0,40}} {_SPOKE}\b[^;]*$",
        rf",? (?:as |and )?{_WHO} {_SPOKE}\b (?!that\b)[^;]*$",
        rf",? {_SPOKE} {_WHO}[^;]*$",
        r"(?:^|,? )[Aa]ccording to [^,;]*",
        rf"^{_WHO} {_SPOKE}\b[^,;]{{0,60}}\bthat\b",
        r"\bin the (?:19|20)\d\d survey\b",
    )
)
_FEWEST_WORDS = 3

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{4}})?\b|\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b|\bpp?\. ?\d+(?:[–-]\d+)?"
)
"""Dates, years and page numbers: what is no figure of anything."""


@lru_cache(maxsize=8192)
def claim(sentence: str) -> str:
    """Return a sentence without its attributions; the whole of it where too little would be left."""
    rest = sentence
    for attribution in _ATTRIBUTIONS:
        shorter = attribution.sub(" ", rest)
        if len(shorter.split()) >= _FEWEST_WORDS:
            rest = shorter
    return rest


def without_dates(text: str) -> str:
    """Return a text without its dates, years and page numbers, which are no figures of anything."""
    return DATES.sub(" ", text)
