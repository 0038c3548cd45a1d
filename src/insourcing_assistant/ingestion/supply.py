"""What the network gave: which address became which file, and where the files in `reports/` came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from insourcing_assistant.fetching import Fetched, Origin
from insourcing_assistant.ingestion.items import IngestionSummary


@dataclass(frozen=True, slots=True)
class Supply:
    """What was fetched, and by their real paths the origins of files that were fetched now or earlier."""

    fetched: tuple[Fetched, ...] = ()
    origins: Mapping[Path, Origin] = field(default_factory=dict)

    def at(self, address: str) -> Fetched | None:
        """What became of an address."""
        return next((each for each in self.fetched if each.url == address), None)

    def origin(self, path: Path) -> Origin | None:
        """Where a file was fetched from; None for a person's own."""
        return self.origins.get(path.resolve())

    def added_to(self, summary: IngestionSummary) -> IngestionSummary:
        """Put it into a summary, each file that an address gave named by the report that it became."""
        ids = {row.path: row.report_id for row in summary.rows}
        return replace(summary, fetched=tuple(_named(each, ids) for each in self.fetched))


NO_SUPPLY = Supply()


def _named(each: Fetched, ids: Mapping[str, str]) -> Fetched:
    if each.report_id:
        return each
    return replace(each, report_id=ids.get(each.path.name if each.path else each.url or "", ""))
