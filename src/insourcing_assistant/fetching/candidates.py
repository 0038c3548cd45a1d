"""Which addresses a publication may be fetched from, in the order in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from insourcing_assistant.types import Address, Report

ARCHIVE = "https://web.archive.org/web"

_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d{1,14})[a-z_]*/", re.IGNORECASE)
_ANY_TIME = "2"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address, what is expected there ("pdf", "html" or None), and the SHA-256 it must have where that is known."""

    url: str
    expects: str | None = None
    sha256: str | None = None


def candidates(report: Report) -> tuple[Candidate, ...]:
    """List the catalogue's addresses in order, then their archived forms, then these as the archive received them.

    The archive's `id_` form is the file itself, without the archive's own banner.
    """
    urls: dict[str, Candidate] = {}
    for url, address in _ordered(report):
        urls.setdefault(url, Candidate(url, address.format, address.sha256))
    return tuple(urls.values())


def _ordered(report: Report) -> Iterator[tuple[str, Address]]:
    for address in report.addresses:
        yield address.url, address
    for address in report.addresses:
        if address.archive:
            yield address.archive, address
    for address in report.addresses:
        if not _ARCHIVED.match(address.url):
            yield f"{ARCHIVE}/{_when(address, report)}id_/{address.url}", address


def _when(address: Address, report: Report) -> str:
    """The time of the archived copy: that of the catalogue's archive address, else the year of publication."""
    known = _ARCHIVED.match(address.archive or "")
    if known:
        return known[1]
    return str(report.year) if report.year else _ANY_TIME
