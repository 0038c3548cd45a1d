"""Ingest planned items in their order: a bad file never stops the good ones."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import AssistantError, IngestError, NoTextError
from insourcing_assistant.ingestion.comparing import Standing, compare
from insourcing_assistant.ingestion.describing import describe_again, describe_change
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Progress, Row, stored_row
from insourcing_assistant.ingestion.reading_ahead import Begun, ReadAhead, Reading, parse_item
from insourcing_assistant.library import Library
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.limits import USUAL_LIMITS, Limits, check_file
from insourcing_assistant.protocols import Parser, PassageEmbedder
from insourcing_assistant.splitting import context, split
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.types import Page, ParsedReport, Passage, PassageVectors, Report, Span, Timings

logger = logging.getLogger(__name__)

EMBED_AT_ONCE = 256
"""Passages between two reports of progress; enough for batches of about equal length."""


def ingest(
    items: Sequence[Item],
    *,
    library: Library,
    embedder: PassageEmbedder,
    progress: Progress | None = None,
    password: str | None = None,
    read: Parser = parse,
) -> IngestionSummary:
    """Bring each item into the library, unless it is there already.

    `read` is what reads a file: give a `Reader`'s, where files come from other people. It runs a few files ahead,
    in another thread. A file that cannot be read becomes a failed row. Raises `LibraryError` where the library itself
    cannot be written to; what was ingested before stays.
    """
    started = time.perf_counter()
    show = progress or _no_progress
    write_path = WritePath(library, embedder, progress=show, password=password, read=read)
    ahead = ReadAhead(items, library=library, read=read, password=password)
    names = [*(item.name for item in items), ""]
    rows: list[Row] = []
    show("reports", 0, len(items), names[0])
    try:
        for reading in ahead:
            if isinstance(reading, Begun):
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


class WritePath:
    """Parse → split → embed → store, for one text at a time."""

    def __init__(
        self,
        library: Library,
        embedder: PassageEmbedder,
        *,
        progress: Progress,
        password: str | None = None,
        read: Parser = parse,
    ) -> None:
        self.library = library
        self._embedder, self._show, self._password, self._read = embedder, progress, password, read

    def warm_up(self) -> None:
        """Have the embedder load what it loads when it is first used: that takes seconds, and a file is being read."""
        word = Passage("", "", "report", "page", "Ready.", 0, (Page(1, "", 0, 6),), sentences=(Span(0, 6),))
        self._embedder.embed_passages([word], [""])

    def take_in(self, reading: Reading, standing: Standing) -> Row:
        """Bring a file in that the library does not have in this form."""
        item = reading.item
        if reading.parsed is None and reading.error is None:
            # The library had it when it was looked at, and an earlier file has changed that.
            reading = parse_item(item, reading.sha256, read=self._read, password=self._password)
        if reading.parsed is None:
            raise reading.error or AssertionError(f"{item.name} was neither read nor refused")
        described = describe_change(item, standing.held, reading.parsed.found)
        parsed = replace(reading.parsed, report=described.report)
        is_new = standing.held is None or standing.held.text(parsed.kind) is None
        timings = self.store(parsed, name=item.name, origins=described.origins, read_s=reading.seconds)
        stored = Standing("added" if is_new else "updated", held=self.library.report(item.report.id), kind=parsed.kind)
        return replace(_stored(item, stored), timings=timings)

    def store(self, parsed: ParsedReport, *, name: str, origins: Mapping[str, str], read_s: float = 0.0) -> Timings:
        """Bring in a text that is parsed already, which took `read_s`. Returns how long each stage took.

        `origins` says by field where what is known of its report is from.
        """
        watch = Stopwatch()
        with watch.stage("split"):
            passages = split(parsed, count_tokens=self._embedder.count_tokens, max_tokens=self._embedder.max_tokens)
        if not passages:
            raise NoTextError(Path(name), "there is nothing in it to quote.", report_id=parsed.report.id)
        with watch.stage("embed"):
            vectors = self._embed(parsed.report, passages, name)
        made_s = read_s + watch.timings().total_ms / 1000
        with watch.stage("store"):
            self.library.add(parsed, passages, vectors, path=name, origins=origins, seconds=made_s)
        return Timings((("read", read_s * 1000), *watch.timings().stages))

    def _embed(self, report: Report, passages: Sequence[Passage], label: str) -> list[PassageVectors]:
        vectors: list[PassageVectors] = []
        for start in range(0, len(passages), EMBED_AT_ONCE):
            self._show("passages", start, len(passages), label)
            some = passages[start : start + EMBED_AT_ONCE]
            vectors += self._embedder.embed_passages(some, [context(report, passage) for passage in some])
        self._show("passages", len(passages), len(passages), label)
        return vectors


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
    item, library = reading.item, write_path.library
    standing = compare(item, library, sha256=reading.sha256)
    if standing.status == "unchanged":
        return _keep(item, standing, library)
    if standing.status == "duplicate":
        return _planned(item, standing)
    if standing.replaces is not None:
        library.remove(*standing.replaces)
    return write_path.take_in(reading, standing)


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
