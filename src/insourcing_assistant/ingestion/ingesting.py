"""Ingest planned items in their order: a bad file never stops the good ones."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from insourcing_assistant.errors import AssistantError, IngestError
from insourcing_assistant.ingestion.comparing import Standing, compare
from insourcing_assistant.ingestion.describing import describe_again
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Progress, Row, stored_row
from insourcing_assistant.ingestion.making import WritePath
from insourcing_assistant.ingestion.reading_ahead import Begun, ReadAhead, Reading
from insourcing_assistant.ingestion.turns import AllTurns, Turns
from insourcing_assistant.library import Library
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.limits import USUAL_LIMITS, Limits, check_file
from insourcing_assistant.protocols import Parser, PassageEmbedder
from insourcing_assistant.types import Timings

logger = logging.getLogger(__name__)


def ingest(
    items: Sequence[Item],
    *,
    library: Library,
    embedder: PassageEmbedder,
    turns: Turns | None = None,
    progress: Progress | None = None,
    password: str | None = None,
    read: Parser = parse,
) -> IngestionSummary:
    """Bring each item into the library, unless it is there already.

    `library` is written to as well, unless there are `turns`: then others may write while texts are made, and the
    first turn, in which the items were planned, has been taken. `read` is what reads a file: give a `Reader`'s, where
    files come from other people. It runs a few files ahead, in another thread. A file that cannot be read becomes a
    failed row. Raises `LibraryError` where the library itself cannot be written to; what was ingested before stays.
    """
    started = time.perf_counter()
    show = progress or _no_progress
    turns = turns or AllTurns(library)
    write_path = WritePath(library, embedder, turns=turns, progress=show, password=password, read=read)
    ahead = ReadAhead(items, library=library, read=read, password=password, before_waiting=turns.let_go)
    names = [*(item.name for item in items), ""]
    rows: list[Row] = []
    show("reports", 0, len(items), names[0])
    try:
        for reading in ahead:
            if isinstance(reading, Begun):
                turns.let_go()
                write_path.warm_up()
            else:
                rows.append(_guarded(reading, write_path))
                show("reports", len(rows), len(items), names[len(rows)])
    finally:
        ahead.stop()
    return IngestionSummary(tuple(rows), time.perf_counter() - started)


def preview(items: Sequence[Item], *, library: Library | None, limits: Limits = USUAL_LIMITS) -> IngestionSummary:
    """Say what `ingest` would do, as far as that can be told without parsing; None is a library yet to be made."""
    started = time.perf_counter()
    rows = []
    for item in items:
        try:
            standing = compare(item, library)
            if standing.status in ("added", "updated"):
                check_file(item.path, limits, report_id=item.report.id)
        except IngestError as error:
            rows.append(_failed(item, str(error)))
        else:
            rows.append(_stored(item, standing) if standing.text else _planned(item, standing))
    return IngestionSummary(tuple(rows), time.perf_counter() - started)


def remove(report_id: str, *, library: Library) -> tuple[Row, ...]:
    """Take a report out of the library, with all its texts. Raises `UnknownReportError`."""
    held = library.report(report_id)
    library.remove(report_id)
    return tuple(
        Row(report_id, text.kind, text.path, "removed", passages=text.passages, title=held.report.title)
        for text in held.texts
    )


def _guarded(reading: Reading, write_path: WritePath) -> Row:
    item = reading.item
    try:
        return _ingest_one(reading, write_path)
    except IngestError as error:
        return _failed(item, str(error), seconds=reading.seconds)
    except AssistantError:
        raise
    except Exception as error:
        # Parsers are other people's libraries, and files are hostile: one that trips them must not stop the rest.
        logger.warning("%s could not be ingested", item.name, exc_info=True)
        problem = f"reading it failed unexpectedly ({type(error).__name__}: {error})"
        return _failed(item, f"{item.path.name}: {problem}.", seconds=reading.seconds)


def _ingest_one(reading: Reading, write_path: WritePath) -> Row:
    item = reading.item
    before = compare(item, write_path.library, sha256=reading.sha256)
    made = None if before.status in ("unchanged", "duplicate") else write_path.make(reading, before.held)
    library = write_path.turns.take()
    # Others may have written while the text was made.
    standing = compare(item, library, sha256=reading.sha256)
    if standing.status == "unchanged":
        return _keep(item, standing, library)
    if standing.status == "duplicate":
        return _planned(item, standing)
    write_path.check(item, standing.held)
    if standing.replaces is not None:
        library.remove(*standing.replaces)
    if made is None or not made.fits(item, standing.held):
        made = write_path.make(reading, standing.held)
    is_new = standing.held is None or standing.held.text(made.parsed.kind) is None
    timings = write_path.store(made, name=item.name)
    stored = Standing("added" if is_new else "updated", library.report(item.report.id), made.parsed.kind)
    return replace(_stored(item, stored), timings=timings)


def _keep(item: Item, standing: Standing, library: Library) -> Row:
    """Leave the text as it is; put right what is said of it."""
    held, text = standing.held, standing.text
    if held is None or text is None:
        raise AssertionError(f"{item.name} is unchanged, but the library does not have it")
    if text.path != item.name:
        library.update_path(held.report.id, text.kind, item.name)
    described = describe_again(item, held, text)
    if described != held.found:
        library.update(described)
    # Where something is from may have been found out, without anything being changed by that.
    status = standing.status if described.report == held.found.report else "updated"
    return _stored(item, Standing(status, held=library.report(held.report.id), kind=text.kind))


def _stored(item: Item, standing: Standing) -> Row:
    """Describe a text that is in the library."""
    held, text = standing.held, standing.text
    if held is None or text is None:
        raise AssertionError(f"the library does not have {item.name}")
    return stored_row(held, text, path=item.name, status=standing.status)


def _planned(item: Item, standing: Standing) -> Row:
    """Describe a file of which the library has no text of its own."""
    return Row(
        report_id=item.report.id,
        kind=item.kind or "report",
        path=item.name,
        status=standing.status,
        duplicate_of=standing.duplicate_of,
        title=item.report.title,
        title_from="catalogue" if item.catalogued else "file name",
    )


def _failed(item: Item, error: str, *, seconds: float = 0.0) -> Row:
    timings = Timings((("read", seconds * 1000),)) if seconds else Timings()
    return replace(_planned(item, Standing("failed")), error=error, seconds=seconds, timings=timings)


def _no_progress(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
