"""What is said of fetching: each publication's outcome, with every address that was tried in vain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

FetchStatus = Literal["fetched", "unchanged", "present", "failed", "planned"]
"""Fetched now; asked again and the same; there already and left alone; not to be had; what a dry run would fetch."""


class Progress(Protocol):
    """Told how far a stage ("fetching", "kilobytes") is; `label` names what it is busy with."""

    def __call__(self, stage: str, done: int, total: int, label: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Attempt:
    """An address that was tried in vain, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one publication, or of one address given with the command.

    `url` is where it was or would be fetched from, `path` the file that it is kept in. `report_id` is empty where
    it is not known yet, and `reason` where there is nothing to explain.
    """

    report_id: str
    status: FetchStatus
    url: str | None = None
    path: Path | None = None
    bytes: int | None = None
    sha256: str | None = None
    reason: str | None = None
    attempts: tuple[Attempt, ...] = ()


OFFLINE = "No host could be reached, so this computer seems to be offline: connect it and run the same command again."
"""The reason given for everything that was not tried any more, and said once."""
