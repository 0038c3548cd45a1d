"""The field's terms, acronyms and synonyms, read from `glossary.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.wording import stems


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: `names` are all the ways of saying it, the usual one first."""

    term: str
    definition: str
    full: str | None = None
    synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    since: date | None = None
    changes_law: bool = False
    everyday: bool = False
    """Known to everybody: it widens searches, and needs no explanation."""
    incidental: bool = False
    """Of how a thing is told: it widens searches, and an answer need not speak of it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The term, its full form and its synonyms."""
        return (self.term, *((self.full,) if self.full else ()), *self.synonyms)


class Glossary:
    """Terms, and for each way of saying one all the others."""

    def __init__(self, terms: Sequence[Term] = ()) -> None:
        self.terms = tuple(terms)
        self._groups: dict[tuple[str, ...], list[Term]] = {}
        for term in self.terms:
            for name in term.names:
                group = self._groups.setdefault(tuple(stems(name)), [])
                if term not in group:
                    group.append(term)
        self.longest = max((len(key) for key in self._groups), default=0)

    def lookup(self, name_stems: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms that can be called by these stems."""
        return tuple(self._groups.get(tuple(name_stems), ()))

    def alternatives(self, name_stems: Sequence[str]) -> tuple[str, ...]:
        """Return every way of saying what these stems name, in the order of the glossary; empty where unknown."""
        return tuple(dict.fromkeys(name for term in self.lookup(name_stems) for name in term.names))


def load_glossary(path: Path) -> Glossary:
    """Read and check a glossary; a missing file is an empty one. Raises `CatalogueError`."""
    if not path.exists():
        return Glossary()
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("term", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path, "(whole file)", "", f"this is not TOML: {error}") from error
    return Glossary([_term(path, number, entry) for number, entry in enumerate(entries, start=1)])


def _term(path: Path, number: int, entry: object) -> Term:
    name = entry.get("term", f"number {number}") if isinstance(entry, dict) else f"number {number}"
    try:
        checked = _Entry.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(path, str(name), field, first["msg"]) from error
    return Term(
        term=checked.term,
        definition=checked.definition,
        full=checked.full,
        synonyms=tuple(checked.synonyms),
        related=tuple(checked.related),
        since=checked.since,
        changes_law=checked.changes_law,
        everyday=checked.everyday,
        incidental=checked.incidental,
    )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    term: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    full: str | None = None
    synonyms: list[str] = []
    related: list[str] = []
    since: date | None = None
    changes_law: bool = False
    everyday: bool = False
    incidental: bool = False
