"""Judge what a document's properties say of it: programs fill them in too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.types import FoundMetadata

_NO_TITLE = re.compile(
    r"untitled\b.*|(?:microsoft )?word(?: document|\s*-.*)?|document ?\d*|unknown|title|home(?: ?page)?|index"
    r"|.*\.(?:docx?|odt|pdf|rtf|indd|pptx?|html?)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"admin(?:istrator)?|(?:default |microsoft office )?user|owner|unknown|anonymous|author|python-docx|none|n/?a|staff"
    r"|https?://.*|\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MAX_CHARS = 300


def found_metadata(
    *, title: str | None, authors: Iterable[str], publisher: str | None, dates: Iterable[str]
) -> FoundMetadata:
    """Keep what a person may have written; the first of `dates` with a year in it tells the year."""
    name = _line(title)
    if _NO_TITLE.fullmatch(name):
        name = ""
    people = (_line(author) for part in authors for author in part.split(";"))
    years = (match for match in map(_YEAR.search, dates) if match)
    year = next(years, None)
    return FoundMetadata(
        title=name or None,
        title_from="metadata" if name else "file name",
        authors=tuple(dict.fromkeys(author for author in people if not _NO_AUTHOR.fullmatch(author))),
        publisher=_line(publisher) or None,
        year=int(year.group()) if year else None,
    )


def _line(text: str | None) -> str:
    line = normalise(text or "")
    return line if len(line) <= _MAX_CHARS else ""
