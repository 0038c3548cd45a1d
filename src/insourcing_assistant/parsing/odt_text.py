"""Read a paragraph of an OpenDocument text: the words that its reader sees, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from odfdo import Element

_SPACES = ("text:s", "text:tab", "text:line-break")
_LEFT_OUT = ("office:annotation", "text:note-citation", "text:ruby-text", "svg:title", "svg:desc", "draw:image")
_TINY_PT = 2.0
_SIZE = re.compile(r"(\d+(?:\.\d+)?)pt")
_WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a style, with what it inherits."""

    is_title: bool = False
    is_hidden: bool = False
    is_white: bool = False
    is_shaded: bool = False


Styles = dict[tuple[str, str], Style]
"""Styles by family ("paragraph", "text") and name."""


@dataclass(slots=True)
class ParagraphText:
    """What was read of a paragraph: its words, and the bodies of the notes and text boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    has_hidden: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.parts)


def read_styles(roots: Iterable[Element]) -> Styles:
    """Read the styles of the parts of a document, each with what it inherits from its parents."""
    elements = {
        (_attribute(element, "style:family"), _attribute(element, "style:name")): element
        for root in roots
        for element in root.get_elements("descendant::style:style")
    }
    return {key: _style(key, elements) for key in elements}


def read_paragraph(paragraph: Element, styles: Styles, *, is_shaded: bool) -> ParagraphText:
    """Read a paragraph or heading without what is hidden. On shaded ground white text can be seen."""
    read = ParagraphText()
    style = styles.get(("paragraph", _attribute(paragraph, "text:style-name")), Style())
    is_shaded = is_shaded or style.is_shaded
    is_hidden = _is_unseen(style, is_shaded=is_shaded) or any(
        _attribute(field, "text:is-hidden") == "true"
        for field in paragraph.get_elements("descendant::text:hidden-paragraph")
    )
    _read(paragraph, read, styles, is_shaded=is_shaded, is_hidden=is_hidden)
    return read


def tag_of(element: Element) -> str:
    """Return the tag with its usual prefix; nothing for one of another program's own, which odfdo does not name."""
    try:
        return element.tag
    except ValueError:
        return ""


def _read(element: Element, read: ParagraphText, styles: Styles, *, is_shaded: bool, is_hidden: bool) -> None:
    _write(element.text or "", read, is_hidden=is_hidden)
    for child in element.children:
        tag = tag_of(child)
        if tag in _SPACES:
            _write(" ", read, is_hidden=is_hidden)
        elif tag == "text:note":
            read.notes += child.get_elements("text:note-body")
        elif tag == "draw:text-box":
            read.boxes.append(child)
        elif tag not in _LEFT_OUT:
            style = styles.get(("text", _attribute(child, "text:style-name")), Style())
            unseen = _is_unseen(style, is_shaded=is_shaded) or _attribute(child, "text:is-hidden") == "true"
            _read(child, read, styles, is_shaded=is_shaded or style.is_shaded, is_hidden=is_hidden or unseen)
        _write(child.tail or "", read, is_hidden=is_hidden)


def _write(text: str, read: ParagraphText, *, is_hidden: bool) -> None:
    if is_hidden:
        read.has_hidden |= bool(text.strip())
    else:
        read.parts.append(text)


def _is_unseen(style: Style, *, is_shaded: bool) -> bool:
    return style.is_hidden or (style.is_white and not style.is_shaded and not is_shaded)


def _style(key: tuple[str, str], elements: dict[tuple[str, str], Element]) -> Style:
    chain: list[tuple[str, str]] = []
    while key in elements and key not in chain:
        chain.append(key)
        key = (key[0], _attribute(elements[key], "style:parent-style-name"))
    properties = [
        child
        for each in chain
        for child in elements[each].children
        if tag_of(child) in ("style:text-properties", "style:paragraph-properties")
    ]
    size = _SIZE.fullmatch(_first(properties, "fo:font-size"))
    return Style(
        is_title="Title" in [name for _, name in (*chain, key)],
        is_hidden=_first(properties, "text:display") == "none" or (size is not None and float(size[1]) <= _TINY_PT),
        is_white=_first(properties, "fo:color").lower() == _WHITE,
        is_shaded=_first(properties, "fo:background-color") not in ("", "transparent", _WHITE),
    )


def _first(elements: Iterable[Element], attribute: str) -> str:
    return next(filter(None, (_attribute(element, attribute) for element in elements)), "")


def _attribute(element: Element, name: str) -> str:
    return element.get_attribute_string(name) or ""
