"""Read a paragraph of an OpenDocument text: the words that its reader sees, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from odfdo import Element

from insourcing_assistant.parsing.colours import UNKNOWN, WHITE, are_one
from insourcing_assistant.parsing.raised import raised

_SPACES = ("text:s", "text:tab", "text:line-break")
_LEFT_OUT = ("office:annotation", "text:note-citation", "text:ruby-text", "svg:title", "svg:desc", "draw:image")
_TINY_PT = 2.0
_RAISED = re.compile(r"super|\d*[1-9]\d*(?:\.\d+)?%")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)pt")


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a style, with what it inherits."""

    is_title: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    colour: str = ""
    ground: str = ""


Styles = dict[tuple[str, str], Style]
"""Styles by family ("paragraph", "text") and name."""

PAGE = ("page", "")
"""What stands among the styles where pages have a colour, on which white words may be seen."""


@dataclass(slots=True)
class ParagraphText:
    """What was read of a paragraph: its words, and the bodies of the notes and text boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    has_hidden: bool = False
    has_struck: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.parts)


def read_styles(roots: Sequence[Element]) -> Styles:
    """Read the styles of the parts of a document, each with what it inherits from its parents."""
    elements = {
        (_attribute(element, "style:family"), _attribute(element, "style:name")): element
        for root in roots
        for element in root.get_elements("descendant::style:style")
    }
    styles = {key: _style(key, elements) for key in elements}
    grounds = (
        _attribute(properties, "fo:background-color")
        for root in roots
        for properties in root.get_elements("descendant::style:page-layout-properties")
    )
    return styles | ({PAGE: Style()} if any(ground not in ("", "transparent", "#ffffff") for ground in grounds) else {})


def read_paragraph(paragraph: Element, styles: Styles, *, is_shaded: bool) -> ParagraphText:
    """Read a paragraph or heading without what is struck out or hidden. In a shaded place the ground is unknown."""
    read = ParagraphText()
    style = styles.get(("paragraph", _attribute(paragraph, "text:style-name")), Style())
    look = _Look(ground=UNKNOWN if is_shaded else WHITE).with_style(style)
    if any(
        _attribute(field, "text:is-hidden") == "true"
        for field in paragraph.get_elements("descendant::text:hidden-paragraph")
    ):
        look = replace(look, is_hidden=True)
    _read(paragraph, read, styles, look)
    return read


def tag_of(element: Element) -> str:
    """Return the tag with its usual prefix; nothing for one of another program's own, which odfdo does not name."""
    try:
        return element.tag
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look, by all the styles around them."""

    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    colour: str = ""
    ground: str = WHITE

    def with_style(self, style: Style) -> _Look:
        """How they look in a style as well."""
        return _Look(
            self.is_hidden or style.is_hidden,
            self.is_struck or style.is_struck,
            self.is_raised or style.is_raised,
            style.colour or self.colour,
            style.ground or self.ground,
        )

    @property
    def is_seen(self) -> bool:
        """Whether they are seen."""
        return not self.is_hidden and not are_one(self.colour, self.ground)


def _read(element: Element, read: ParagraphText, styles: Styles, look: _Look) -> None:
    _write(element.text or "", read, look)
    for child in element.children:
        tag = tag_of(child)
        if tag in _SPACES:
            _write(" ", read, look)
        elif tag == "text:note":
            read.notes += child.get_elements("text:note-body")
        elif tag == "draw:text-box":
            read.boxes.append(child)
        elif tag not in _LEFT_OUT:
            inner = look.with_style(styles.get(("text", _attribute(child, "text:style-name")), Style()))
            if _attribute(child, "text:is-hidden") == "true":
                inner = replace(inner, is_hidden=True)
            _read(child, read, styles, inner)
        _write(child.tail or "", read, look)


def _write(text: str, read: ParagraphText, look: _Look) -> None:
    if not look.is_seen:
        read.has_hidden |= bool(text.strip())
    elif look.is_struck:
        read.has_struck |= bool(text.strip())
    else:
        read.parts.append(raised(text) if look.is_raised else text)


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
        is_struck=_first(properties, "style:text-line-through-style") not in ("", "none"),
        is_raised=bool(_RAISED.match(_first(properties, "style:text-position"))),
        colour=_first(properties, "fo:color"),
        ground=_first(properties, "fo:background-color").replace("transparent", ""),
    )


def _first(elements: Iterable[Element], attribute: str) -> str:
    return next(filter(None, (_attribute(element, attribute) for element in elements)), "")


def _attribute(element: Element, name: str) -> str:
    return element.get_attribute_string(name) or ""
