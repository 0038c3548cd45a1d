"""Test queries: questions together with the places that answer them, read from YAML or JSONL and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, ClassVar

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from insourcing_assistant.errors import CatalogueError, ConfigError
from insourcing_assistant.types import Filters


def _as_text(value: object) -> object:
    # YAML reads an unquoted year as a number. Other numbers are refused: 1.50 would come back as "1.5".
    return str(value) if type(value) is int else value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
"""A string that is not empty; a whole number is taken as its digits."""

PageNumber = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class Expected:
    """A place that answers the question: a publication, or some of its physical pages or sections."""

    report_id: Text
    pages: tuple[PageNumber, ...] = ()
    sections: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class TestQuery:
    """A question and how to judge what comes back. Any one of `expected` counts.

    `history` holds the questions asked before, oldest first; `extra` what the file says besides, kept unread.
    """

    __test__: ClassVar[bool] = False  # pytest would take the name for a test case

    id: Text
    question: Annotated[str, Field(pattern=r"\S")]
    answerable: bool = True
    expected: tuple[Expected, ...] = ()
    must_contain: tuple[Text, ...] = ()
    must_contain_any: tuple[Text, ...] = ()
    must_not_contain: tuple[Text, ...] = ()
    filters: Filters = Filters()
    history: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


def load_queries(path: Path) -> tuple[TestQuery, ...]:
    """Read the test queries of a YAML file, or of a JSONL file with the same fields, in file order.

    Raises `CatalogueError` naming the query and the field that is wrong, and `ConfigError` where the file as a
    whole cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The test queries at {path} cannot be read: {error}") from error
    entries = _jsonl_entries(path, text) if path.suffix.lower() in _JSONL else _yaml_entries(path, text)
    queries: dict[str, TestQuery] = {}
    for place, entry in entries:
        query = _query(path, place, entry)
        if query.id in queries:
            raise CatalogueError(path, _name(place, entry), "id", "another test query has this id")
        queries[query.id] = query
    if not queries:
        raise ConfigError(f"There are no test queries in {path}. It should be a list of entries with id and question.")
    return tuple(queries.values())


def check_query(path: Path, fields: Mapping[str, object]) -> TestQuery:
    """Make a test query of its fields. Raises `CatalogueError` as `load_queries` does; `path` is where it is to go."""
    return _query(path, "new", dict(fields))


def _jsonl_entries(path: Path, text: str) -> Iterator[tuple[str, object]]:
    # Not splitlines(), which would also cut at the line separators that JSON allows inside a string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise CatalogueError(path, f"line {number}", "", f"this is not JSON ({error})") from error
        yield f"line {number}", entry


def _yaml_entries(path: Path, text: str) -> Iterator[tuple[str, object]]:
    try:
        entries = yaml.load(text, Loader=_YAML_LOADER)  # noqa: S506 (both loaders are safe ones)
    except yaml.YAMLError as error:
        raise ConfigError(f"The test queries at {path} are not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list | None):
        raise ConfigError(f"{path} should be a list of test queries, each beginning with `- id:`.")
    for number, entry in enumerate(entries or [], start=1):
        yield f"number {number}", entry


def _query(path: Path, place: str, entry: object) -> TestQuery:
    name = _name(place, entry)
    if not isinstance(entry, dict):
        raise CatalogueError(path, name, "", "a test query is a set of fields, with an id and a question")
    # A field without a value is a field left out.
    given = {str(key): value for key, value in entry.items() if value is not None}
    known = {key: value for key, value in given.items() if key in _FIELDS}
    extra = {key: value for key, value in given.items() if key not in _FIELDS}
    _check_filters(path, name, known.get("filters"))
    try:
        return _QUERY.validate_python({**known, "extra": extra})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise CatalogueError(path, name, where, _problem(first["type"], first["msg"], first["input"])) from error


def _name(place: str, entry: object) -> str:
    identifier = entry.get("id") if isinstance(entry, dict) else None
    return f"{identifier} ({place})" if isinstance(identifier, str | int) else place


def _check_filters(path: Path, name: str, filters: object) -> None:
    # Elsewhere an unknown field is ignored, but a mistyped filter would ask another question than the one meant.
    known = [item.name for item in fields(Filters)]
    for key in filters if isinstance(filters, dict) else ():
        if key not in known:
            raise CatalogueError(path, name, f"filters.{key}", f"there is no such filter; there are {', '.join(known)}")


def _problem(kind: str, message: str, found: object) -> str:
    if kind == "missing":
        return "this field is required"
    if kind == "tuple_type":
        message = "it should be a list"
    shown = repr(found)
    return f"{message[:1].lower()}{message[1:]} (found {shown if len(shown) <= 60 else shown[:59] + '…'})"


_JSONL = (".jsonl", ".ndjson")
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUERY = TypeAdapter(TestQuery)
_FIELDS = frozenset(item.name for item in fields(TestQuery)) - {"extra"}
