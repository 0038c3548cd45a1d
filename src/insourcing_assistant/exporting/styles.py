"""The citation styles, and what each of them wants that its CSL file cannot know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Item = dict[str, object]
"""A publication as CSL-JSON."""


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style: its name for people, and its CSL file."""

    key: str
    name: str
    file: str
    is_note: bool = False
    """Whether its citations are written for footnotes, such as "Baines (n 2) 15."."""

    @property
    def path(self) -> Path:
        """Where its CSL file is."""
        return Path(__file__).with_name("csl") / self.file


STYLES: Mapping[str, Style] = {
    style.key: style
    for style in (
        Style("harvard", "Harvard (Cite Them Right)", "harvard-cite-them-right.csl"),
        Style("apa", "APA (7th edition)", "apa.csl"),
        # Without "ibid", which would point at another source as soon as somebody moves a footnote.
        Style("oscola", "OSCOLA (4th edition)", "oscola-no-ibid.csl", is_note=True),
    )
}


def fitted(item: Item, style: Style) -> Item:
    """Return an item as the style's guide wants it to be given: the CSL file cannot compare or choose."""
    fit = {name: _literal(value) if isinstance(value, str) else value for name, value in item.items()}
    fit.pop("note", None)
    # What has no author is by the body that published it: all three guides say so.
    if "author" not in fit and "publisher" in fit:
        fit["author"] = [{"literal": fit["publisher"]}]
    is_own_publisher = fit.get("author") == [{"literal": fit.get("publisher")}]
    if fit["type"] == "webpage":
        site = fit.pop("publisher", None)
        if site and not is_own_publisher and style.key != "harvard":  # which names no site beside the page
            fit["container-title"] = site
    elif style.key == "apa" and is_own_publisher:
        del fit["publisher"]
    if style.key == "oscola":
        if "ISBN" in fit:  # "if a source has an ISBN, cite it like a book": its title is in italics
            fit["type"] = "book"
        fit["title"] = _IN_HOUSE.sub('<span class="nocase">In-House</span>', str(fit["title"]))
    return fit


def _literal(text: str) -> str:
    # CSL-JSON reads a few tags as markup. A word joiner, which has no width, makes others' text no tag.
    return _TAG.sub("<\u2060", text)


_TAG = re.compile(r"<(?=\s*/?\s*(?:i|b|em|strong|sub|sup|sc|span)\b)", re.IGNORECASE)
_IN_HOUSE = re.compile(r"\bin-house\b")
"""Titles are capitalised by the formatter, which takes the first half of "in-house" for the word "in"."""
