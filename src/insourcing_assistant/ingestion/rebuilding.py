"""Build the library anew beside the old one, which answers and may be changed, and then take its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.ingestion.catching_up import CatchUp
from insourcing_assistant.ingestion.describing import given_before
from insourcing_assistant.ingestion.ingesting import ingest
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Progress, Row
from insourcing_assistant.ingestion.making import WritePath
from insourcing_assistant.ingestion.turns import AllTurns, InTurns
from insourcing_assistant.library import Library, LibraryReport
from insourcing_assistant.library.opening import REBUILDING, discard_building
from insourcing_assistant.parsing import parse
from insourcing_assistant.protocols import Parser, PassageEmbedder
from insourcing_assistant.types import Kind

Plan = Callable[[Sequence[LibraryReport]], Sequence[Item]]
"""Plans what is to be ingested beside what the library holds."""

_ROUNDS = 5
"""How often what others changed is brought over before they have to wait for the last of it."""


def rebuild(
    items: Sequence[Item],
    *,
    folder: Path,
    fingerprint: str,
    embedder: PassageEmbedder,
    plan_again: Plan | None = None,
    progress: Progress | None = None,
    password: str | None = None,
    read: Parser = parse,
    wait_s: float = 2.0,
) -> IngestionSummary:
    """Ingest all items into a new library and put it in the place of the one in `folder`, in one step.

    A text whose file is gone or cannot be read any more is carried over as it was parsed before, so that nothing
    is lost. Others may write meanwhile, but for the first and the last moment: what they add, change and take out is
    brought over. `plan_again` tells which of it can be read anew. Raises `LibraryError`, and then the old library
    is as it was.
    """

    def bring_in(items: Sequence[Item], old: Library) -> IngestionSummary:
        given = [_with_options(item, old) for item in items]
        return ingest(given, library=new, embedder=embedder, progress=progress, password=password, read=read)

    def read_again(old: Library, names: Collection[str]) -> list[Row]:
        planned = plan_again(old.reports()) if plan_again is not None else ()
        done = bring_in([item for item in planned if item.name in names], old)
        return [row for row in done.rows if row.status in ("added", "updated")]

    started = time.perf_counter()
    with Library.open(folder, fingerprint=None, writable=True, wait_s=wait_s) as old:
        # Begun while nobody else writes: whoever opens the library for writing clears away what nobody builds.
        new = Library.open(folder / REBUILDING, fingerprint=fingerprint, writable=True, wait_s=wait_s)
        before = old.reports()
    turn = InTurns(lambda: Library.open(folder, fingerprint=None, writable=True, wait_s=wait_s), progress=progress)
    try:
        with new, Library.open(folder, fingerprint=None) as old:
            done = bring_in(items, old)
            write_path = WritePath(new, embedder, turns=AllTurns(new), progress=progress or _no_progress)
            catch_up = CatchUp(write_path, before, read_again=read_again)
            kept = _carry_over(before, old, catch_up)
            for _ in range(_ROUNDS):
                if not catch_up.bring_over(old):
                    break
            catch_up.bring_over(turn.take())
        turn.take().adopt(folder / REBUILDING, fingerprint=fingerprint)
    finally:
        turn.let_go()
        discard_building(folder)
    return IngestionSummary((*done.rows, *kept, *catch_up.rows), time.perf_counter() - started)


def _with_options(item: Item, old: Library) -> Item:
    """Add what was given by option when the old library was made."""
    held = old.held(item.report.id)
    return item if held is None else replace(item, overrides=given_before(item.overrides, held))


def _carry_over(before: Sequence[LibraryReport], old: Library, catch_up: CatchUp) -> list[Row]:
    """Carry over what could not be read, and all that a person edited."""
    new = catch_up.library
    there = {(entry.report.id, text.kind) for entry in new.reports() for text in entry.texts}
    rows = [
        catch_up.carry(entry, text, old)
        for entry in before
        for text in entry.texts
        if (entry.report.id, text.kind) not in there
        and new.holder_of(text.sha256) is None
        and _has(old, entry.report.id, text.kind)
    ]
    for entry in before:
        if entry.edits and new.held(entry.report.id) is not None:
            new.edit(entry.report.id, entry.edits)
    return rows


def _has(library: Library, report_id: str, kind: Kind) -> bool:
    held = library.held(report_id)
    return held is not None and held.text(kind) is not None


def _no_progress(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
