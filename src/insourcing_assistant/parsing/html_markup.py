"""Turn HTML or XHTML into a tree, and take out of it what its readers do not see."""

from __future__ import annotations

import html.entities
import re

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HTMLParser, XHTMLParser, document_fromstring

HIDDEN = "data-was-hidden"
"""The attribute of an element whose words were taken out because people do not see them."""

_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DOCTYPE_START = re.compile("<!DOCTYPE", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")
_UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0(?:\.\d+)?(?:px|pt|em|rem|%)?(?:;|$|!)|font-size:1px"
    r"|opacity:0(?:\.0+)?(?:;|$|!)"
)
_WHITE = re.compile(r"(?:^|;)color:(?:white|#fff(?:fff)?|rgb\(255,255,255\))(?:;|$|!)")
_BACKGROUND = re.compile(r"background(?:-color|-image)?:(?!white|#fff|none|transparent)")
_NEVER_SHOWN = ("script", "style", "template", "noscript")


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


def empty_hidden(root: Element) -> None:
    """Take the words out of every element that is not shown, and mark those that had some."""
    for element in list(root.iter(*_NEVER_SHOWN)):
        element.clear(keep_tail=True)
    for element in list(root.iter(etree.Element)):
        if element.tag not in ("html", "body", "head") and _is_unseen(element):
            has_words = any(character.isalnum() for text in element.itertext() for character in text)
            element.clear(keep_tail=True)
            if has_words:  # and not only the arrow of a link
                element.set(HIDDEN, "hidden")


def _is_unseen(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = re.sub(r"\s+", "", element.get("style", "")).lower()
    if not style:
        return False
    return bool(_UNSEEN.search(style)) or (bool(_WHITE.search(style)) and not _has_ground(element))


def _has_ground(element: Element) -> bool:
    """Whether something coloured may lie behind an element: a style sheet can say so of any class."""
    if any(each is not None and each.get("class") for each in (element, element.getparent())):
        return True
    around = [element, *element.iterancestors()]
    styles = (re.sub(r"\s+", "", each.get("style", "")).lower() for each in around)
    return any(_BACKGROUND.search(style) for style in styles) or any(each.get("bgcolor") for each in around)


def _without_doctype(text: str) -> str:
    # A document has one; to look for more would take time that grows with the square of a hostile text.
    start = _DOCTYPE_START.search(text)
    match = _DOCTYPE.match(text, start.start()) if start else None
    return text[: match.start()] + text[match.end() :] if match else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in _XML_ENTITIES else html.entities.html5.get(f"{name};", match[0])
