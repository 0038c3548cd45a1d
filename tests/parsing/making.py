"""Makers of office documents, web pages and books as councils write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NOTES_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

ODT_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("meta", "meta"), ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """Make a ZIP file; a member "mimetype" is stored as it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=method)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx_of(body: str, *, footnotes: str = "") -> bytes:
    """Make a Word document whose body is given as XML, with the namespace prefixes that Word uses."""
    document = docx.Document()
    element = document.element.body
    for child in list(element)[:-1]:
        element.remove(child)
    spaces = nsdecls("w", "wp", "a", "r", "m") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    for child in list(parse_xml(f"<w:body {spaces}>{body}</w:body>")):
        element.insert(len(element) - 1, child)
    if footnotes:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        notes = f"<w:footnotes {W}>{footnotes}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), _NOTES, notes, document.part.package)
        document.part.relate_to(part, _NOTES_REL)
    return saved(document)


def odt_of(body: str, *, styles: str = "", meta: str = "") -> bytes:
    """Make an OpenDocument text whose body and automatic styles are given as XML."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": (
                f"<office:document-content {ODT_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
            "styles.xml": f"<office:document-styles {ODT_SPACES}><office:styles/></office:document-styles>",
            "meta.xml": f"<office:document-meta {ODT_SPACES}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": (
                f'<manifest:manifest {ODT_SPACES}><manifest:file-entry manifest:full-path="/" '
                'manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
            ),
        }
    )


def epub_of(chapters: Mapping[str, str], *, metadata: str = "<dc:title>The book</dc:title>") -> bytes:
    """Make a book of chapters (name: whole XHTML document) in their order."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
                "</rootfiles></container>"
            ),
            "OEBPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
                f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
                f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
            ),
            **{f"OEBPS/{name}": text for name, text in chapters.items()},
        }
    )
