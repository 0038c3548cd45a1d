"""The catalogue: `catalogue.toml` read and checked into reports, one entry for each publication."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.types import Address, Report

WHOLE_FILE = "(whole file)"


def load_catalogue(path: Path) -> tuple[Report, ...]:
    """Read the catalogue in its order; a missing or an empty file is an empty one. Raises `CatalogueError`."""
    if not path.exists():
        return ()
    entries = _entries(path)
    reports = tuple(_report(path, number, entry) for number, entry in enumerate(entries, start=1))
    seen: set[str] = set()
    for report in reports:
        if report.id in seen:
            raise CatalogueError(path, repr(report.id), "id", "another entry has it too; every id is used once.")
        seen.add(report.id)
    return reports


def _entries(path: Path) -> list[object]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path, WHOLE_FILE, "", f"this cannot be read as TOML: {error}") from error
    for name in tables:
        if name != "report":
            raise CatalogueError(path, WHOLE_FILE, name, "a catalogue holds only [[report]] entries.")
    entries = tables.get("report", [])
    if not isinstance(entries, list):
        raise CatalogueError(path, WHOLE_FILE, "report", "write [[report]], with two brackets, before each entry.")
    return entries


def _report(path: Path, number: int, entry: object) -> Report:
    try:
        checked = _Entry.model_validate(entry)
    except ValidationError as error:
        raise _catalogue_error(path, number, entry, error) from error
    return Report(
        id=checked.id,
        title=checked.title,
        authors=tuple(checked.authors),
        publisher=checked.publisher,
        year=checked.year,
        url=checked.url,
        rights=checked.rights,
        filename=checked.filename,
        label=checked.label,
        about=checked.about,
        aliases=tuple(checked.aliases),
        addresses=tuple(_address(address) for address in checked.address),
        notes=tuple(checked.unverified.items()),
        remarks=_remarks(checked),
        month=checked.month,
        date=checked.date.isoformat() if checked.date else None,
        isbn=checked.isbn,
        pages=checked.pages,
        language=checked.language,
        transcripts=tuple(_address(address) for address in checked.transcript),
        related=tuple(_address(address) for address in checked.related),
        kind=checked.kind,
    )


def _address(checked: _AddressEntry) -> Address:
    return Address(
        url=checked.url,
        evidence=checked.evidence,
        archive=checked.archive,
        verified=checked.verified,
        format=checked.format,
        sha256=checked.sha256.lower() if checked.sha256 else None,
    )


def _remarks(checked: _Entry) -> tuple[tuple[str, str], ...]:
    remarks = {"date": checked.date_note, "pages": checked.pages_note}
    return tuple((field, remark) for field, remark in remarks.items() if remark)


def _catalogue_error(path: Path, number: int, entry: object, error: ValidationError) -> CatalogueError:
    """Name the entry by its id, where it has one, and say the first thing that is wrong with it in plain words."""
    first = error.errors(include_url=False)[0]
    given = entry.get("id") if isinstance(entry, dict) else None
    name = repr(given) if isinstance(given, str) and given else f"number {number}"
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    problem = _PROBLEMS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return CatalogueError(path, name, field, problem if problem.endswith(".") else f"{problem}.")


_PROBLEMS = {
    "missing": "this field is missing.",
    "extra_forbidden": "there is no such field; see corpus/catalogue.toml for those there are.",
    "string_type": "a text in quotation marks is expected.",
    "string_pattern_mismatch": "this must not be empty.",
    "int_type": "a whole number is expected.",
    "list_type": "a list in square brackets is expected.",
    "bool_type": "true or false is expected.",
    "date_type": "a date without quotation marks is expected, such as 2019-05-29.",
    "dict_type": "a table is expected.",
}
"""Plain words for what pydantic calls by these types."""


def _check_slug(text: str) -> str:
    if not all(part.isalnum() and part.isascii() and part == part.lower() for part in text.split("-")):
        raise ValueError(f"{text!r} is not a slug: use small letters and digits, with single hyphens between them.")
    return text


def _check_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme not in ("http", "https") or not rest.strip("/") or text != "".join(text.split()):
        raise ValueError(f"{text!r} is not a web address: it must begin with http:// or https:// and hold no spaces.")
    return text


def _check_sha256(text: str) -> str:
    if len(text) != 64 or not set(text.lower()) <= set("0123456789abcdef"):
        raise ValueError(f"{text!r} is not a SHA-256: it must have 64 hexadecimal digits.")
    return text


def _check_filename(text: str) -> str:
    if text in (".", "..") or any(mark in text for mark in "/\\\0"):
        raise ValueError(f"{text!r} is not a bare file name: it is looked for in reports/, without folders.")
    return text


_Text = Annotated[str, Field(pattern=r"\S")]
_Url = Annotated[_Text, AfterValidator(_check_url)]


class _AddressEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    url: _Url
    format: Literal["pdf", "html"] | None = None
    evidence: str = ""
    archive: _Url | None = None
    verified: bool = False
    sha256: Annotated[_Text, AfterValidator(_check_sha256)] | None = None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[_Text, AfterValidator(_check_slug)]
    title: _Text
    authors: list[_Text] = []
    publisher: _Text | None = None
    label: _Text | None = None
    kind: Literal["report", "article"] = "report"
    year: int | None = Field(None, ge=1800, le=2200)
    month: int | None = Field(None, ge=1, le=12)
    date: datetime.date | None = None
    date_note: _Text | None = None
    isbn: _Text | None = None
    pages: int | None = Field(None, ge=1)
    pages_note: _Text | None = None
    language: _Text | None = None
    rights: _Text | None = None
    url: _Url | None = None
    filename: Annotated[_Text, AfterValidator(_check_filename)] | None = None
    aliases: list[_Text] = []
    about: _Text | None = None
    unverified: dict[_Text, _Text] = {}
    address: list[_AddressEntry] = []
    related: list[_AddressEntry] = []
    transcript: list[_AddressEntry] = []

    @model_validator(mode="after")
    def _dates_agree(self) -> _Entry:
        if self.date and self.year and self.date.year != self.year:
            raise ValueError(f"the date {self.date} is not in the year {self.year}.")
        return self
