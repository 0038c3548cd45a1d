"""Read e-books in the EPUB format: chapters in reading order, their headings as sections."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml.etree import _Element as HtmlElement

from insourcing_assistant.errors import DamagedFileError, EncryptedError
from insourcing_assistant.parsing.archives import Archive, open_archive
from insourcing_assistant.parsing.encodings import decode
from insourcing_assistant.parsing.files import read_bytes, sha256
from insourcing_assistant.parsing.html_blocks import write_blocks
from insourcing_assistant.parsing.html_hidden import empty_hidden
from insourcing_assistant.parsing.html_markup import read_xhtml
from insourcing_assistant.parsing.properties import found_metadata
from insourcing_assistant.parsing.sections import SectionWriter
from insourcing_assistant.types import Caution, FoundMetadata, Kind, ParsedReport, Report

_KEEP = (".opf", ".xhtml", ".html", ".htm", ".xht", ".xml", ".css", "mimetype")
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FONTS = (".otf", ".ttf", ".woff", ".woff2")  # may be garbled without the text being protected
_DC = "{http://purl.org/dc/elements/1.1/}"


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package document of a book lists, with its folder."""

    root: Element
    folder: str

    def chapters(self) -> Iterator[str]:
        """The names of the chapters in reading order, without the table of contents."""
        items = {item.get("id", ""): item for item in self.root.iterfind(".//{*}manifest/{*}item")}
        for reference in self.root.iterfind(".//{*}spine/{*}itemref"):
            item = items.get(reference.get("idref", ""))
            if item is None or "nav" in (item.get("properties") or "").split():
                continue
            if item.get("media-type") in _CHAPTER_TYPES:
                yield posixpath.normpath(posixpath.join(self.folder, unquote(item.get("href", ""))))

    def found(self) -> FoundMetadata:
        """The title, authors, publisher and year that the book gives."""
        return found_metadata(
            title=next(self._said("title"), None),
            authors=self._said("creator"),
            publisher=next(self._said("publisher"), None),
            dates=self._said("date"),
        )

    def _said(self, name: str) -> Iterator[str]:
        for element in self.root.iter(_DC + name):
            text = "".join(element.itertext()).strip()
            if text:
                yield text


def parse_epub(report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None) -> ParsedReport:
    """Read an .epub file. `password` has no meaning here: what sellers protect cannot be opened."""
    del password
    content = read_bytes(path, report_id=report.id)
    archive = open_archive(path, content, report_id=report.id, keep=_KEEP)
    package = _package(archive)
    chapters = list(package.chapters())
    _refuse_protected(archive, chapters)
    found = package.found()
    writer = SectionWriter(first_label=found.title or report.title or "Beginning")
    missing = 0
    for name in chapters:
        if name in archive and archive.read(name):
            _write_chapter(archive, name, writer, book=found.title or report.title)
        else:
            missing += 1
    warnings = (Caution(f"Chapters that the book lists but does not contain: {missing}."),) if missing else ()
    return writer.finish(report, path, kind=kind or "report", sha256=sha256(content), found=found, warnings=warnings)


def _package(archive: Archive) -> _Package:
    container = _xml(archive, _CONTAINER)
    rootfile = next(container.iterfind(".//{*}rootfile"), None)
    name = rootfile.get("full-path", "") if rootfile is not None else ""
    return _Package(_xml(archive, name), posixpath.dirname(name))


def _xml(archive: Archive, name: str) -> Element:
    content = archive.read(name)
    try:
        root: Element = fromstring(content)
    except (DefusedXmlException, XmlParseError, ValueError, LookupError) as error:
        reason = f"its part {name} is broken or defines entities"
        raise DamagedFileError(archive.path, reason, report_id=archive.report_id) from error
    return root


def _refuse_protected(archive: Archive, chapters: list[str]) -> None:
    if _ENCRYPTION not in archive:
        return
    references = _xml(archive, _ENCRYPTION).iterfind(".//{*}CipherReference")
    names = {posixpath.normpath(unquote(reference.get("URI", ""))) for reference in references}
    if names & set(chapters) or any(not name.lower().endswith(_FONTS) for name in names):
        advice = "Books with a seller's protection cannot be read here: get a copy without it, or as a PDF."
        raise EncryptedError(archive.path, wrong=False, advice=advice, report_id=archive.report_id)


def _write_chapter(archive: Archive, name: str, writer: SectionWriter, *, book: str) -> None:
    root = read_xhtml(decode(archive.read(name), is_markup=True))
    if root is None:
        return
    empty_hidden(root, list(_sheets(root, archive, posixpath.dirname(name))))
    body = next(root.iter("body"), root)
    if next(body.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is None and "".join(body.itertext()).strip():
        title = next(("".join(each.itertext()).strip() for each in root.iter("title")), "")
        writer.open_section(title or book or "Chapter")
    write_blocks(body, writer)
    writer.end_section()


def _sheets(root: HtmlElement, archive: Archive, folder: str) -> Iterator[str]:
    """The style sheets of the book that a chapter links to."""
    for link in root.iter("link"):
        if "stylesheet" in (link.get("rel") or "").lower().split():
            name = posixpath.normpath(posixpath.join(folder, unquote(link.get("href") or "")))
            if name in archive:
                yield decode(archive.read(name))
