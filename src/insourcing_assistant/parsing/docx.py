"""Read Word documents: headings open sections, tables become sentences, notes stand at the end of their section."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError
from lxml.etree import _Element as Element

from insourcing_assistant.errors import DamagedFileError
from insourcing_assistant.parsing.archives import Archive, open_archive
from insourcing_assistant.parsing.docx_text import (
    ParagraphText,
    W,
    chosen,
    find,
    is_alternatives,
    read_paragraph,
    read_styles,
    value,
)
from insourcing_assistant.parsing.docx_text import Style as TextStyle
from insourcing_assistant.parsing.files import read_bytes, sha256
from insourcing_assistant.parsing.properties import found_metadata
from insourcing_assistant.parsing.sections import SectionWriter
from insourcing_assistant.parsing.tables import Cell
from insourcing_assistant.types import FoundMetadata, Kind, ParsedReport, Report

_KEEP = (".xml", ".rels")
_WRAPPERS = {W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")}
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL_NAMES = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"drawingml/main", b"drawingml/2006/main"),
    (b"officeDocument/math", b"officeDocument/2006/math"),
    (b"officeDocument/relationships/metadata/core-properties", b"package/2006/relationships/metadata/core-properties"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
)
_LONGEST_BOLD_HEADING = 100


def parse_docx(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
    """Read a .docx file. `password` has no meaning here: what is encrypted was refused before.

    Headers, footers, comments, deleted text and tables of contents are left out; inserted text is in.
    """
    del password
    content = read_bytes(path, report_id=report.id)
    archive = open_archive(path, content, report_id=report.id, keep=_KEEP)
    archive.check_xml()
    document = _open(archive)
    body, styles = document.body, document.styles
    writer = SectionWriter(first_label=report.title or "Beginning")
    _Walk(writer, styles, document.notes, bold_headings=not _has_headings(body, styles)).blocks(
        body, is_shaded=document.has_ground
    )
    return writer.finish(report, path, kind=kind or "report", sha256=sha256(content), found=document.found)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is taken out of a document. Notes are found by part and id."""

    body: Element
    styles: dict[str, TextStyle]
    notes: dict[tuple[str, str], Element]
    found: FoundMetadata
    has_ground: bool
    """Whether its pages have a colour, on which white words may be seen."""


def _open(archive: Archive) -> _Parts:
    try:
        return _parts(docx.Document(io.BytesIO(archive.repacked(_in_usual_names))), archive)
    # What python-docx raises where a part, a relationship or a required attribute is missing or of another kind.
    except (KeyError, ValueError, AttributeError, TypeError, XMLSyntaxError, docx.exceptions.PythonDocxError) as error:
        reason = "it is not a whole Word document"
        raise DamagedFileError(archive.path, reason, report_id=archive.report_id) from error


def _parts(document: Document, archive: Archive) -> _Parts:
    styles = read_styles(document.styles)
    has_ground = find(document.element, "background") is not None
    return _Parts(document.element.body, styles, _notes(document), _found(document, archive), has_ground)


def _in_usual_names(content: bytes) -> bytes:
    """Write the names of the "strict" variant of the format as those of the usual one, which python-docx knows."""
    if _STRICT in content:
        for strict, usual in _USUAL_NAMES:
            content = content.replace(_STRICT + strict, b"http://schemas.openxmlformats.org/" + usual)
    return content


def _found(document: Document, archive: Archive) -> FoundMetadata:
    if not any(name.lower().endswith("core.xml") for name in archive.names):
        return FoundMetadata()
    properties = document.core_properties
    company = None
    if "docProps/app.xml" in archive:
        company = next((each.text for each in parse_xml(archive.read("docProps/app.xml")).iterfind("{*}Company")), None)
    return found_metadata(
        title=properties.title,
        authors=(properties.author,),
        publisher=company,
        # A document that was begun from a template keeps the template's date of creation.
        dates=tuple(str(date) for date in (properties.modified, properties.created) if date),
    )


def _notes(document: Document) -> dict[tuple[str, str], Element]:
    notes: dict[tuple[str, str], Element] = {}
    for relationship in document.part.rels.values():
        part = relationship.reltype.rpartition("/")[2]
        if part in ("footnotes", "endnotes") and not relationship.is_external:
            root = parse_xml(relationship.target_part.blob)
            notes |= {(part, note.get(W + "id", "")): note for note in root if note.get(W + "type") is None}
    return notes


def _has_headings(body: Element, styles: dict[str, TextStyle]) -> bool:
    return any(_level(paragraph, styles) for paragraph in body.iter(W + "p"))


def _level(paragraph: Element, styles: dict[str, TextStyle]) -> int | None:
    own = value(paragraph, "pPr", "outlineLvl")
    if own.isdecimal():
        return int(own) + 1 if int(own) < 9 else None
    return styles.get(value(paragraph, "pPr", "pStyle"), TextStyle()).level


