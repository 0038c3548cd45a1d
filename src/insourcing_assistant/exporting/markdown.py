"""Writes Markdown with footnotes, as GitHub and most editors read it.

Pandoc could; but its writers of CommonMark lose the character behind a backslash, and a quote has to stand as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from insourcing_assistant.escaping import escape_block, escape_inline
from insourcing_assistant.exporting.elements import Element

_QUOTES = {"SingleQuote": "‘’", "DoubleQuote": "“”"}


def markdown(document: Element) -> str:
    """Write a document; its title is the only heading of level 1, and the footnotes stand at the end."""
    return _Writer().write(document)


class _Writer:
    """Collects the footnotes while it writes."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def write(self, document: Element) -> str:
        meta, blocks = cast("Any", document["meta"]), cast("list[Element]", document["blocks"])
        parts = [self._heading(1, meta["title"]["c"]), *map(self._block, blocks)]
        return "\n\n".join([*parts, *self._notes]) + "\n"

    def _block(self, block: Element) -> str:
        content = cast("Any", block["c"])
        match block["t"]:
            case "Header":
                return self._heading(content[0] + 1, content[2])
            case "BulletList":
                return "\n".join(f"- {self._line(point['c'])}" for (point,) in content)
            case "Table":
                return self._table(content)
            case "Para" | "Plain":
                return self._line(content)
        raise ValueError(f"no Markdown is known for a block of the type {block['t']!r}")

    def _heading(self, level: int, inlines: Sequence[Element]) -> str:
        text = self._inlines(inlines).strip()
        # Number signs at the end would be taken for the heading's own.
        return f"{'#' * level} {text[:-1]}\\#" if text.endswith("#") else f"{'#' * level} {text}"

    def _line(self, inlines: Sequence[Element]) -> str:
        return escape_block(self._inlines(inlines).strip())

    def _table(self, content: Any) -> str:
        (_, ((_, head),)), ((_, _, _, body),) = content[3], content[4]
        lines = [self._cells(cells) for cells in (head, *(cells for _, cells in body))]
        lines.insert(1, ["---"] * len(lines[0]))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cells(self, cells: Any) -> list[str]:
        # A bar would end the cell.
        return [self._inlines(block["c"]).strip().replace("|", "\\|") for *_, (block,) in cells]

    def _inlines(self, inlines: Sequence[Element]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Element) -> str:
        content = cast("Any", inline.get("c"))
        match inline["t"]:
            case "Str":
                return escape_inline(content)
            case "Space" | "SoftBreak" | "LineBreak":
                return " "
            case "Emph":
                return f"*{self._inlines(content)}*"
            case "Strong":
                return f"**{self._inlines(content)}**"
            case "Link":
                return f"<{content[2][0]}>"
            case "Quoted":
                marks = _QUOTES[content[0]["t"]]
                return f"{marks[0]}{self._inlines(content[1])}{marks[1]}"
            case "Note":
                return self._note(content)
            case "Cite" | "Span":
                return self._inlines(content[1])
            case "Superscript" | "Subscript" | "SmallCaps" | "Underline":
                return self._inlines(content)
        raise ValueError(f"no Markdown is known for an inline of the type {inline['t']!r}")

    def _note(self, content: Sequence[Element]) -> str:
        number = len(self._notes) + 1
        self._notes.append("")  # keeps the place, should a note ever hold another
        self._notes[number - 1] = f"[^{number}]: {' '.join(map(self._block, content))}"
        return f"[^{number}]"
