"""Turn a file into a `ParsedReport`: the suffix chooses the parser."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from insourcing_assistant.parsing.contents import check_content, unsupported
from insourcing_assistant.parsing.instructions import flag_instructions
from insourcing_assistant.protocols import Parser
from insourcing_assistant.types import Kind, ParsedReport, Report

__all__ = ["SUFFIXES", "parse", "unsupported"]


def parse(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None, ocr: bool = True
) -> ParsedReport:
    """Read the file at `path` as a text of `report`.

    `kind` says which text of the publication it is; without it, a file that calls itself a brief is one, and
    any other is the report, or an article where it is a web page. A file whose content is of another format than
    its suffix says is not read. Without `ocr`, pages that are pictures are not read. Raises `ParseError`.
    """
    load_parser = (_PARSERS if ocr else _PARSERS | _WITHOUT_OCR).get(path.suffix.lower())
    if load_parser is None:
        raise unsupported(path, SUFFIXES, report_id=report.id)
    check_content(path, report_id=report.id)
    return flag_instructions(load_parser()(report, path, kind=kind, password=password))


def _docx() -> Parser:
    from insourcing_assistant.parsing.docx import parse_docx

    return parse_docx


def _epub() -> Parser:
    from insourcing_assistant.parsing.epub import parse_epub

    return parse_epub


def _html() -> Parser:
    from insourcing_assistant.parsing.html_pages import parse_html

    return parse_html


def _markdown() -> Parser:
    from insourcing_assistant.parsing.markdown import parse_markdown

    return parse_markdown


def _odt() -> Parser:
    from insourcing_assistant.parsing.odt import parse_odt

    return parse_odt


def _pdf() -> Parser:
    from insourcing_assistant.parsing.pdf import parse_pdf

    return parse_pdf


def _pdf_without_ocr() -> Parser:
    from insourcing_assistant.parsing.pdf import parse_pdf

    return partial(parse_pdf, ocr=False)


def _plain_text() -> Parser:
    from insourcing_assistant.parsing.plain_text import parse_plain_text

    return parse_plain_text


# Functions, so that a format's library is imported when a file of that format is read, and not before.
_PARSERS: dict[str, Callable[[], Parser]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".odt": _odt,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".epub": _epub,
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain_text,
}

_WITHOUT_OCR: dict[str, Callable[[], Parser]] = {".pdf": _pdf_without_ocr}

SUFFIXES: tuple[str, ...] = tuple(_PARSERS)
"""The suffixes that can be read, in lower case and with the dot."""
