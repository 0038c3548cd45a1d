"""The only maker of citations: a citation is a slice of a passage, or it does not exist."""

from __future__ import annotations

from itertools import pairwise

from insourcing_assistant.errors import CitationError
from insourcing_assistant.types import Citation, Passage, Strength


def cite(passage: Passage, start: int, end: int, *, strength: Strength = "some") -> Citation:
    """Cite the characters [start, end) of a passage, without white space at either end.

    Pages and source addresses are those that the quote touches, computed from its offset. Raises `CitationError`
    where the range is empty or outside the passage.
    """
    if not 0 <= start < end <= len(passage.text):
        raise CitationError(passage.id, f"[{start}, {end}) is outside its {len(passage.text)} characters")
    quote = passage.text[start:end]
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    if not quote:
        raise CitationError(passage.id, f"nothing but white space stands before {end}")
    first, last = passage.start + start, passage.start + start + len(quote)
    pages = tuple(page for page in passage.pages if page.start < last and first < page.end)
    if not pages:
        raise CitationError(passage.id, f"no page holds the characters [{first}, {last})")
    urls = dict.fromkeys(source.url for source in passage.sources if source.start < last and first < source.end)
    return Citation(
        passage_id=passage.id,
        report_id=passage.report_id,
        kind=passage.kind,
        unit=passage.unit,
        pages=tuple(page.number for page in pages),
        labels=tuple(page.label for page in pages),
        quote=quote,
        start=first,
        source_urls=tuple(urls),
        ocr=any(page.ocr for page in pages),
        strength=strength,
    )


def cite_pages(passage: Passage, start: int, end: int, *, strength: Strength = "some") -> tuple[Citation, ...]:
    """Cite the characters [start, end) of a passage: once for each page, so that each quote stands on its page."""
    turns = [page.start - passage.start for page in passage.pages if start < page.start - passage.start < end]
    return tuple(
        cite(passage, left, right, strength=strength)
        for left, right in pairwise([start, *turns, end])
        if passage.text[left:right].strip()
    )


def stands(citation: Citation, text: str) -> bool:
    """Say whether the quote stands, character for character, where the citation says, in the text of the report."""
    return text[citation.start : citation.start + len(citation.quote)] == citation.quote
