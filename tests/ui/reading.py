"""Reads markup as a browser would, so that tests speak of elements and not of strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "br", "input", "hr", "meta", "link"}


@dataclass(slots=True)
class Element:
    """An element with its attributes and its text, that of its descendants included."""

    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


def elements(markup: str) -> list[Element]:
    """Read markup into its elements, in document order. Every element must be closed."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open, f"not closed: {[element.tag for element in reader.open]}"
    return reader.found


def of_class(markup: str, name: str) -> list[Element]:
    """Read the elements of a class."""
    return [element for element in elements(markup) if element.has_class(name)]


def of_tag(markup: str, tag: str) -> list[Element]:
    """Read the elements of a tag."""
    return [element for element in elements(markup) if element.tag == tag]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words.append(data)
