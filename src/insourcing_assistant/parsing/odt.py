"""Read OpenDocument texts: headings open sections, tables become sentences, notes end their section."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import LxmlError, XMLParser, fromstring, tostring
from odfdo import Document, Element, XmlPart

from insourcing_assistant.errors import DamagedFileError, EncryptedError
from insourcing_assistant.parsing.archives import Archive, open_archive
from insourcing_assistant.parsing.files import read_bytes, sha256
from insourcing_assistant.parsing.odt_text import (
    PAGE,
    ParagraphText,
    Style,
    Styles,
    read_paragraph,
    read_styles,
    tag_of,
)
from insourcing_assistant.parsing.properties import found_metadata
from insourcing_assistant.parsing.sections import SectionWriter
from insourcing_assistant.parsing.tables import Cell
from insourcing_assistant.types import FoundMetadata, Kind, ParsedReport, Report

_KEEP = ("content.xml", "styles.xml", "meta.xml", "manifest.xml", "mimetype")
_MANIFEST = "META-INF/manifest.xml"
_INDEXES = (
    "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index",
    "text:object-index", "text:user-index", "text:index-title",
)  # fmt: skip
_CONTAINERS = (
    "text:list", "text:list-item", "text:list-header", "text:section", "text:numbered-paragraph", "text:bibliography",
    "text:index-body", "draw:frame", "draw:text-box", "draw:g", "draw:a",
)  # fmt: skip
_ROW_GROUPS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
_MOST_REPEATED = 100  # a repeated cell is said once for each column that people can see


def parse_odt(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
    """Read an .odt file. `password` has no meaning here.

    Headers, footers, comments, deleted text and tables of contents are left out; inserted text is in.
    """
    del password
    content = read_bytes(path, report_id=report.id)
    archive = open_archive(path, content, report_id=report.id, keep=_KEEP)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        advice = "Only PDFs can be opened with one here: save it in LibreOffice without a password, and give that file."
        raise EncryptedError(path, wrong=False, advice=advice, report_id=report.id)
    archive.check_xml()
    body, styles, found = _open(archive)
    writer = SectionWriter(first_label=report.title or "Beginning")
    _Walk(writer, styles).blocks(body, is_shaded=PAGE in styles)
    return writer.finish(report, path, kind=kind or "report", sha256=sha256(content), found=found)


def _open(archive: Archive) -> tuple[Element, Styles, FoundMetadata]:
    try:
        return _parts(Document(io.BytesIO(archive.repacked(_without_comments))), archive)
    # What odfdo raises where a part is missing or of another kind.
    except (KeyError, ValueError, AttributeError, TypeError, OSError, LxmlError) as error:
        reason = "it is not a whole OpenDocument text"
        raise DamagedFileError(archive.path, reason, report_id=archive.report_id) from error


def _parts(document: Document, archive: Archive) -> tuple[Element, Styles, FoundMetadata]:
    parts = [document.get_part(name) for name in ("content.xml", "styles.xml") if name in archive]
    styles = read_styles([part.root for part in parts if isinstance(part, XmlPart)])
    return document.body, styles, _found(document, archive)


def _without_comments(content: bytes) -> bytes:
    """Take comments and processing instructions out: odfdo cannot say what they are."""
    if content.startswith(b"<") and b"<!--" not in content and content.count(b"<?") <= 1:
        return content
    parser = XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    cleaned: bytes = tostring(fromstring(content, parser=parser), encoding="utf-8", xml_declaration=True)
    return cleaned


def _found(document: Document, archive: Archive) -> FoundMetadata:
    if "meta.xml" not in archive:
        return FoundMetadata()
    meta = document.meta
    return found_metadata(
        title=meta.title,
        authors=[author for author in (meta.initial_creator or meta.creator,) if author],
        publisher=None,
        dates=[str(date) for date in (meta.creation_date, meta.date) if date],
    )


@dataclass(slots=True)
class _Walk:
    """One pass over the body, writing as it goes."""

    writer: SectionWriter
    styles: Styles
    has_title: bool = False
    nested: list[Element] = field(default_factory=list)

    def blocks(self, container: Element, *, is_shaded: bool = False) -> None:
        for block in self._blocks(container):
            if tag_of(block) == "table:table":
                self._table(block)
            else:
                self._paragraph(block, is_shaded=is_shaded)

    def _blocks(self, container: Element) -> Iterator[Element]:
        """The headings, paragraphs and tables of a body, a list, a cell or a box, in their order."""
        for child in container.children:
            if tag_of(child) in ("text:p", "text:h", "table:table"):
                yield child
            elif tag_of(child) == "text:section" and child.get_attribute_string("text:display") == "none":
                self.writer.hidden()
            elif tag_of(child) in _CONTAINERS and tag_of(child) not in _INDEXES:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Element, *, is_shaded: bool) -> None:
        read = read_paragraph(paragraph, self.styles, is_shaded=is_shaded)
        style = self.styles.get(("paragraph", paragraph.get_attribute_string("text:style-name") or ""), Style())
        is_title = style.is_title or paragraph.get_attribute_string("text:style-name") == "Title"
        if tag_of(paragraph) == "text:h" or is_title:
            self.has_title |= is_title
            level = 0 if is_title else _number(paragraph, "text:outline-level")
            self.writer.heading(read.text, level=level + self.has_title)
        else:
            self.writer.paragraph(read.text)
        self._hangers(read)

    def _hangers(self, read: ParagraphText) -> None:
        if read.has_hidden:
            self.writer.hidden()
        if read.has_struck:
            self.writer.struck()
        for note in read.notes:
            self.writer.note(self._plain(note))
        for box in read.boxes:
            self.blocks(box, is_shaded=True)

    def _plain(self, container: Element) -> str:
        """Read the paragraphs of a note or a cell as one line; tables in it are kept for later."""
        lines = []
        for block in self._blocks(container):
            if tag_of(block) == "table:table":
                self.nested.append(block)
                continue
            read = read_paragraph(block, self.styles, is_shaded=True)
            lines.append(read.text)
            self._hangers(read)
        return " ".join(lines)

    def _table(self, table: Element) -> None:
        rows = list(_rows(table, is_header=False))
        if any(_is_collapsed(row) for row, _ in rows):
            self.writer.hidden()
            rows = [(row, is_header) for row, is_header in rows if not _is_collapsed(row)]
        cells = [list(_cells(row)) for row, _ in rows]
        if max(map(len, cells), default=0) == 1:
            # A frame around text, not a table.
            for row in cells:
                for cell in row:
                    self.blocks(cell, is_shaded=True)
            return
        outer, self.nested = self.nested, []
        names = sum(is_header for _, is_header in rows)
        self.writer.table([[self._cell(cell) for cell in row] for row in cells], header_rows=names or None)
        nested, self.nested = self.nested, outer
        for inner in nested:
            self._table(inner)

    def _cell(self, cell: Element) -> Cell:
        return Cell(
            self._plain(cell),
            columns=_number(cell, "table:number-columns-spanned"),
            rows=_number(cell, "table:number-rows-spanned"),
        )


def _rows(element: Element, *, is_header: bool) -> Iterator[tuple[Element, bool]]:
    for child in element.children:
        if tag_of(child) == "table:table-row":
            yield child, is_header
        elif tag_of(child) in _ROW_GROUPS:
            yield from _rows(child, is_header=is_header or tag_of(child) == "table:table-header-rows")


def _is_collapsed(row: Element) -> bool:
    return row.get_attribute_string("table:visibility") in ("collapse", "filter")


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row; those that another one covers are left out, and each that repeats is repeated."""
    for cell in row.children:
        if tag_of(cell) == "table:table-cell":
            for _ in range(min(_number(cell, "table:number-columns-repeated"), _MOST_REPEATED)):
                yield cell


def _number(element: Element, attribute: str) -> int:
    text = element.get_attribute_string(attribute) or ""
    return min(int(text), 1000) if text.isdecimal() else 1
