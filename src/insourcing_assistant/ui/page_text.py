"""Writes the text of a page with the quoted words marked in it."""

from __future__ import annotations

from collections.abc import Collection

from insourcing_assistant.types import Span
from insourcing_assistant.ui.markup import text


def page_text(words: str, quote: Span | None, headings: Collection[int] = ()) -> str:
    """Write a text block by block; `quote` and the starts of its `headings` are offsets in it."""
    parts, start = [], 0
    is_first = True
    for block in words.split("\n"):
        if block.strip():
            marked = _marked(block, quote, start, names=is_first)
            is_first = is_first and "<mark" not in marked
            tag = "h2" if start in headings else "p"
            parts.append(f"<{tag}>{marked}</{tag}>")
        start += len(block) + 1
    return "".join(parts)


def _marked(block: str, quote: Span | None, start: int, *, names: bool) -> str:
    """Mark what of a block is quoted; the first mark is where an address may lead to."""
    if quote is None:
        return text(block)
    first, last = max(quote.start - start, 0), min(quote.end - start, len(block))
    if first >= last or not block[first:last].strip():
        return text(block)
    name = ' id="quote"' if names else ""
    return f"{text(block[:first])}<mark{name}>{text(block[first:last])}</mark>{text(block[last:])}"
