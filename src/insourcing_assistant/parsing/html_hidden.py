"""Take out of a web page what its readers do not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import tinycss2.color4
from lxml import etree
from lxml.etree import _Element as Element

from insourcing_assistant.parsing.html_places import is_out_of_sight
from insourcing_assistant.parsing.html_styles import DOUBTFUL, Sheet, Styles, declared, is_hiding, sheets_in

HIDDEN = "data-was-hidden"
"""The attribute of an element whose words were taken out because people do not see them."""

STRUCK = "data-is-struck"
"""The attribute of an element that styles strike out."""

RAISED = "data-is-raised"
"""The attribute of an element that styles raise above the line."""

_NEVER_SHOWN = ("script", "style", "template", "noscript")
_SIZE = re.compile(r"([+]?\d*\.?\d+)(px|pt|rem|cm|mm|in|em|ex|ch|%)?")
_RELATIVE = ("em", "ex", "ch", "%", None)
_HIDING = ("display", "opacity", "filter", "content-visibility")
_FILL = "-webkit-text-fill-color"
_CLIPS = ("background-clip", "-webkit-background-clip")
_LINES = ("text-decoration", "text-decoration-line")
_FAINTEST = 0.02  # of full strength: fainter colours cannot be read
_TINY = 1.0  # px and smaller
_LAID_OVER = ("absolute", "fixed", "sticky", DOUBTFUL)
_MOVED = ("transform", "grid-area", "grid-row", "grid-column")
_PICTURE = re.compile(r"url\(|gradient|image|var\(|\?")
_SAME = 0.06  # of a channel: colours that differ less are one to the eye

_INHERITED = ("inherit", "currentcolor", "unset")
_Colour = tuple[float, float, float]
_WHITE, _BLACK, _LINK_BLUE = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.93)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the words of an element look. A colour is None where nobody can say what it is."""

    is_visible: bool = True
    is_tiny: bool = False
    is_clear: bool = False
    colour: _Colour | None = _BLACK
    ground: _Colour | None = _WHITE

    @property
    def is_seen(self) -> bool:
        """Whether the words can be seen."""
        if not self.is_visible or self.is_tiny or self.is_clear:
            return False
        if self.colour is None or self.ground is None:
            return True
        return any(abs(one - other) > _SAME for one, other in zip(self.colour, self.ground, strict=True))


def empty_hidden(root: Element, linked: Sequence[str] | None = None) -> None:
    """Take the words out of every element that is not shown, and mark those that had some.

    `linked` are the style sheets that the page links to; without them, what they say of colours is not known, and
    words are only left out where the page itself hides them.
    """
    styles = declared(root, [*map(Sheet, linked or ()), *sheets_in(root)])
    is_complete = linked is not None or not _links_sheets(root)
    for element in list(root.iter(*_NEVER_SHOWN)):
        element.clear(keep_tail=True)
    for element, own in styles.items():
        if any("line-through" in own.get(name, "") for name in _LINES):
            element.set(STRUCK, "struck")
        if own.get("vertical-align") in ("super", "text-top"):
            element.set(RAISED, "raised")
    whole, wordless = _unseen(root, styles, is_complete=is_complete)
    for element in wordless:
        _take_own_words(element)
    for element in whole:
        has_words = _has_words(element.itertext())
        element.clear(keep_tail=True)
        if has_words:  # and not only the arrow of a link
            element.set(HIDDEN, "hidden")


def _links_sheets(root: Element) -> bool:
    return any("stylesheet" in (link.get("rel") or "").lower().split() for link in root.iter("link")) or any(
        "@import" in "".join(style.itertext()) for style in root.iter("style")
    )


def _unseen(root: Element, styles: dict[Element, Styles], *, is_complete: bool) -> tuple[list[Element], list[Element]]:
    """The elements that are not shown with all that is in them, and those whose own words alone are not seen."""
    covered = _covered(styles)
    looks = {root: _Look()}
    whole: list[Element] = []
    wordless: list[Element] = []
    events = etree.iterwalk(root, events=("start",))
    for _, element in events:
        parent = element.getparent()
        look = _look(element, styles.get(element, {}), looks.get(parent, _Look()))
        looks[element] = look
        if element.tag in ("html", "head"):
            continue
        if element.tag != "body" and (_is_gone(element, styles.get(element, {})) or is_out_of_sight(element, styles)):
            whole.append(element)
            events.skip_subtree()
            continue
        is_unsure = not is_complete and _has_class(element)
        if is_unsure:
            look = replace(look, is_clear=False)
        if not (replace(look, ground=None) if is_unsure or element in covered else look).is_seen:
            wordless.append(element)
    return whole, wordless


