"""Ingest planned items one by one: a bad file never stops the good ones."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import AssistantError, IngestError, NoTextError
from insourcing_assistant.ingestion.comparing import Standing, compare
from insourcing_assistant.ingestion.describing import describe_again, describe_change
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Progress, Row
from insourcing_assistant.library import Library
from insourcing_assistant.parsing import parse
from insourcing_assistant.protocols import PassageEmbedder
from insourcing_assistant.splitting import context, split
from insourcing_assistant.types import ParsedReport, Passage, PassageVectors, Report

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
) -> IngestionSummary:
    """Bring each item into the library, unless it is there already.

    A file that cannot be read becomes a failed row. Raises `LibraryError` where the library itself cannot be
    written to; what was ingested before stays.
    """
    started = time.perf_counter()
    show = progress or _no_progress
    write_path = WritePath(library, embedder, progress=show, password=password)
    rows = []
    for done, item in enumerate(items):
        show("reports", done, len(items), item.name)
        rows.append(_guarded(item, write_path))
    show("reports", len(items), len(items), "")
    return IngestionSummary(tuple(rows), time.perf_counter() - started)


def preview(items: Sequence[Item], *, library: Library | None) -> IngestionSummary:
    """Say what `ingest` would do, as far as that can be told without parsing; None is a library yet to be made."""
    started = time.perf_counter()
    rows = []
    for item in items:
        try:
            standing = compare(item, library)
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
        self, library: Library, embedder: PassageEmbedder, *, progress: Progress, password: str | None = None
    ) -> None:
        self.library = library
        self._embedder, self._show, self._password = embedder, progress, password

    def take_in(self, item: Item, standing: Standing) -> Row:
        """Bring a file in that the library does not have in this form."""
        parsed = parse(item.report, item.path, kind=item.kind, password=self._password)
        report, title_from = describe_change(item, standing.held, parsed.found)
        parsed = replace(parsed, report=report)
        is_new = standing.held is None or standing.held.text(parsed.kind) is None
        self.store(parsed, name=item.name)
        stored = Standing("added" if is_new else "updated", held=self.library.report(report.id), kind=parsed.kind)
        return _stored(item, stored, title_from=title_from)

    def store(self, parsed: ParsedReport, *, name: str) -> None:
        """Bring in a text that is parsed already."""
        passages = split(parsed, count_tokens=self._embedder.count_tokens, max_tokens=self._embedder.max_tokens)
        if not passages:
            raise NoTextError(Path(name), "there is nothing in it to quote.", report_id=parsed.report.id)
        self.library.add(parsed, passages, self._embed(parsed.report, passages, name), path=name)

    def _embed(self, report: Report, passages: Sequence[Passage], label: str) -> list[PassageVectors]:
        vectors: list[PassageVectors] = []
        for start in range(0, len(passages), EMBED_AT_ONCE):
            self._show("passages", start, len(passages), label)
            some = passages[start : start + EMBED_AT_ONCE]
            vectors += self._embedder.embed_passages(some, [context(report, passage) for passage in some])
        self._show("passages", len(passages), len(passages), label)
        return vectors


def _guarded(item: Item, write_path: WritePath) -> Row:
    try:
        return _ingest_one(item, write_path)
    except IngestError as error:
        return _failed(item, str(error))
    except AssistantError:
        raise
    except Exception as error:
        # Parsers are other people's libraries, and files are hostile: one that trips them must not stop the rest.
        logger.warning("%s could not be ingested", item.name, exc_info=True)
        return _failed(item, f"{item.path.name}: reading it failed unexpectedly ({type(error).__name__}: {error}).")


def _ingest_one(item: Item, write_path: WritePath) -> Row:
    library = write_path.library
    standing = compare(item, library)
    if standing.status == "unchanged":
        return _keep(item, standing, library)
    if standing.status == "duplicate":
        return _planned(item, standing)
    if standing.replaces is not None:
        library.remove(*standing.replaces)
    return write_path.take_in(item, standing)


def _keep(item: Item, standing: Standing, library: Library) -> Row:
    """Leave the text as it is; put right what is said of it."""
    held, text = standing.held, standing.text
    if held is None or text is None:
        raise AssertionError(f"{item.name} is unchanged, but the library does not have it")
    if text.path != item.name:
        library.update_path(held.report.id, text.kind, item.name)
    report, title_from = describe_again(item, held, text)
    if report == held.report:
        return _stored(item, standing, title_from=title_from)
    library.update(report)
    updated = Standing("updated", held=library.report(report.id), kind=text.kind)
    return _stored(item, updated, title_from=title_from)


def _stored(item: Item, standing: Standing, *, title_from: str | None = None) -> Row:
    """Describe a text that is in the library."""
    held, text = standing.held, standing.text
    if held is None or text is None:
        raise AssertionError(f"the library does not have {item.name}")
    return Row(
        report_id=held.report.id,
        kind=text.kind,
        path=item.name,
        status=standing.status,
        pages=text.pages,
        pages_without_text=text.pages_without_text,
        pages_ocr=text.pages_ocr,
        passages=text.passages,
        title=held.report.title,
        title_from=title_from or describe_again(item, held, text)[1],
        warnings=text.warnings,
        tables=text.tables,
        seconds=text.seconds,
    )


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


def _failed(item: Item, error: str) -> Row:
    return replace(_planned(item, Standing("failed")), error=error)


def _no_progress(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
