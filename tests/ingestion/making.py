"""A small corpus on disk, and the shortest way to ingest it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from insourcing_assistant.ingestion import IngestionSummary, Overrides, ingest, plan
from insourcing_assistant.library import Library
from insourcing_assistant.types import Report
from tests.hashing import HashingEmbedder

EMBEDDER = HashingEmbedder()
FINGERPRINT = "text 1, hashing-64"
REBUILDING = Report(
    id="rebuilding-2019",
    title="Rebuilding Capacity",
    authors=("Mo Baines",),
    publisher="APSE",
    year=2019,
    filename="Rebuilding Capacity.md",
)
LANDING = Report(id="landing", title="A landing page", kind="article")
NO_OVERRIDES = Overrides()

BRIEF = """---
report: rebuilding-2019
kind: brief
title: "Brief on Rebuilding Capacity"
---

# Brief on Rebuilding Capacity

## In short

- In Rebuilding Capacity (APSE, 2019), 64% of councils wanted greater efficiency. <https://example.org/a>
- Rebuilding Capacity (APSE, 2019) is by Mo Baines. <https://example.org/b>
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder with `reports/` and `briefs/`, and a library beside it."""

    folder: Path
    reports: tuple[Report, ...] = (REBUILDING, LANDING)

    @property
    def library(self) -> Path:
        return self.folder / "library"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ingest(self, *paths: str | Path, overrides: Overrides = NO_OVERRIDES) -> IngestionSummary:
        with Library.open(self.library, fingerprint=FINGERPRINT, writable=True) as library:
            items = plan(paths, reports=self.reports, corpus=self.folder, held=library.reports(), overrides=overrides)
            summary = ingest(items, library=library, embedder=EMBEDDER)
            assert library.verify() == ()
        return summary

    def reader(self) -> Library:
        return Library.open(self.library, fingerprint=FINGERPRINT)


def outcome(summary: IngestionSummary) -> list[tuple[str, str, str]]:
    return [(row.report_id, row.kind, row.status) for row in summary.rows]
