"""Writes tagged PDF by typst: footnotes at the foot of the page, fonts embedded, title and language set."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typst

from insourcing_assistant.errors import ExportError
from insourcing_assistant.exporting import pandoc
from insourcing_assistant.exporting.elements import Element

TEMPLATE = Path(__file__).with_name("document.typ")


def pdf(composed: Element, *, made_at: datetime) -> bytes:
    """Write a document as PDF. Raises `ExportError`.

    It is checked against PDF/UA-1, the standard for accessible PDF. Only where a letter is in no font of this computer
    does it fall short of that, and is tagged all the same.
    """
    source = pandoc.write(composed, "typst-citations", "--standalone", f"--template={TEMPLATE}", "--wrap=none")
    try:
        return _compiled(source, made_at, standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise ExportError(f"typst could not set it ({error.message}).") from error
    try:
        return _compiled(source, made_at, standards=[])
    except typst.TypstError as error:
        raise ExportError(f"typst could not set it ({error.message}).") from error


def _compiled(source: bytes, made_at: datetime, *, standards: list[typst.PDFStandard]) -> bytes:
    moment = made_at.replace(microsecond=0)
    compiled = typst.compile(source, format="pdf", pdf_standards=standards, timestamp=moment)
    if not isinstance(compiled, bytes):
        raise ExportError("typst wrote nothing.")
    return compiled