def _is_gone(element: Element, styles: Styles) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return any(is_hiding(name, styles.get(name, "")) for name in _HIDING)


def _look(element: Element, styles: Styles, around: _Look) -> _Look:
    look = around
    # A whole page that is hidden waits for a script to show it.
    if styles.get("visibility", "inherit") != "inherit" and element.tag not in ("html", "body"):
        look = replace(look, is_visible=not is_hiding("visibility", styles["visibility"]))
    if "font-size" in styles:
        look = replace(look, is_tiny=_is_tiny(styles["font-size"], around=around.is_tiny))
    if _FILL in styles or "color" in styles:
        colour = styles.get(_FILL) or styles["color"]
        is_clear = around.is_clear if colour in _INHERITED else _is_clear(colour)
        look = replace(look, colour=_colour(colour, around.colour), is_clear=is_clear)
    elif element.tag == "a" and element.get("href") is not None:
        look = replace(look, colour=_LINK_BLUE)
    if styles.get("text-shadow", "none") != "none" or any("text" in styles.get(name, "") for name in _CLIPS):
        # The shadow is seen, or the ground through the letters.
        look = replace(look, is_clear=False, ground=None)
    ground = styles.get("background-color") or (element.get("bgcolor") or "").lower()
    if element.tag == "mark" or element.get("background") or _PICTURE.search(styles.get("background-image", "")):
        look = replace(look, ground=None)
    elif ground:
        look = replace(look, ground=_ground(ground, around.ground))
    return look


def _is_tiny(value: str, *, around: bool) -> bool:
    size = _SIZE.fullmatch(value)
    if size is None:
        return around and value in ("inherit", "smaller", "larger")
    if size[2] in _RELATIVE:
        return around or float(size[1]) == 0
    return float(size[1]) <= (_TINY if size[2] == "px" else 0)


def _colour(value: str, around: _Colour | None) -> _Colour | None:
    return around if value in _INHERITED else _parsed(value)


def _is_clear(value: str) -> bool:
    colour = _known(value)
    return colour is not None and colour.alpha <= _FAINTEST


def _parsed(value: str) -> _Colour | None:
    """Read an opaque colour; None where it is not one that is known."""
    colour = _known(value)
    if colour is None or colour.alpha < 1:
        return None
    red, green, blue = (float(channel or 0) for channel in colour.to("srgb").coordinates)
    return red, green, blue


def _known(value: str) -> tinycss2.color4.Color | None:
    try:
        colour = tinycss2.color4.parse_color(value)
    except (ValueError, TypeError, ArithmeticError):
        return None
    return None if isinstance(colour, str) else colour


def _ground(value: str, around: _Colour | None) -> _Colour | None:
    """The ground that a background makes on the ground around it."""
    if value in ("none", "transparent", "inherit", "unset", "initial", "0", "0 0"):
        return around
    colours = [_parsed(part) for part in re.findall(r"[\w#-]+\([^)]*\)|[\w#-]+", value)]
    known = [colour for colour in colours if colour is not None]
    return known[0] if len(known) == 1 else None


def _covered(styles: dict[Element, Styles]) -> set[Element]:
    """The elements that something else may lie behind, such as a picture: all that is around what is laid over."""
    covered: set[Element] = set()
    laid = [
        element
        for element, each in styles.items()
        if each.get("position") in _LAID_OVER or any(name in each for name in _MOVED)
    ]
    for element in laid:
        parent = element.getparent()
        outermost = parent if parent is not None and parent.tag not in ("body", "html") else element
        if outermost not in covered:
            covered.update(outermost.iter(etree.Element))
    return covered


def _has_class(element: Element) -> bool:
    return any(each is not None and each.get("class") for each in (element, element.getparent()))


def _take_own_words(element: Element) -> None:
    """Take out the words that stand in an element itself; what is in its children has a look of its own."""
    had_words = _has_words([element.text or "", *(child.tail or "" for child in element)])
    element.text = " " if element.text else None
    for child in element:
        child.tail = " " if child.tail else None
    if had_words:
        element.insert(0, element.makeelement("span", {HIDDEN: "hidden"}))


def _has_words(texts: Iterable[str]) -> bool:
    return any(character.isalnum() for text in texts for character in text)
