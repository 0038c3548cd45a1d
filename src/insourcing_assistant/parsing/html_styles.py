"""Work out what the style sheets at hand say of the elements of a web page."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cssselect2
import tinycss2
from lxml.etree import _Element as Element

Styles = dict[str, str]
"""The value of each property that matters here, in lower case; one that counts in other circumstances is marked "?"."""

DOUBTFUL = "?"

_PROPERTY_NAMES = (
    "display visibility opacity filter content-visibility font-size color -webkit-text-fill-color text-shadow"
    " text-decoration text-decoration-line vertical-align"
    " background background-color background-image background-clip -webkit-background-clip grid-area grid-row"
    " grid-column position left top right margin-left text-indent clip clip-path width height overflow overflow-x"
    " overflow-y padding padding-top padding-bottom padding-left padding-right transform"
)
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_FOR_SCREENS = frozenset(("", "all", "screen", "only screen", "only all"))
_ELSEWHERE = ("print", "only print", "speech", "only speech", "aural", "braille", "tty", "embossed")
_HIDES = {
    "display": ("none",),
    "visibility": ("hidden", "collapse"),
    "filter": ("opacity(0)", "opacity(0%)"),
    "content-visibility": ("hidden",),
}
_CLEAR = 0.02  # of full opacity: what is fainter cannot be read
_OWN = (1_000_000,)  # what an element's own "style" counts for, against the selectors of rules
_NUMBER = re.compile(r"([+-]?\d*\.?\d+)([a-z%]*)")
_MAX_DEPTH = 8  # of groups of rules in each other
_Precedence = tuple[bool, tuple[int, ...], int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of a style sheet, for which media it is, and whether it counts for every reader."""

    text: str
    media: str = ""
    is_certain: bool = True


def sheets_in(root: Element) -> list[Sheet]:
    """Read the style sheets that stand in a page, in their order."""
    return [
        Sheet(
            "".join(style.itertext()),
            style.get("media", ""),
            is_certain=next(style.iterancestors("noscript", "template"), None) is None,
        )
        for style in root.iter("style")
    ]


def declared(root: Element, sheets: Sequence[Sheet]) -> dict[Element, Styles]:
    """What `sheets`, and the elements themselves, declare: for each property the declaration that wins.

    A rule that counts only in some circumstances (the width of a window, no scripts) may show something, but never
    hides anything.
    """
    matcher = _matcher(tuple(sheets))
    won: dict[Element, list[tuple[_Precedence, str, str]]] = {}
    for element in root.xpath("descendant-or-self::*[@style]"):
        own = tinycss2.parse_blocks_contents(element.get("style"), skip_comments=True, skip_whitespace=True)
        won[element] = list(_weighed(_declarations(own, is_certain=True), _OWN, 0))
    for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree() if matcher.order else ():
        for specificity, order, pseudo, declarations in matcher.match(wrapper):
            if pseudo is None:
                won.setdefault(wrapper.etree_element, []).extend(_weighed(declarations, specificity, order))
    return {element: {name: value for _, name, value in sorted(each)} for element, each in won.items()}


@functools.lru_cache(maxsize=4)  # the chapters of a book have the same sheets
def _matcher(sheets: tuple[Sheet, ...]) -> cssselect2.Matcher:
    matcher = cssselect2.Matcher()
    for sheet in sheets:
        rules = tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True)
        certain = _certain(sheet.media) if sheet.is_certain else False
        if certain is not None:
            for rule, is_certain in _style_rules(rules, is_certain=certain, depth=0):
                _add(matcher, rule, is_certain=is_certain)
    return matcher


def _weighed(
    declarations: Iterable[tuple[str, str, bool]], specificity: tuple[int, ...], order: int
) -> Iterator[tuple[_Precedence, str, str]]:
    for place, (name, value, important) in enumerate(declarations):
        yield (important, specificity, order, place), name, value


def _certain(media: str) -> bool | None:
    """Whether rules for these media count on every screen; None where they count on none."""
    kinds = [" ".join(kind.split()) for kind in media.lower().split(",")]
    if any(kind in _FOR_SCREENS for kind in kinds):
        return True
    return None if all(kind.startswith(_ELSEWHERE) for kind in kinds) else False


def _style_rules(
    rules: Sequence[tinycss2.ast.Node], *, is_certain: bool, depth: int
) -> Iterator[tuple[tinycss2.ast.QualifiedRule, bool]]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule, is_certain
        elif rule.type == "at-rule" and rule.content is not None and depth < _MAX_DEPTH:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            certain: bool | None = rule.lower_at_keyword == "layer"
            if rule.lower_at_keyword == "media":
                certain = _certain(_text(rule.prelude))
            if certain is not None and rule.lower_at_keyword in ("media", "layer", "supports", "container"):
                yield from _style_rules(inner, is_certain=is_certain and certain, depth=depth + 1)


def _add(matcher: cssselect2.Matcher, rule: tinycss2.ast.QualifiedRule, *, is_certain: bool) -> None:
    content = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declarations = list(_declarations(content, is_certain=is_certain))
    if not declarations:
        return
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except (cssselect2.SelectorError, RecursionError):
        return  # as browsers do with a selector that they do not know, or that is nested without end
    for selector in selectors:
        matcher.add_selector(selector, declarations)


def _declarations(nodes: Sequence[tinycss2.ast.Node], *, is_certain: bool) -> Iterator[tuple[str, str, bool]]:
    """The properties that matter, with their values and whether they are marked as important."""
    for node in nodes:
        if node.type != "declaration" or node.lower_name not in _PROPERTIES:
            continue
        value = _text(node.value)
        if not is_certain:
            if is_hiding(node.lower_name, value):
                continue
            value = DOUBTFUL
        if node.lower_name == "background":
            yield "background-image", value, node.important
            yield "background-color", value, node.important
        else:
            yield node.lower_name, value, node.important


def _text(tokens: Sequence[tinycss2.ast.Node]) -> str:
    try:
        return " ".join(tinycss2.serialize(tokens).lower().split())
    except RecursionError:
        return ""


def is_hiding(name: str, value: str) -> bool:
    """Whether a declaration hides an element by itself."""
    if name in ("opacity", "font-size"):
        number = _NUMBER.fullmatch(value)
        if number is None:
            return False
        share = float(number[1]) / (100 if number[2] == "%" else 1)
        return share <= (_CLEAR if name == "opacity" else 0)
    return value in _HIDES.get(name, ())
