"""Reads a page as a screen reader is told of it, and says what a listener would stumble over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

CONTROLS = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "searchbox", "slider", "spinbutton",
    "textbox",
}  # fmt: skip
NAMED = CONTROLS | {"article", "dialog", "heading", "image", "img", "navigation", "progressbar", "region", "table"}
CONTEXTS = {"article", "dialog", "form", "group", "listitem", "navigation", "region", "row"}
"""What is read out before a control when it is come to from outside, if it has a name."""
LEAST_PX = 24


@dataclass(slots=True)
class Node:
    """A node of the tree, with the nodes that it stands in, the outermost first."""

    role: str
    name: str
    above: tuple[Node, ...]
    told: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.role} {self.name!r}"


def nodes_of(page: Page) -> list[Node]:
    """Every node that is told of, in reading order."""
    client = page.context.new_cdp_session(page)
    raw: list[dict[str, Any]] = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    by_id = {each["nodeId"]: each for each in raw}

    def walk(each: dict[str, Any], above: tuple[Node, ...]) -> Iterator[Node]:
        inside = above
        if not each.get("ignored"):
            told = {prop["name"]: prop["value"].get("value") for prop in each.get("properties", ())}
            node = Node(each["role"]["value"], str(each.get("name", {}).get("value", "")).strip(), above, told)
            yield node
            inside = (*above, node)
        for child in each.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child], inside)

    return list(walk(raw[0], ()))


def stumbles(page: Page, *, whole: bool = True) -> list[str]:
    """Say what is wrong with the names, headings, landmarks and tables; not `whole` is a page behind a dialog."""
    nodes = nodes_of(page)
    found = [f"without a name: {node.role}" for node in nodes if node.role in NAMED and not node.name]
    found += [f"a table without {header}s" for header in ("columnheader", "rowheader") if _lacks(nodes, header)]
    return [*found, *_twice(nodes), *(_headings(nodes) + _landmarks(nodes) if whole else [])]


def _lacks(nodes: list[Node], header: str) -> bool:
    """Say whether there is a table without a header of this kind."""
    having = {id(above) for node in nodes if node.role == header for above in node.above}
    return any(node.role == "table" and id(node) not in having for node in nodes)


def _twice(nodes: list[Node]) -> list[str]:
    """Find the controls that nothing tells apart: no name, no place, no address."""
    told = Counter(
        {
            (node.role, node.name, _context(node), node.told.get("url", id(node)))
            for node in nodes
            if node.role in CONTROLS
        }
    )
    named = Counter((role, name, context) for role, name, context, _ in told)
    return [f"twice: {role} {name!r} in {context or 'the page'}" for (role, name, context), n in named.items() if n > 1]


def _context(node: Node) -> str:
    return next((str(each) for each in reversed(node.above) if each.role in CONTEXTS and each.name), "")


def _headings(nodes: list[Node]) -> list[str]:
    levels = [int(str(node.told.get("level"))) for node in nodes if node.role == "heading"]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of level 1"]
    return found + [
        f"a heading of level {here} after one of level {before}"
        for before, here in pairwise(levels)
        if here > before + 1
    ]


def _landmarks(nodes: list[Node]) -> list[str]:
    counted = Counter(node.role for node in nodes)
    found = [f"{counted[role]} of {role}" for role in ("main", "banner") if counted[role] > 1]
    found += [] if counted["main"] else ["no main"]
    inside = {"banner", "contentinfo"}
    found += [f"{node} in main" for node in nodes if node.role in inside and any(a.role == "main" for a in node.above)]
    marks = Counter(str(node) for node in nodes if node.role in ("navigation", "region"))
    return found + [f"{number} of {mark}" for mark, number in marks.items() if number > 1]


FOCUSED = """async () => {
  await new Promise(requestAnimationFrame);
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const own = [stop, ...(stop.labels ?? [])];
  // The boxes of a link that goes over a line's end; a label is part of what its control can be pressed by.
  const boxes = [...stop.getClientRects()], box = boxes[0];
  const target = own.map((each) => each.getBoundingClientRect());
  const sees = ([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && own.some((each) => each.contains(there) || there.contains(stop));
  };
  const points = [[box.left + box.width / 2, box.top + box.height / 2], [box.left + 4, box.top + 4],
    [box.right - 4, box.bottom - 4]];
  const shows = (each) => getComputedStyle(each).outlineStyle !== "none" || getComputedStyle(each).boxShadow !== "none";
  return {
    name: `${stop.tagName} ${(stop.ariaLabel || stop.innerText || stop.id || "").slice(0, 60)}`,
    hidden: !points.some(sees),
    marked: shows(stop) || shows(stop.closest("form") ?? stop),
    // What stands in a sentence may be as high as its line.
    inline: getComputedStyle(stop).display.startsWith("inline")
      && [...stop.parentElement.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim()),
    small: Math.max(...target.map((each) => Math.min(each.width, each.height))),
  };
}"""


def walk(page: Page, *, most: int = 150) -> list[str]:
    """Go through a page by Tab from its beginning; say where the focus cannot be seen, and what is hard to press."""
    page.evaluate("() => { getSelection().removeAllRanges(); document.activeElement.blur(); scrollTo(0, 0); }")
    page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex') }"
    )
    found: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return found
        if stop["hidden"]:
            found.append(f"hidden: {stop['name']}")
        if not stop["marked"]:
            found.append(f"not marked: {stop['name']}")
        if stop["small"] < LEAST_PX and not stop["inline"]:
            found.append(f"{stop['small']:.0f} px: {stop['name']}")
    return [*found, f"still going after {most} stops"]
