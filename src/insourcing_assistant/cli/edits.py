"""What was said on the command line of a publication, as edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insourcing_assistant.errors import UsageError

if TYPE_CHECKING:
    from insourcing_assistant.library import Edits

FIRST_YEAR, LAST_YEAR = 1800, 2200


def make_edits(
    *, title: str | None, authors: str | None, publisher: str | None, year: str | None, url: str | None
) -> Edits:
    """Put together what was given; an empty text takes a field's value away. Raises `UsageError`."""
    edits: Edits = {}
    if title is not None:
        edits["title"] = _title(title)
    if authors is not None:
        edits["authors"] = names(authors)
    if publisher is not None:
        edits["publisher"] = publisher.strip() or None
    if year is not None:
        edits["year"] = _year(year)
    if url is not None:
        edits["url"] = web_address(url.strip()) if url.strip() else None
    return edits


def names(authors: str | None) -> tuple[str, ...]:
    """Take names apart at semicolons."""
    return tuple(name.strip() for name in (authors or "").split(";") if name.strip())


def web_address(url: str) -> str:
    """See that an address is one of the web. Raises `UsageError`."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--url {url}: a web address begins with http:// or https://.")
    return url


def _title(title: str) -> str:
    if not title.strip():
        raise UsageError("A publication must have a title: give one, or take back earlier edits with `--reset`.")
    return title.strip()


def _year(year: str) -> int | None:
    if not year.strip():
        return None
    if not year.strip().isdecimal() or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise UsageError(f"--year {year}: a year is a number from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(year)
