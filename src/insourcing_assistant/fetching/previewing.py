"""Say what would be fetched, and go nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching.candidates import candidates
from insourcing_assistant.fetching.fetching import BY_HAND, NOT_LISTED
from insourcing_assistant.fetching.outcomes import Fetched
from insourcing_assistant.fetching.record import Record
from insourcing_assistant.fetching.requesting import Session
from insourcing_assistant.types import Report


def preview(
    addresses: Sequence[str] | None,
    *,
    reports: Sequence[Report],
    own: Mapping[str, Path],
    folder: Path,
    session: Session,
) -> tuple[Fetched, ...]:
    """Say what `fetch` would do, as far as that can be told without asking anyone."""
    if addresses is not None:
        return tuple(_address(address, session) for address in addresses)
    record = Record(folder)
    return tuple(_publication(report, own.get(report.id), record) for report in reports)


def _address(address: str, session: Session) -> Fetched:
    try:
        session.check(address)
    except FetchError as error:
        return Fetched("", "failed", address, reason=error.problem)
    return Fetched("", "planned", address)


def _publication(report: Report, path: Path | None, record: Record) -> Fetched:
    entry = record.entries.get(path.name) if path else None
    if path is not None and entry is None:
        return Fetched(report.id, "present", path=path, reason=BY_HAND)
    listed = candidates(report)
    if not listed:
        return Fetched(report.id, "failed", reason=NOT_LISTED)
    return Fetched(report.id, "planned", entry.address if entry else listed[0].url, path)
