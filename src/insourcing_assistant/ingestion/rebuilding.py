"""Build the library anew beside the old one, which answers meanwhile, and then take the new one's place."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import IngestError
from insourcing_assistant.ingestion.describing import given_before
from insourcing_assistant.ingestion.ingesting import ingest
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Progress, Row
from insourcing_assistant.ingestion.making import WritePath
from insourcing_assistant.ingestion.turns import AllTurns
from insourcing_assistant.library import Library
from insourcing_assistant.library.opening import REBUILDING
from insourcing_assistant.parsing import parse
from insourcing_assistant.protocols import Parser, PassageEmbedder


def rebuild(
    items: Sequence[Item],
    *,
    folder: Path,
    fingerprint: str,
    embedder: PassageEmbedder,
    progress: Progress | None = None,
    password: str | None = None,
    read: Parser = parse,
    wait_s: float = 2.0,
) -> IngestionSummary:
    """Ingest all items into a new library and put it in the place of the one in `folder`, in one step.

    A text whose file is gone or cannot be read any more is carried over as it was parsed before, so that nothing
    is lost. Raises `LibraryError`, and then the old library is as it was.
    """
    started = time.perf_counter()
    with Library.open(folder, fingerprint=None, writable=True, wait_s=wait_s) as old:
        building = folder / REBUILDING
        try:
            with Library.open(building, fingerprint=fingerprint, writable=True) as new:
                items = [_with_options(item, old) for item in items]
                done = ingest(items, library=new, embedder=embedder, progress=progress, password=password, read=read)
                write_path = WritePath(new, embedder, turns=AllTurns(new), progress=progress or _no_progress)
                kept = _carry_over(old, write_path)
                _carry_edits(old, new)
            old.adopt(building, fingerprint=fingerprint)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return IngestionSummary((*done.rows, *kept), time.perf_counter() - started)


def _with_options(item: Item, old: Library) -> Item:
    """Add what was given by option when the old library was made."""
    held = old.held(item.report.id)
    return item if held is None else replace(item, overrides=given_before(item.overrides, held))


def _carry_edits(old: Library, new: Library) -> None:
    there = {entry.report.id for entry in new.reports()}
    for entry in old.reports():
        if entry.edits and entry.report.id in there:
            new.edit(entry.report.id, entry.edits)


def _carry_over(old: Library, write_path: WritePath) -> list[Row]:
    new = write_path.library
    there = {(entry.report.id, text.kind) for entry in new.reports() for text in entry.texts}
    rows = []
    for entry in old.reports():
        for text in entry.texts:
            if (entry.report.id, text.kind) in there or new.holder_of(text.sha256) is not None:
                continue
            parsed = replace(old.parsed(entry.report.id, text.kind), report=entry.found.report)
            row = Row(entry.report.id, text.kind, text.path, "unchanged", title=entry.report.title)
            try:
                made = write_path.make_of(parsed, name=text.path, origins=entry.found.origins)
                write_path.store(made, name=text.path)
            except IngestError as error:
                rows.append(replace(row, status="failed", error=str(error)))
            else:
                stored = new.report(entry.report.id).text(text.kind)
                rows.append(replace(row, pages=text.pages, passages=stored.passages if stored else 0))
    return rows


def _no_progress(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
