"""Read plain text: paragraphs between empty lines, one section."""

from __future__ import annotations

import re
from pathlib import Path

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.files import read_bytes, read_text, sha256
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.types import Kind, ParsedReport, Report

_BLOCK_END = re.compile(
    # An empty line, a form feed, or a line break before a list item.
    r"\n[^\S\n]*\n|\f|\n(?=[^\S\n]*(?:[-*•▪–]|\d{1,2}[.)])[^\S\n])"
)


def parse_plain_text(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
) -> ParsedReport:
    """Read a text file. `password` has no meaning here."""
    del password
    content = read_bytes(path, report_id=report.id)
    builder = TextBuilder(first_label=report.title or "Text")
    for paragraph in _BLOCK_END.split(read_text(path, content, report_id=report.id)):
        builder.add(normalise(paragraph))
    if not builder.text:
        raise NoTextError(path, "there is nothing in it but white space.", report_id=report.id)
    return ParsedReport(
        report=report,
        kind=kind or "report",
        text=builder.text,
        pages=builder.pages,
        unit="section",
        sha256=sha256(content),
    )
