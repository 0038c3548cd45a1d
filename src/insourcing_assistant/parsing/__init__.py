"""Turn a file into a `ParsedReport`: the suffix chooses the parser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from insourcing_assistant.errors import UnsupportedFormatError
from insourcing_assistant.parsing.instructions import flag_instructions
from insourcing_assistant.protocols import Parser
from insourcing_assistant.types import Kind, ParsedReport, Report

__all__ = ["SUFFIXES", "parse"]


def parse(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
    """Read the file at `path` as a text of `report`.

    `kind` says which text of the publication it is; without it, a file that calls itself a brief is one, and
    any other is the report. Raises `ParseError`.
    """
    load_parser = _PARSERS.get(path.suffix.lower())
    if load_parser is None:
        raise UnsupportedFormatError(path, SUFFIXES, report_id=report.id)
    return flag_instructions(load_parser()(report, path, kind=kind, password=password))


def _markdown() -> Parser:
    from insourcing_assistant.parsing.markdown import parse_markdown

    return parse_markdown


def _pdf() -> Parser:
    from insourcing_assistant.parsing.pdf import parse_pdf

    return parse_pdf


def _plain_text() -> Parser:
    from insourcing_assistant.parsing.plain_text import parse_plain_text

    return parse_plain_text


# Functions, so that a format's library is imported when a file of that format is read, and not before.
_PARSERS: dict[str, Callable[[], Parser]] = {
    ".pdf": _pdf,
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain_text,
}

SUFFIXES: tuple[str, ...] = tuple(_PARSERS)
"""The suffixes that can be read, in lower case and with the dot."""
