"""Read a paragraph of a Word document: the words that its reader sees, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docx.styles.styles import Styles
from lxml.etree import _Element as Element

from insourcing_assistant.parsing.colours import UNKNOWN, WHITE, are_one
from insourcing_assistant.parsing.raised import raised

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_LEFT_OUT = {W + name for name in ("moveFrom", "rPr", "pPr", "rt", "instrText", "delText", "ffData")}
_SHOWN = (W + "t", _MATH + "t", W + "txbxContent", W + "del")
_GLYPHS = {
    W + "tab": " ",
    W + "br": " ",
    W + "cr": " ",
    W + "ptab": " ",
    W + "noBreakHyphen": "-",
}
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_TINY = 4  # half points: text of two points is there for machines
_STRUCK = ("strike", "dstrike")
_OFF = ("0", "false", "off")
_HEADING_STYLES = {"title": 0} | {f"heading {level}": level for level in range(1, 10)}


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a named style, with what it inherits. `level` is 0 for a title and 1 to 9 for headings."""

    name: str = ""
    level: int | None = None
    is_hidden: bool = False
    is_bold: bool = False
    is_struck: bool = False
    ground: str = ""
    colour: str = ""
    place: str = ""
    size: str = ""


@dataclass(slots=True)
class ParagraphText:
    """What was read of a paragraph; `notes` are (part, id) pairs and `boxes` the text boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    has_hidden: bool = False
    has_struck: bool = False
    is_bold: bool = True

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.parts)


def read_styles(styles: Styles) -> dict[str, Style]:
    """Read the named styles, each with what it inherits from those that it is based on."""
    elements = {element.get(W + "styleId", ""): element for element in styles.element.iterfind(W + "style")}
    return {key: _style(key, elements) for key in elements}


def read_paragraph(paragraph: Element, styles: dict[str, Style], *, is_shaded: bool) -> ParagraphText:
    """Read a paragraph without what was struck out, deleted or hidden. In a shaded place the ground is unknown."""
    read = ParagraphText()
    own = styles.get(value(paragraph, "pPr", "pStyle"), Style())
    ground = _ground(paragraph, "pPr") or own.ground or (UNKNOWN if is_shaded else WHITE)
    for element, run in _walk(paragraph, None):
        if element.tag == W + "txbxContent":
            read.boxes.append(element)
            continue
        if element.tag in _NOTES:
            read.notes.append((_NOTES[element.tag], element.get(W + "id", "")))
            continue
        if element.tag == W + "del":
            read.has_struck |= any((words.text or "").strip() for words in element.iter(W + "delText"))
            continue
        text = _GLYPHS.get(element.tag, element.text or "")
        style = styles.get(value(run, "rPr", "rStyle"), Style()) if run is not None else Style()
        if run is not None and _is_hidden(run, style, own, ground=ground):
            read.has_hidden |= bool(text.strip())
            continue
        if run is not None and _is_struck(run, style, own):
            read.has_struck |= bool(text.strip())
            continue
        above = run is not None and _is_above(run, style)
        read.parts.append(raised(text) if above else text)
        if text.strip():
            bold = None if run is None else _switch(run, "b")
            read.is_bold &= bold if bold is not None else style.is_bold or own.is_bold
    return read


def chosen(element: Element) -> Element | None:
    """Return the first of the alternatives that a document offers to programs of different age."""
    choice = element.find(_CHOICES + "Choice")
    return choice if choice is not None and len(choice) else element.find(_CHOICES + "Fallback")


def is_alternatives(element: Element) -> bool:
    """Whether the element offers the same content twice, for programs of different age."""
    return bool(element.tag == _CHOICES + "AlternateContent")


def find(element: Element, *names: str) -> Element | None:
    """Go down by names of children; None where there is no such child."""
    found: Element | None = element
    for name in names:
        found = found.find(W + name) if found is not None else None
    return found


def value(element: Element, *names: str) -> str:
    """Return the value of the child found by `names`, or else nothing."""
    found = find(element, *names)
    return str(found.get(W + "val", "")) if found is not None else ""


def _walk(element: Element, run: Element | None) -> Iterator[tuple[Element, Element | None]]:
    """Go through what shows in a paragraph, each with the run that it stands in."""
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        inner = child if child.tag == W + "r" else run
        if child.tag in _SHOWN or child.tag in _GLYPHS or child.tag in _NOTES:
            yield child, inner
        elif is_alternatives(child):
            alternative = chosen(child)
            if alternative is not None:
                yield from _walk(alternative, inner)
        else:
            yield from _walk(child, inner)


def _is_hidden(run: Element, style: Style, own: Style, *, ground: str) -> bool:
    vanishes = _switch(run, "vanish")
    if vanishes if vanishes is not None else style.is_hidden or own.is_hidden:
        return True
    size = value(run, "rPr", "sz") or style.size or own.size
    if size.isdecimal() and int(size) <= _TINY:
        return True
    colour = value(run, "rPr", "color") or style.colour or own.colour
    return are_one(colour, _ground(run, "rPr") or style.ground or ground)


def _is_above(run: Element, style: Style) -> bool:
    """Whether a run stands above its line."""
    raised_by = value(run, "rPr", "position")
    return (value(run, "rPr", "vertAlign") or style.place) == "superscript" or (
        raised_by.isdecimal() and int(raised_by) > 0
    )


def _is_struck(run: Element, style: Style, own: Style) -> bool:
    said = [on for on in (_switch(run, name) for name in _STRUCK) if on is not None]
    return any(said) if said else style.is_struck or own.is_struck


def _ground(element: Element, properties: str) -> str:
    """The colour that an element says it stands on; nothing where it says none."""
    if value(element, properties, "highlight") not in ("", "none"):
        return UNKNOWN
    shading = find(element, properties, "shd")
    if shading is None:
        return ""
    if shading.get(W + "val", "clear") not in ("clear", "nil") or shading.get(W + "themeFill"):
        return UNKNOWN
    fill = shading.get(W + "fill", "auto").lower()
    return "" if fill == "auto" else fill


def _switch(element: Element, name: str) -> bool | None:
    """Whether a property is switched on; None where nothing is said."""
    found = find(element, "rPr", name)
    return None if found is None else found.get(W + "val", "1").lower() not in _OFF


def _style(key: str, elements: dict[str, Element]) -> Style:
    chain: list[Element] = []
    while key in elements and elements[key] not in chain:
        chain.append(elements[key])
        key = value(elements[key], "basedOn")
    names = [value(element, "name") for element in chain]
    named = (_HEADING_STYLES[name.lower()] for name in names if name.lower() in _HEADING_STYLES)
    outlined = (int(level) + 1 for level in (value(each, "pPr", "outlineLvl") for each in chain) if level.isdecimal())
    level = next(named, None)
    level = level if level is not None else next(outlined, None)
    return Style(
        name=names[0].lower(),
        level=level if level is not None and level <= 9 else None,
        is_hidden=_first_switch(chain, ("vanish",)),
        is_bold=_first_switch(chain, ("b",)),
        is_struck=_first_switch(chain, _STRUCK),
        ground=next(filter(None, (_ground(each, name) for each in chain for name in ("rPr", "pPr"))), ""),
        colour=next(filter(None, (value(each, "rPr", "color") for each in chain)), ""),
        place=next(filter(None, (value(each, "rPr", "vertAlign") for each in chain)), ""),
        size=next(filter(None, (value(each, "rPr", "sz") for each in chain)), ""),
    )


def _first_switch(chain: Sequence[Element], names: Sequence[str]) -> bool:
    said = (_switch(element, name) for element in chain for name in names)
    return next((on for on in said if on is not None), False)
