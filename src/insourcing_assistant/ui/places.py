"""Names the places of publications: pages as printed and in the file, sections, and the kinds of texts."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.rendering import place_label
from insourcing_assistant.types import Unit

KIND_WORDS = {"report": "full text", "article": "web article", "brief": "brief", "catalogue": "catalogue entry"}
BRIEF_NOTE = "This is a brief written for this library. It is a secondary source, not the publication’s own text."
OCR_NOTE = "This page was read by OCR from a picture of it, so that words of its text may be wrong."


def page_words(unit: Unit, numbers: Sequence[int], labels: Sequence[str]) -> str:
    """Name pages, as printed and in the PDF where these differ; no words for sections."""
    if unit == "section":
        return ""
    in_file = [str(number) for number in numbers]
    printed = [label or number for label, number in zip(labels, in_file, strict=True)]
    word = "page" if len(in_file) == 1 else "pages"
    if printed == in_file:
        return f"{word} {_range(in_file)}"
    return f"printed {word} {_range(printed)} (PDF {word} {_range(in_file)})"


def place_words(unit: Unit, number: int, label: str) -> str:
    """Name one page, or a section by its heading."""
    if unit == "section":
        return f"section {place_label(unit, [number], [label])}" if label else f"section {number}"
    return page_words(unit, [number], [label])


def _range(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}–{labels[-1]}"
