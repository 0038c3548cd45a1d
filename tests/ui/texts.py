"""The made-up texts that the answers in `answers.py` quote, as a library would hold them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.types import Heading, Kind, Page, ParsedReport, Passage, Report
from insourcing_assistant.ui.sights import Texts
from tests.ui.answers import ARTICLE, BRIEF, OCR, PDF, REPORTS

SHA256 = "5e" * 32


def text_with(passage: Passage, report: Report) -> ParsedReport:
    """Make the text that a passage is from, with pages before it as its number says, and one after it."""
    place, behind = passage.pages[0], "\nThe last words."
    filling = ("Words that stand there to be read around the others. " * 20)[: passage.start - 1] + "\n"
    before = place.number - 1
    cuts = [passage.start * at // max(before, 1) for at in range(before + 1)]
    end = passage.start + len(passage.text)
    pages = [Page(number, "", cuts[number - 1], cuts[number]) for number in range(1, before + 1)]
    pages.append(Page(place.number, place.label, cuts[before], end, ocr=place.ocr))
    pages.append(Page(place.number + 1, "", end, end + len(behind)))
    return ParsedReport(
        report=report,
        kind=passage.kind,
        text=f"{filling}{passage.text}{behind}",
        pages=tuple(pages),
        unit=passage.unit,
        sha256=SHA256,
        headings=(Heading(passage.text.partition("\n")[0], 2, passage.start),) if passage.unit == "section" else (),
        sources=passage.sources,
    )


PARSED: dict[tuple[str, Kind], ParsedReport] = {
    (passage.report_id, passage.kind): text_with(passage, REPORTS[passage.report_id])
    for passage in (BRIEF, PDF, OCR, ARTICLE)
}


def texts_of(
    parsed: Mapping[tuple[str, Kind], ParsedReport] = PARSED, files: Mapping[tuple[str, Kind], Path] | None = None
) -> Texts:
    """Hold texts, and the files of some."""

    def find(report_id: str, kind: Kind) -> ParsedReport:
        try:
            return parsed[report_id, kind]
        except KeyError as error:
            raise UnknownReportError(report_id, ()) from error

    return Texts(find, lambda report_id, kind: (files or {}).get((report_id, kind)))
