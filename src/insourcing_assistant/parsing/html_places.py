"""Tell the parts of a web page that its styles put where nobody sees them: off the page, or into no room at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from insourcing_assistant.parsing.html_styles import Styles

_PLACING = frozenset(
    ("left", "top", "right", "margin-left", "text-indent", "clip", "clip-path", "width", "height", "transform")
)
_FAR_PX = 999.0  # what people write who mean "off the page" begins here
_FURTHER_PX = 9_000.0  # a row of slides is pushed aside by the width of each that was seen
_CHARACTER_PX = 10.0  # no usual type is as wide: what fits into the first line of a paragraph certainly
_NO_ROOM_PX = 1.0
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|rem|em|ch|ex|vw|vh)?")
_IN_PX = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "em": 16.0, "ch": 8.0, "ex": 8.0, "vw": 10.0, "vh": 10.0}
_CLIP = re.compile(r"rect\( ?([^)]*?) ?\)")
_CLIPPED_AWAY = re.compile(r"(?:inset\( ?(?:[5-9]\d|100)(?:\.\d+)?%|circle\( ?0(?:px|%)?)[^)]*\)")
_MOVED = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)")
_SHRUNK = re.compile(r"scale(?:3d|x|y)?\( ?0(?:\.0*)?(?: ?, ?[\d.]+)* ?\)")
_LAID = ("absolute", "fixed")
_IN_LINE_NAMES = (
    "a abbr b bdi bdo cite code em font i kbd label mark q s samp small span strong sub sup u"  # no size of their own
)
_IN_LINE = frozenset(_IN_LINE_NAMES.split())


def is_out_of_sight(element: Element, styles: Mapping[Element, Styles]) -> bool:
    """Whether all of an element stands where it cannot be seen.

    Whatever is in doubt is seen: what is pushed aside by less than people do who hide something, or in a row of
    slides that has room for others, what has padding, which gives it room, and what folds open ("max-height").
    """
    own = styles.get(element, {})
    if _PLACING.isdisjoint(own):
        return False
    return (
        _is_pushed_off(own)
        or _is_indented_off(element, own)
        or _is_clipped_away(own)
        or bool(_SHRUNK.search(own.get("transform", "")))
        or (_has_no_room(element, own) and not _holds_laid_out(element, styles))
    )


def _is_pushed_off(own: Styles) -> bool:
    room = _px(own, "width")
    if own.get("position") in (*_LAID, "relative") and any(
        -_px(own, side) >= max(_FAR_PX, room) for side in ("left", "top", "right")
    ):
        return True
    moved = _MOVED.search(own.get("transform", ""))
    steps = [_length(step.strip()) for step in moved[1].split(",")] if moved else []
    return any(-step >= max(_FURTHER_PX, room) for step in steps)


def _is_indented_off(element: Element, own: Styles) -> bool:
    """Whether all words stand in a first line that is pushed off to the left."""
    indent = -_px(own, "text-indent") if _is_block(element, own) else 0.0
    aside = max(indent, -_px(own, "margin-left"))
    return aside >= _FAR_PX and sum(map(len, element.itertext())) * _CHARACTER_PX <= aside


def _is_clipped_away(own: Styles) -> bool:
    clip = _CLIP.fullmatch(own.get("clip", "")) if own.get("position") in _LAID else None
    edges = [_LENGTH.fullmatch(edge) for edge in re.split(r"[ ,]+", clip[1])] if clip else []
    if len(edges) == 4 and all(edges):
        top, right, bottom, left = (float(edge[1]) for edge in edges if edge)
        if bottom - top <= _NO_ROOM_PX or right - left <= _NO_ROOM_PX:
            return True
    return bool(_CLIPPED_AWAY.fullmatch(own.get("clip-path", "")))


def _has_no_room(element: Element, own: Styles) -> bool:
    if not _is_block(element, own) or any(own[name] not in ("0", "0px") for name in own if name.startswith("padding")):
        return False
    both = own.get("overflow", "").split()
    for axis, size in (("y", "height"), ("x", "width")):
        hides = own.get(f"overflow-{axis}", both[0] if both else "") in ("hidden", "clip")
        if hides and _length(own.get(size, ""), other=99.0) <= _NO_ROOM_PX:
            return True
    return False


def _is_block(element: Element, own: Styles) -> bool:
    """Whether an element is a box, which has a size of its own."""
    if own.get("position") in _LAID:
        return True
    return own["display"] not in ("inline", "contents", "?") if "display" in own else element.tag not in _IN_LINE


def _holds_laid_out(element: Element, styles: Mapping[Element, Styles]) -> bool:
    """Whether something in an element may stand outside it."""
    inside = (each for each in element.iterdescendants(etree.Element))
    return any(styles.get(each, {}).get("position", "static") not in ("static", "relative") for each in inside)


def _px(own: Styles, name: str) -> float:
    """A length in pixels of a screen; 0 where it is none, or not known, and the greatest where several are given."""
    return max((_length(part) for part in own.get(name, "").split()), key=abs, default=0.0)


def _length(value: str, *, other: float = 0.0) -> float:
    match = _LENGTH.fullmatch(value)
    if match is None or (match[2] is None and float(match[1])):
        return other  # a length without a unit is none, but for 0
    return float(match[1]) * _IN_PX[match[2] or "px"]
