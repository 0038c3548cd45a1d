"""The report card of a text: what is said of how it was read, as sentences and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from insourcing_assistant.types import Caution, Unit


class Card(Protocol):
    """What is known of how one text was read: a text of the library, or a row of an ingestion."""

    @property
    def unit(self) -> Unit:
        """What `pages` counts."""

    @property
    def pages(self) -> int:
        """How many there are."""

    @property
    def pages_without_text(self) -> int:
        """On how many nothing could be read."""

    @property
    def pages_ocr(self) -> int:
        """How many were read by OCR."""

    @property
    def tables(self) -> int:
        """How many tables were seen."""

    @property
    def passages(self) -> int:
        """Into how many passages it was split."""

    @property
    def seconds(self) -> float:
        """How long that took."""


def caution_sentence(caution: Caution, *, unit: Unit = "page") -> str:
    """Say a caution with the pages that it is about: "Pages 2, 4–6: Text too small …"."""
    if not caution.pages:
        return caution.text
    return f"{unit.capitalize()}{'s' if len(caution.pages) > 1 else ''} {ranges(caution.pages)}: {caution.text}"


def reading_sentence(
    *, unit: Unit, pages: int, without_text: int, ocr: int, tables: int, passages: int, seconds: float
) -> str:
    """Say what was read: "47 pages (2 without text, 3 read by OCR), 4 tables, 231 passages; 3.2 s"."""
    asides = [*([f"{without_text} without text"] if without_text else []), *([f"{ocr} read by OCR"] if ocr else [])]
    aside = f" ({', '.join(asides)})" if asides else ""
    parts = [f"{count(pages, unit)}{aside}", *([count(tables, "table")] if tables else []), count(passages, "passage")]
    return f"{', '.join(parts)}; {seconds:.1f} s"


def card_sentence(card: Card) -> str:
    """Say of one text what was read."""
    return reading_sentence(
        unit=card.unit,
        pages=card.pages,
        without_text=card.pages_without_text,
        ocr=card.pages_ocr,
        tables=card.tables,
        passages=card.passages,
        seconds=card.seconds,
    )


def count(number: int, noun: str) -> str:
    """Say how many: "1 page", "1,153 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def warnings_by_page(cautions: Sequence[Caution]) -> dict[str, list[str]]:
    """Sort the cautions that are about certain pages by these; the keys are the pages' numbers."""
    by_page: dict[int, list[str]] = {}
    for caution in cautions:
        for page in caution.pages:
            by_page.setdefault(page, []).append(caution.text)
    return {str(page): by_page[page] for page in sorted(by_page)}


def ranges(numbers: Sequence[int]) -> str:
    """Say rising numbers shortly: "1, 3–5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
