"""What goes into an ingestion, and what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from insourcing_assistant.fetching import Fetched
from insourcing_assistant.library import LibraryReport, LibraryText
from insourcing_assistant.types import Caution, Kind, Report, Timings, Unit

Status = Literal["added", "updated", "unchanged", "removed", "duplicate", "failed"]


class Progress(Protocol):
    """Told how far a stage ("reports", "pages", "passages") is; `label` names what it is busy with.

    "locked" says that another process writes to the library, and that what is ready waits for that.
    "pages" is told by another thread: a file is read while the one before is embedded.
    """

    def __call__(self, stage: str, done: int, total: int, label: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Overrides:
    """Bibliographic data given with the command, for one file. Empty means not given."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    url: str | None = None


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be ingested as a text of `report`; `name` is its path as people are shown it.

    Without `kind` the parser decides which text it is. `problem` says why it cannot be ingested at all.
    """

    report: Report
    name: str
    path: Path
    kind: Kind | None = None
    catalogued: bool = False
    overrides: Overrides = NO_OVERRIDES
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one item.

    `seconds` is how long it took to make the text: reading, splitting and embedding it. `timings` has the stages of
    this run, and storing too.
    """

    report_id: str
    kind: Kind
    path: str
    status: Status
    duplicate_of: str | None = None
    error: str | None = None
    pages: int = 0
    pages_without_text: int = 0
    pages_ocr: int = 0
    passages: int = 0
    title: str = ""
    title_from: str = "file name"
    metadata_from: Mapping[str, str] = field(default_factory=dict)
    """Where each field that is known is from: as the origins of `LibraryReport`."""
    warnings: tuple[Caution, ...] = ()
    tables: int = 0
    seconds: float = 0.0
    unit: Unit = "page"
    timings: Timings = field(default_factory=Timings)


def stored_row(held: LibraryReport, text: LibraryText, *, path: str, status: Status) -> Row:
    """Describe a text that is in the library."""
    return Row(
        report_id=held.report.id,
        kind=text.kind,
        path=path,
        status=status,
        pages=text.pages,
        pages_without_text=text.pages_without_text,
        pages_ocr=text.pages_ocr,
        passages=text.passages,
        title=held.report.title,
        title_from=held.origins.get("title", "file name"),
        metadata_from=held.origins,
        warnings=text.warnings,
        tables=text.tables,
        seconds=text.seconds,
        unit=text.unit,
    )


@dataclass(frozen=True, slots=True)
class IngestionSummary:
    """What became of all items, in their order; `fetched` is what was fetched for them before, and what was not."""

    rows: tuple[Row, ...]
    seconds: float = 0.0
    fetched: tuple[Fetched, ...] = ()

    def count(self, status: Status) -> int:
        """How many items ended so."""
        return sum(row.status == status for row in self.rows)

    @property
    def stage_seconds(self) -> dict[str, float]:
        """How long each stage took, over all items; stages run side by side, so that the sum may exceed the whole."""
        spent: dict[str, float] = {}
        for row in self.rows:
            for stage, ms in row.timings.stages:
                spent[stage] = spent.get(stage, 0.0) + ms / 1000
        return spent

    @property
    def pages_per_second(self) -> float:
        """Pages (or sections) that were read, by the time of the whole run."""
        pages = sum(row.pages for row in self.rows if row.status in ("added", "updated"))
        return pages / self.seconds if self.seconds > 0 else 0.0

    @property
    def exit_code(self) -> int:
        """3 if any report failed, else 0."""
        return 3 if self.count("failed") else 0
