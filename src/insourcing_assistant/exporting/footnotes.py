"""Writes the footnotes: which page a sentence is from, in which words, and how far it is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from insourcing_assistant.exporting.elements import Element, cite, footnote, link, strong, words
from insourcing_assistant.exporting.records import CitedSource, Record
from insourcing_assistant.exporting.standing import note_sentence
from insourcing_assistant.exporting.styles import Style
from insourcing_assistant.recorded import Standing

STRENGTHS = {"strong": "Strong match.", "some": "Some match.", "weak": "Weak match."}


class Footnotes:
    """Numbers footnotes as the documents will, and remembers in which of them a source was quoted."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._count = 0
        self._first: dict[tuple[int, int], int] = {}

    def of(self, at: int, record: Record, numbers: Iterable[int], *, beside: str) -> list[Element]:
        """Write the next footnotes, for these citations of an answer; a quote that `beside` shows is left out.

        `at` tells the answers of a document apart, each of which numbers its citations from 1.
        """
        cited = {citation.number: citation for citation in record.answer.citations}
        return [self._next(at, cited[number], record.standing(number), beside) for number in dict.fromkeys(numbers)]

    def first(self, at: int, number: int) -> int:
        """Return the first footnote on a citation of an answer; 0 where there is none."""
        return self._first.get((at, number), 0)

    def _next(self, at: int, citation: CitedSource, standing: Standing, beside: str) -> Element:
        self._count += 1
        said: list[Element] = [
            cite(citation.report_id, _locator(citation), is_note=self._style.is_note),
            *([] if self._style.is_note else words(".")),  # a note style ends its citations itself
        ]
        first = self._first.setdefault((at, citation.number), self._count)
        if first != self._count:
            seen = "" if standing == "stands" else ", which says what has become of the source"
            return footnote([*said, *words(f" As in note {first}{seen}.")])
        for sentence in _sentences(citation, standing, shows_quote=citation.quote not in beside):
            said += [{"t": "Space"}, *sentence]
        return footnote(said)


def _sentences(citation: CitedSource, standing: Standing, *, shows_quote: bool) -> list[list[Element]]:
    sentences = []
    if where := _where(citation):
        sentences.append(words(f"{where[0].upper()}{where[1:]}."))
    if shows_quote:
        sentences.append(words(f"“{citation.quote}”"))
    if fallen := note_sentence(citation.kind, standing):
        sentences.append([strong(fallen)])
    if citation.ocr:
        sentences.append(words("Read by OCR from a picture of the page, so words may be wrong."))
    sentences.append(words(STRENGTHS[citation.strength]))
    if citation.source_urls:
        addresses: list[Element] = []
        for url in citation.source_urls:
            addresses += [{"t": "Space"}, *link(url)]
        sentences.append([*words("The brief gives as its source:"), *addresses])
    return sentences


def _where(citation: CitedSource) -> str:
    """Say in words what no citation style has a place for."""
    if citation.kind == "catalogue":
        return "from this library’s catalogue entry on it"
    places = []
    if citation.kind == "brief":
        places.append("as told in this library’s brief on it, a secondary source")
    if citation.section:
        places.append(f"under “{citation.section}”")
    elif not _locator(citation) and citation.pages:
        places.append(f"page {_printed(citation)}")
    if citation.pages and _printed(citation) != _range(citation):
        places.append(f"page{'s' if len(citation.pages) > 1 else ''} {_range(citation)} of the file")
    return ", ".join(places)


def _locator(citation: CitedSource) -> str:
    """Return the printed page or pages as a citation style takes them; none where they are not plain numbers.

    A page of a brief is not one of the publication's, so that none is given.
    """
    if citation.kind not in ("report", "article") or not citation.pages:
        return ""
    printed = _printed(citation)
    return f"{'pp.' if '–' in printed else 'p.'} {printed}" if _PLAIN_PAGES.fullmatch(printed) else ""


def _printed(citation: CitedSource) -> str:
    """Return what is printed on the pages, such as "12" or "iv–v"."""
    if len(citation.pages) == 1:
        return citation.page_label or str(citation.pages[0])
    # Of several pages the record has the printed numbers in the name of the citation only.
    named = _NAMED_PAGES.search(citation.label)
    return named[1] if named else _range(citation)


def _range(citation: CitedSource) -> str:
    first, last = citation.pages[0], citation.pages[-1]
    return str(first) if first == last else f"{first}–{last}"


_PLAIN_PAGES = re.compile(r"\w+(?:–\w+)?")
_NAMED_PAGES = re.compile(r", pp?\. ([^,]+)(?:, pages? [^,]+ of the file)?(?:, read by OCR)?\)$")
