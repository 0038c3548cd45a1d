"""Writes RIS: one line for each tag, CRLF line ends, `RPRT` or `ELEC`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from insourcing_assistant.authors import Name
from insourcing_assistant.exporting.styles import Item

LINE_END = "\r\n"


def ris(items: Sequence[Item]) -> str:
    """Write a RIS file with one record for each publication."""
    return "".join(f"{tag}  - {' '.join(value.split())}{LINE_END}" for item in items for tag, value in _lines(item))


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC" if item["type"] == "webpage" else "RPRT"
    yield "ID", str(item["id"])
    for name in cast("Sequence[Name]", item.get("author", ())):
        yield "AU", f"{name['family']}, {name['given']}" if "family" in name else name["literal"]
    yield "TI", str(item["title"])
    if issued := _parts(item, "issued"):
        yield "PY", str(issued[0])
        yield "DA", _date(issued)
    for tag, field in (("PB", "publisher"), ("SN", "ISBN"), ("LA", "language"), ("UR", "URL")):
        if field in item:
            yield tag, str(item[field])
    if accessed := _parts(item, "accessed"):
        yield "Y2", _date(accessed)
    if "note" in item:
        yield "N1", str(item["note"])
    yield "ER", ""


def _date(parts: Sequence[int]) -> str:
    """Write year/month/day/, with nothing where a part is not known; the last slash belongs to the form."""
    year, month, day, *_ = (*parts, 0, 0)
    return f"{year:04}/{f'{month:02}' if month else ''}/{f'{day:02}' if day else ''}/"


def _parts(item: Item, name: str) -> list[int]:
    date = cast("dict[str, list[list[int]]]", item.get(name, {}))
    return date.get("date-parts", [[]])[0]
