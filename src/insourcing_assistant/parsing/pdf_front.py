"""Find what a PDF says of itself: in its properties, else on its first pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.properties import found_metadata
from insourcing_assistant.types import FoundMetadata

_NO_TITLE = re.compile(r"microsoft word|\.(?:docx?|indd|pdf|qxd|pptx?|rtf)\b", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\b(?:adobe|microsoft|word|acrobat|indesign|openoffice|libreoffice|user\d*|scanner|writer\d)\b", re.IGNORECASE
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR_SAID = (
    re.compile(r"(?:published|publication date|issued)\b[^.]{0,90}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"(?:©|\(c\)|copyright)[^.\d]{0,40}\b((?:19|20)\d\d)\b", re.IGNORECASE),
)
_DATE_ALONE = re.compile(rf"(?:(?:\d{{1,2}}\s+)?{_MONTH},?\s+(?:\d{{1,2}},\s+)?)?((?:19|20)\d\d)", re.IGNORECASE)
_CREATED = re.compile(r"D?:?((?:1[5-9]|20)\d\d)")
_PUBLISHER = re.compile(r"published (?:in (?:19|20)\d\d )?by (?:the )?([A-Z][^.,;:©()]{2,80})", re.IGNORECASE)
_PAGES = 3  # a date that is printed further on is another's


def pdf_metadata(
    properties: Mapping[str, str], pages: Sequence[Sequence[Line]], *, largest: str | None
) -> FoundMetadata:
    """Judge the properties of a file and what its first pages print; `largest` is the largest text of the first.

    A printed year counts before that of the file, which may have been made again long after.
    """
    title = properties.get("Title", "")
    is_title = len(re.findall(r"[^\W\d_]{3,}", title)) > 1 and not _NO_TITLE.search(title)
    # Where a program made up the title, or there is none, the author is hardly ever the publication's.
    author = properties.get("Author", "") if is_title else ""
    created = _CREATED.match(properties.get("CreationDate", ""))
    found = found_metadata(
        title=title if is_title else None,
        authors=() if _PROGRAM.search(author) else (author,),
        publisher=None,
        dates=(created[1],) if created else (),
    )
    if not found.title:
        found = replace(found, title=largest, title_from="first page" if largest else "file name")
    front = [line.text for lines in pages[:_PAGES] for line in lines]
    if year := _year(front):
        found = replace(found, year=year, year_from="first page")
    publisher = next((match for match in map(_PUBLISHER.search, front) if match), None)
    if publisher:
        found = replace(found, publisher=publisher[1].strip(), publisher_from="first page")
    return found


def _year(front: Sequence[str]) -> int | None:
    for pattern in _YEAR_SAID:
        for text in front:
            if match := pattern.search(text):
                return int(match[1])
    # Such as "July 2019" below a title: its line says nothing else.
    return next((int(match[1]) for text in front if (match := _DATE_ALONE.fullmatch(text.strip(" .")))), None)
