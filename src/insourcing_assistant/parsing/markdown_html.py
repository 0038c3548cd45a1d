"""Follow the HTML in a Markdown text: what it hides, strikes out and raises."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from insourcing_assistant.parsing.html_hidden import STRUCK, empty_hidden
from insourcing_assistant.parsing.html_markup import read_html
from insourcing_assistant.parsing.raised import raised

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)\b([^>]*)>|<[!?][^>]*>", re.IGNORECASE)
_STRUCK = ("del", "s", "strike")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# What stays open at an empty line; all else that is not closed ends with its block.
_AROUND_BLOCKS = frozenset(("div", "section", "article", "aside", "main", "header", "footer", "details", "center"))


class Markup:
    """The HTML elements that are open, and what was left out because of them."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self.left_out: set[str] = set()
        """Why something was left out since this was last emptied: "hidden" or "struck"."""

    def text(self, words: str) -> str:
        """The words as they are seen here; nothing where they are not."""
        why = next((why for _, why in self._open if why), "")
        if why:
            self.left_out |= {why} if words.strip() else set()
            return ""
        return raised(words) if any(name == "sup" for name, _ in self._open) else words

    def strike(self, *, begins: bool) -> None:
        """Begin or end what Markdown itself strikes out."""
        if begins:
            self._open.append(("~~", "struck"))
        else:
            self._close("~~")

    def inline(self, tag: str) -> None:
        """Go by a tag in a line."""
        for _ in self._pieces(tag):
            pass

    def block(self, markup: str) -> str:
        """The words that are seen of a block of HTML."""
        words = "".join(self._pieces(_UNSEEN.sub(" ", markup)))
        self._open = [each for each in self._open if each[0] in _AROUND_BLOCKS]
        return words

    def end_line(self) -> None:
        """End what is open in a line."""
        self._open = [each for each in self._open if each[0] in _AROUND_BLOCKS]

    def _pieces(self, markup: str) -> Iterator[str]:
        written = 0
        for tag in _TAG.finditer(markup):
            yield self.text(html.unescape(markup[written : tag.start()]))
            yield " "
            written = tag.end()
            closes, name, attributes = tag[1], (tag[2] or "").lower(), tag[3] or ""
            if closes:
                self._close(name)
            elif name and name not in _VOID and not attributes.endswith("/"):
                self._open.append((name, _why(name, attributes)))
        yield self.text(html.unescape(markup[written:]))

    def _close(self, name: str) -> None:
        places = [place for place, each in enumerate(self._open) if each[0] == name]
        if places:
            del self._open[places[-1] :]


def _why(name: str, attributes: str) -> str:
    """Why the words of an element do not count; nothing where they do."""
    if name in _STRUCK:
        return "struck"
    if not attributes.strip():
        return ""
    root = read_html(f"<html><body><{_like(name)} {attributes}>x</{_like(name)}></body></html>")
    if root is None:
        return ""
    empty_hidden(root)
    if "x" not in "".join(root.itertext()):
        return "hidden"
    return "struck" if root.xpath(f"//*[@{STRUCK}]") else ""


def _like(name: str) -> str:
    """An element that can stand alone, with the room that this one takes."""
    return (
        "span"
        if name in ("a", "abbr", "b", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u")
        else "div"
    )
