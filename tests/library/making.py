"""Small parsed reports with their passages and vectors, made by hand."""

from __future__ import annotations

import hashlib
import re

from insourcing_assistant.library import Library
from insourcing_assistant.types import (
    Caution,
    Filters,
    Heading,
    Kind,
    Page,
    ParsedReport,
    Passage,
    PassageVectors,
    Report,
    Source,
    Span,
)
from tests.hashing import HashingEmbedder

EMBEDDER = HashingEmbedder()
FINGERPRINT = "text 1, hashing-64"
NO_LIMIT = Filters()


def make_report(report_id: str, *, title: str = "A title", year: int | None = 2019, publisher: str = "APSE") -> Report:
    return Report(id=report_id, title=title, authors=("A. Author",), publisher=publisher, year=year)


def make_parsed(report: Report, *page_texts: str, kind: Kind = "report") -> ParsedReport:
    """One page a text; each page is one block, and its first word a heading."""
    text = "".join(page_texts)
    pages, start = [], 0
    for number, page_text in enumerate(page_texts, start=1):
        pages.append(Page(number, f"p{number}", start, start + len(page_text), ocr=number == 3))
        start += len(page_text)
    return ParsedReport(
        report=report,
        kind=kind,
        text=text,
        pages=tuple(pages),
        unit="page",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        headings=(Heading("Findings", 2, 0),),
        sources=(Source(0, 5, "https://example.org/a"),),
        warnings=(Caution("It is odd.", (1,)),),
    )


def make_passages(parsed: ParsedReport) -> tuple[Passage, ...]:
    """One passage a page; sentences end at full stops."""
    return tuple(
        Passage(
            id=f"{parsed.report.id}-{parsed.sha256[:8]}-{page.start}",
            report_id=parsed.report.id,
            kind=parsed.kind,
            unit=parsed.unit,
            text=parsed.text[page.start : page.end],
            start=page.start,
            pages=(page,),
            heading="Findings",
            sentences=tuple(Span(*m.span()) for m in re.finditer(r"[^.]+\.", parsed.text[page.start : page.end])),
            sources=parsed.sources if page.start == 0 else (),
        )
        for page in parsed.pages
        if page.end > page.start
    )


def make_vectors(passages: tuple[Passage, ...]) -> list[PassageVectors]:
    return EMBEDDER.embed_passages(passages, [""] * len(passages))


def add(library: Library, parsed: ParsedReport, *, path: str = "report.pdf") -> tuple[Passage, ...]:
    passages = make_passages(parsed)
    library.add(parsed, passages, make_vectors(passages), path=path)
    return passages


def found_by_meaning(library: Library, question: str, *, k: int = 10, filters: Filters = NO_LIMIT) -> list[str]:
    """The report ids of what is found, best first."""
    ids = [key for key, _ in library.vectors.search(EMBEDDER.embed_question(question), k=k, filters=filters)]
    return [library.passages([key])[key].report_id for key in ids]


def found_by_words(library: Library, *words: str, k: int = 10, filters: Filters = NO_LIMIT) -> list[str]:
    """The report ids of what is found, best first."""
    ids = [key for key, _ in library.keywords.search([[word] for word in words], k=k, filters=filters)]
    return [library.passages([key])[key].report_id for key in ids]
