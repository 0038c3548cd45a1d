"""Read plain text: paragraphs between empty lines, in pages where form feeds part them, else in one section."""

from __future__ import annotations

import re
from pathlib import Path

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.files import read_bytes, read_text, sha256
from insourcing_assistant.parsing.hyphens import join_lines, vocabulary
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.types import Kind, ParsedReport, Report

_PAGE_END = "\f"
_BLOCK_END = re.compile(
    # An empty line, or a line break before a list item.
    r"\n[^\S\n]*\n|\n(?=[^\S\n]*(?:[-*•▪–]|\d{1,2}[.)])[^\S\n])"
)


def parse_plain_text(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
) -> ParsedReport:
    """Read a text file. `password` has no meaning here."""
    del password
    content = read_bytes(path, report_id=report.id)
    # The programs that take the text out of a PDF end each page with a form feed, the last one too.
    pages = read_text(path, content, report_id=report.id).removesuffix("\n").removesuffix(_PAGE_END).split(_PAGE_END)
    words = vocabulary(line for page in pages for line in page.splitlines())
    builder = TextBuilder(first_label=report.title or "Text")
    for number, page in enumerate(pages, start=1):
        if len(pages) > 1:
            builder.open_page(str(number))
        for paragraph in _BLOCK_END.split(page):
            lines = [line for line in map(normalise, paragraph.split("\n")) if line]
            builder.add(join_lines(lines, words))
    if not builder.text:
        raise NoTextError(path, "there is nothing in it but white space.", report_id=report.id)
    return ParsedReport(
        report=report,
        kind=kind or "report",
        text=builder.text,
        pages=builder.pages,
        unit="page" if len(pages) > 1 else "section",
        sha256=sha256(content),
    )
