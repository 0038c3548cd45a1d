"""Read web pages: the article without what is around it, headings as sections."""

from __future__ import annotations

from pathlib import Path

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.encodings import decode
from insourcing_assistant.parsing.files import read_bytes, sha256
from insourcing_assistant.parsing.html_blocks import write_blocks
from insourcing_assistant.parsing.html_content import main_content, stand_in
from insourcing_assistant.parsing.html_hidden import empty_hidden
from insourcing_assistant.parsing.html_markup import is_xhtml, read_html, read_xhtml
from insourcing_assistant.parsing.html_metadata import page_metadata
from insourcing_assistant.parsing.sections import SectionWriter
from insourcing_assistant.types import Kind, ParsedReport, Report


def parse_html(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
    """Read a saved web page; without `kind` it is an article. `password` has no meaning here."""
    del password
    content = read_bytes(path, report_id=report.id)
    markup = decode(content, is_markup=True)
    root = read_xhtml(markup) if is_xhtml(markup) else read_html(markup)
    if root is None:
        raise NoTextError(path, "there is nothing in it to read.", report_id=report.id)
    found = page_metadata(root)
    other = stand_in(root)
    empty_hidden(root)
    writer = SectionWriter(first_label=found.title or report.title or "Beginning")
    write_blocks(main_content(root), writer)
    if other is not None and len(writer.text.split()) <= other.max_words:
        raise NoTextError(path, other.reason, report_id=report.id)
    return writer.finish(report, path, kind=kind or "article", sha256=sha256(content), found=found)
