"""Writes BibTeX: `@techreport`, or `@misc` for a web page, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from insourcing_assistant.authors import Name
from insourcing_assistant.exporting.styles import Item

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(items: Sequence[Item]) -> str:
    """Write a BibTeX file with one entry for each publication."""
    return "\n".join(map(_entry, items))


def _entry(item: Item) -> str:
    is_page = item["type"] == "webpage"
    publisher = item.get("publisher")
    fields = {
        "author": _authors(cast("Sequence[Name]", item.get("author", ()))),
        # In braces of its own, a title keeps its capitals in every style.
        "title": f"{{{_escaped(str(item['title']))}}}",
        "howpublished" if is_page else "institution": _escaped(str(publisher)) if publisher else "",
        **_dates(item),
        "isbn": _escaped(str(item.get("ISBN", ""))),
        "url": _address(str(item.get("URL", ""))),
        "urldate": "-".join(f"{part:02}" for part in _parts(item, "accessed")),
        "language": _escaped(str(item.get("language", ""))),
        "note": _escaped(str(item.get("note", ""))),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@{'misc' if is_page else 'techreport'}{{{_key(str(item['id']))},", *lines, "}", ""])


def _authors(names: Sequence[Name]) -> str:
    return " and ".join(
        f"{_escaped(name['family'])}, {_escaped(name['given'])}"
        if "family" in name
        # Braces keep the words of a body together, and an "and" or a comma in its name from being taken for BibTeX's.
        else f"{{{_escaped(name['literal'])}}}"
        for name in names
    )


def _dates(item: Item) -> dict[str, str]:
    year, month, *_ = (*_parts(item, "issued"), 0, 0)
    return {"year": str(year) if year else "", "month": MONTHS[month - 1] if month else ""}


def _parts(item: Item, name: str) -> list[int]:
    date = cast("dict[str, list[list[int]]]", item.get(name, {}))
    return date.get("date-parts", [[]])[0]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def _address(url: str) -> str:
    # Packages print it as it is, so that it may hold no brace; a per cent sign or an underscore does no harm in it.
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _key(item_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9:._-]", "-", item_id)


_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "^": r"\^{}",
    "~": r"\textasciitilde{}",
}
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