@dataclass(slots=True)
class _Walk:
    """One pass over the body, writing as it goes."""

    writer: SectionWriter
    styles: dict[str, TextStyle]
    notes: dict[tuple[str, str], Element]
    bold_headings: bool
    has_title: bool = False
    nested: list[Element] = field(default_factory=list)
    unended: str = ""
    """What was read of a paragraph whose end was deleted: the next carries on."""

    def blocks(self, container: Element, *, is_shaded: bool = False) -> None:
        for block in _blocks(container):
            if block.tag == W + "tbl":
                self._table(block)
            else:
                self._paragraph(block, is_shaded=is_shaded)
        unended, self.unended = self.unended, ""
        self.writer.paragraph(unended)

    def _paragraph(self, paragraph: Element, *, is_shaded: bool) -> None:
        read = read_paragraph(paragraph, self.styles, is_shaded=is_shaded)
        read.parts.insert(0, self.unended)
        self.unended = ""
        if find(paragraph, "pPr", "rPr", "del") is not None:
            self.unended = read.text
            self._hangers(read)
            return
        level = _level(paragraph, self.styles)
        if level is None and self.bold_headings and read.is_bold and _could_be_heading(paragraph, read.text):
            level = 1
        if level is None:
            self.writer.paragraph(read.text)
        else:
            self.has_title |= level == 0
            self.writer.heading(read.text, level=level + self.has_title)
        self._hangers(read)

    def _hangers(self, read: ParagraphText) -> None:
        if read.has_hidden:
            self.writer.hidden()
        if read.has_struck:
            self.writer.struck()
        for key in read.notes:
            if key in self.notes:
                self.writer.note(self._plain(self.notes[key]))
        for box in read.boxes:
            self.blocks(box, is_shaded=True)

    def _plain(self, container: Element, *, is_shaded: bool = False) -> str:
        """Read the paragraphs of a note or a cell as one line; tables in it are kept for later."""
        lines = []
        for block in _blocks(container):
            if block.tag == W + "tbl":
                self.nested.append(block)
                continue
            read = read_paragraph(block, self.styles, is_shaded=is_shaded)
            lines.append(read.text)
            self._hangers(read)
        return " ".join(lines)

    def _table(self, table: Element) -> None:
        rows = [row for row in _children(table, "tr") if find(row, "trPr", "del") is None]
        if hidden := [row for row in rows if find(row, "trPr", "hidden") is not None]:
            self.writer.hidden()
            rows = [row for row in rows if row not in hidden]
        if max((len(list(_children(row, "tc"))) for row in rows), default=0) == 1:
            # A frame around text, not a table.
            for row in rows:
                for cell in _children(row, "tc"):
                    self.blocks(cell, is_shaded=True)
            return
        outer, self.nested = self.nested, []
        cells = self._cells(rows)
        names = next((n for n, row in enumerate(rows) if find(row, "trPr", "tblHeader") is None), len(rows))
        self.writer.table(cells, header_rows=names or None)
        nested, self.nested = self.nested, outer
        for inner in nested:
            self._table(inner)

    def _cells(self, rows: list[Element]) -> list[list[Cell]]:
        """Read the cells. One that continues the cell above it is not a cell of its own."""
        texts: list[list[tuple[str, int, int]]] = []  # text, columns, and the column that it begins at
        heights: dict[tuple[int, int], int] = defaultdict(lambda: 1)
        above: dict[int, int] = {}  # where the cell that stands in a column began
        for number, row in enumerate(rows):
            column = _number(value(row, "trPr", "gridBefore"), 0)
            texts.append([("", column, 0)] if column else [])
            for cell in _children(row, "tc"):
                width = _number(value(cell, "tcPr", "gridSpan"), 1)
                merge = find(cell, "tcPr", "vMerge")
                if merge is not None and merge.get(W + "val", "continue") == "continue" and column in above:
                    heights[above[column], column] += 1
                else:
                    above[column] = number
                    texts[-1].append((self._plain(cell, is_shaded=True), width, column))
                column += width
        return [
            [Cell(text, width, heights[number, column]) for text, width, column in row]
            for number, row in enumerate(texts)
        ]


def _blocks(container: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body, a cell or a box, in their order."""
    for child in container:
        if child.tag in (W + "p", W + "tbl"):
            style = value(child, "pPr", "pStyle").lower()
            if not style.startswith("toc"):
                yield child
        elif child.tag == W + "sdt":
            content = find(child, "sdtContent")
            if content is not None and "contents" not in value(child, "sdtPr", "docPartObj", "docPartGallery").lower():
                yield from _blocks(content)
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)
        elif is_alternatives(child):
            alternative = chosen(child)
            if alternative is not None:
                yield from _blocks(alternative)


def _children(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag == W + "sdt":
            content = find(child, "sdtContent")
            if content is not None:
                yield from _children(content, name)
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _could_be_heading(paragraph: Element, text: str) -> bool:
    line = text.strip()
    is_item = find(paragraph, "pPr", "numPr") is not None
    return 0 < len(line) <= _LONGEST_BOLD_HEADING and line[-1] not in ".,;:!?" and not is_item


def _number(text: str, default: int) -> int:
    return min(int(text), 1000) if text.isdecimal() else default
