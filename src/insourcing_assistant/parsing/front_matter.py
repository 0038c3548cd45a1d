"""Read what a Markdown file says of itself in the YAML block at its head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.types import Caution

_BLOCK = re.compile(r"\A---[^\S\n]*\n(?P<yaml>.{0,20000}?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_YEAR = re.compile(r"\b(?:1[5-9]|20|21)\d\d\b")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields that this program knows; the others are left where they are."""

    title: str | None = None
    kind: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    warnings: tuple[Caution, ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Part the front matter from the text under it. What is no front matter stays text."""
    block = _BLOCK.match(text)
    if block is None:
        return FrontMatter(), text
    try:
        fields = yaml.safe_load(block["yaml"])
    # ValueError and RecursionError: a date such as 2019-02-31, and brackets within brackets without end.
    except (yaml.YAMLError, ValueError, RecursionError):
        warning = Caution("The front matter is not valid YAML and was left out.")
        return FrontMatter(warnings=(warning,)), text[block.end() :]
    if not isinstance(fields, Mapping):
        return FrontMatter(), text
    return _known_fields(fields), text[block.end() :]


def _known_fields(fields: Mapping[object, object]) -> FrontMatter:
    dates = (_YEAR.search(str(fields[name])) for name in ("year", "date", "published") if fields.get(name))
    year = next((int(date.group()) for date in dates if date), None)
    return FrontMatter(
        title=_line(fields.get("title")),
        kind=_line(fields.get("kind")),
        authors=_lines(fields.get("authors") or fields.get("author")),
        publisher=_line(fields.get("publisher")),
        year=year,
    )


def _line(value: object) -> str | None:
    return normalise(str(value)) or None if isinstance(value, str | int | float) else None


def _lines(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(line for line in map(_line, values) if line)
