"""The formats of exported answers: what each is called, and what writes it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from insourcing_assistant.errors import UsageError
from insourcing_assistant.exporting.bibtex import bibtex
from insourcing_assistant.exporting.composing import AUTHOR, compose, title_of
from insourcing_assistant.exporting.markdown import markdown
from insourcing_assistant.exporting.records import Record, read_record
from insourcing_assistant.exporting.references import items
from insourcing_assistant.exporting.ris import ris
from insourcing_assistant.exporting.standing import check
from insourcing_assistant.exporting.styles import STYLES, Style
from insourcing_assistant.recorded import Texts
from insourcing_assistant.types import Report

NAME_CHARS = 60

T = TypeVar("T")

_Write = Callable[[Sequence[Record], Mapping[str, Report], Style], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its key, which is the suffix of its files without the dot, and its name for people."""

    key: str
    name: str
    media_type: str
    write: _Write
    has_style: bool = False
    """Whether its references are written out in a citation style."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written, with a name that is safe everywhere."""

    name: str
    media_type: str
    content: bytes


def export(
    records: Sequence[Mapping[str, object]],
    reports: Mapping[str, Report],
    *,
    format_key: str,
    style: str = "harvard",
    texts: Texts | None = None,
    today: date | None = None,
) -> ExportedFile:
    """Write the recorded answers, in this order, into one file; `reports` are the publications known today.

    Every quote is looked for again in the `texts`, where any are given, and what no longer stands is said to be so.
    Raises `UsageError` for a format or style that there is not, and `ExportError`.
    """
    form, chosen = _chosen("format", FORMATS, format_key), _chosen("style", STYLES, style)
    if not records:
        raise UsageError("There is no answer to export.")
    day = today or datetime.now(UTC).date()
    read = [read_record(record, check(record, texts, reports, day=day)) for record in records]
    return ExportedFile(f"{_stem(read)}.{form.key}", form.media_type, form.write(read, reports, chosen))


def format_of(path: Path) -> str:
    """Return the key of the format that a file's suffix asks for. Raises `UsageError`."""
    return _chosen("suffix", FORMATS, path.suffix.lower().removeprefix(".")).key


def _chosen(what: str, known: Mapping[str, T], key: str) -> T:
    if key not in known:
        raise UsageError(f"There is no {what} {key!r} for an export. Choose one of: {', '.join(known)}.")
    return known[key]


def _stem(records: Sequence[Record]) -> str:
    plain = unicodedata.normalize("NFKD", title_of(records)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:NAME_CHARS].strip("-")
    return f"insourcing-{slug}" if slug else "insourcing-answer"


def _markdown(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:
    return markdown(compose(records, reports, style)).encode()


def _word(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:
    from insourcing_assistant.exporting.word import word

    return word(compose(records, reports, style), author=AUTHOR, made_at=records[-1].asked_at)


def _pdf(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:
    from insourcing_assistant.exporting.pdf import pdf

    return pdf(compose(records, reports, style), made_at=records[-1].asked_at)


def _bibtex(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:  # noqa: ARG001
    return bibtex(items(records, reports)).encode()


def _ris(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:  # noqa: ARG001
    return ris(items(records, reports)).encode()


def _csl(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> bytes:  # noqa: ARG001
    return f"{json.dumps(items(records, reports), ensure_ascii=False, indent=2)}\n".encode()


_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS: Mapping[str, Format] = {
    form.key: form
    for form in (
        Format("docx", "Word document", _WORD_TYPE, _word, has_style=True),
        Format("pdf", "PDF", "application/pdf", _pdf, has_style=True),
        Format("md", "Markdown", "text/markdown; charset=utf-8", _markdown, has_style=True),
        Format("bib", "BibTeX (sources only)", "application/x-bibtex; charset=utf-8", _bibtex),
        Format("ris", "RIS (sources only)", "application/x-research-info-systems; charset=utf-8", _ris),
        Format("json", "CSL-JSON (sources only)", "application/vnd.citationstyles.csl+json", _csl),
    )
}
"""Every format by its key."""
