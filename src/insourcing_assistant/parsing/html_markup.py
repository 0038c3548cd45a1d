"""Turn HTML or XHTML into a tree."""

from __future__ import annotations

import html.entities
import re

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HTMLParser, XHTMLParser, document_fromstring

_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DOCTYPE_START = re.compile("<!DOCTYPE", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")


def read_html(text: str) -> Element | None:
    """Parse HTML as browsers do: whatever it is, there is a tree. None where there is no element at all."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    markup = _XML_DECLARATION.sub("", text).replace("\0", "")
    try:
        return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def read_xhtml(text: str) -> Element | None:
    """Parse XHTML by the rules of XML where it keeps them, else as HTML.

    The document type goes first, and with it every entity that it could define; those of HTML become characters.
    """
    markup = _ENTITY.sub(_character, _without_doctype(_XML_DECLARATION.sub("", text)))
    parser = XHTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, resolve_entities=False, load_dtd=False
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError:
        return read_html(markup)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def is_xhtml(text: str) -> bool:
    """Whether a page says that it is XML."""
    return bool(_XML_DECLARATION.match(text)) or "http://www.w3.org/1999/xhtml" in text[:2000]


def _without_doctype(text: str) -> str:
    # A document has one; to look for more would take time that grows with the square of a hostile text.
    start = _DOCTYPE_START.search(text)
    match = _DOCTYPE.match(text, start.start()) if start else None
    return text[: match.start()] + text[match.end() :] if match else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in _XML_ENTITIES else html.entities.html5.get(f"{name};", match[0])
