"""The record: reports, texts, pages and passages in library.db. What it holds as ready is what the library has."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from insourcing_assistant.errors import LibraryFormatError, UnknownReportError
from insourcing_assistant.library import queries, schema
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.contents import (
    FIRST_COLLECTION,
    Edits,
    IndexState,
    LibraryReport,
    StoredVectors,
    vector_metadata,
)
from insourcing_assistant.library.versions import contents, version_of
from insourcing_assistant.types import (
    Kind,
    Page,
    ParsedReport,
    Passage,
    PassageVectors,
)


class Record:
    """Reads library.db; `recording` writes it."""

    def __init__(self, connections: Connections, path: Path) -> None:
        self.connections = connections
        self._path = path
        self._check_schema()

    def state(self) -> IndexState:
        """What the vector index must be opened with to be up to date."""
        with self.connections.reading() as connection:
            rows = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('generation', 'collection')"))
        return IndexState(int(rows.get("generation", 0)), str(rows.get("collection", FIRST_COLLECTION)))

    def meta(self, name: str) -> str | None:
        """A value of the record's own, such as the fingerprint."""
        with self.connections.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def version(self) -> str:
        """A short hash of the ready texts: the same content has the same version, in whatever order it came."""
        with self.connections.reading() as connection:
            return version_of(contents(connection))

    def reports(self) -> tuple[LibraryReport, ...]:
        """All reports with a ready text, by id."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.REPORTS).fetchall()
        return tuple(queries.library_reports(rows))

    def report(self, report_id: str) -> LibraryReport:
        """One report, or `UnknownReportError`."""
        found = self.held(report_id)
        if found is None:
            raise UnknownReportError(report_id, tuple(entry.report.id for entry in self.reports()))
        return found

    def held(self, report_id: str) -> LibraryReport | None:
        """One report, or None; in a time that does not grow with the library."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.REPORT, (report_id,)).fetchall()
        return next(queries.library_reports(rows), None)

    def edits(self, report_id: str) -> Edits:
        """What a person changed of a report; nothing where it is not known."""
        with self.connections.reading() as connection:
            row = connection.execute("SELECT edits FROM reports WHERE id = ?", (report_id,)).fetchone()
        return schema.unpack_edits(row[0]) if row else {}

    def passage_ids(self, report_id: str) -> dict[str, tuple[str, ...]]:
        """The ids of a report's ready passages, by the kind of their text."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.PASSAGE_IDS, (report_id,)).fetchall()
        return {kind: tuple(row[1] for row in group) for kind, group in groupby(rows, key=lambda row: str(row[0]))}

    def holder_of(self, sha256: str) -> tuple[str, Kind] | None:
        """The report id and kind of the ready text with this content."""
        with self.connections.reading() as connection:
            row = connection.execute(
                "SELECT report_id, kind FROM texts WHERE sha256 = ? AND state = 'ready' ORDER BY report_id, kind",
                (sha256,),
            ).fetchone()
        return None if row is None else (row[0], row[1])

    def text(self, report_id: str, kind: Kind) -> str:
        """The whole text, in which every offset counts."""
        with self.connections.reading() as connection:
            row = connection.execute(
                "SELECT text FROM texts WHERE report_id = ? AND kind = ? AND state = 'ready'", (report_id, kind)
            ).fetchone()
        if row is None:
            raise UnknownReportError(report_id, tuple(entry.report.id for entry in self.reports()))
        return str(row[0])

    def parsed(self, report_id: str, kind: Kind) -> ParsedReport:
        """The text with its pages, headings and sources, as the parser gave it."""
        report = self.report(report_id).report
        with self.connections.reading() as connection:
            row = connection.execute(
                """SELECT key, text, unit, sha256, headings, sources, found, warnings, tables FROM texts
                   WHERE report_id = ? AND kind = ? AND state = 'ready'""",
                (report_id, kind),
            ).fetchone()
            if row is None:
                raise UnknownReportError(report_id, (report_id,))
            key, text, unit, sha256, headings, sources, found, warnings, tables = row
            pages = connection.execute(
                'SELECT number, label, start, "end", ocr FROM pages WHERE text_key = ? ORDER BY number', (key,)
            ).fetchall()
        return ParsedReport(
            report=report,
            kind=kind,
            text=text,
            pages=tuple(Page(number, label, start, end, bool(ocr)) for number, label, start, end, ocr in pages),
            unit=unit,
            sha256=sha256,
            headings=schema.unpack_headings(headings),
            sources=schema.unpack_sources(sources),
            found=schema.unpack_found(found),
            warnings=schema.unpack_cautions(warnings),
            tables=tables,
        )

    def page_text(self, report_id: str, kind: Kind, number: int) -> str:
        """The text of one page or section; empty where there is no such page."""
        with self.connections.reading() as connection:
            row = connection.execute(
                """SELECT substr(texts.text, pages.start + 1, pages."end" - pages.start)
                   FROM texts JOIN pages ON pages.text_key = texts.key
                   WHERE report_id = ? AND kind = ? AND state = 'ready' AND number = ?""",
                (report_id, kind, number),
            ).fetchone()
        return "" if row is None else str(row[0])

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The ready passages among these, exactly as they were split."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.PASSAGES, (json.dumps(list(ids)),)).fetchall()
        return {row[0]: queries.passage(row) for row in rows}

    def passage_vectors(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        """The vectors of the ready passages among these, the sentences' from half precision."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.PASSAGE_VECTORS, (json.dumps(list(ids)),)).fetchall()
        return {passage_id: schema.unpack_vectors(vector, sentences) for passage_id, vector, sentences in rows}

    def ready(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids whose passages are ready."""
        with self.connections.reading() as connection:
            rows = connection.execute(queries.READY, (json.dumps(list(ids)),)).fetchall()
        return frozenset(row[0] for row in rows)

    def passage_count(self) -> int:
        """How many passages are ready."""
        with self.connections.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM passages WHERE text_key IN (SELECT key FROM texts WHERE state = 'ready')"
            ).fetchone()
        return int(row[0])

    def ready_ids(self) -> frozenset[str]:
        """The ids of all ready passages."""
        with self.connections.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM passages JOIN texts ON texts.key = text_key WHERE state = 'ready'"
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def doomed(self) -> tuple[str, ...]:
        """The ids whose vectors are still to be deleted from the vector index."""
        with self.connections.reading() as connection:
            return tuple(row[0] for row in connection.execute("SELECT id FROM doomed ORDER BY id"))

    def stored_vectors(self, *, batch: int) -> Iterator[StoredVectors]:
        """The vectors of all ready passages, a batch at a time, by id."""
        last = ""
        while True:
            with self.connections.reading() as connection:
                rows = connection.execute(queries.STORED_VECTORS, (last, batch)).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield StoredVectors(
                ids=tuple(row[0] for row in rows),
                vectors=np.stack([schema.unpack_vector(row[1]) for row in rows]),
                metadata=tuple(vector_metadata(row[2], row[3], year=row[4], publisher=row[5]) for row in rows),
            )

    def copy_to(self, path: Path) -> None:
        """Write the whole record, as it is at one moment, to a new file; writers need not wait for that."""
        with self.connections.reading() as connection, contextlib.closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)

    def _check_schema(self) -> None:
        found = self.meta("schema")
        if found != str(schema.SCHEMA_VERSION):
            raise LibraryFormatError(self._path.parent, found=found, readable=schema.SCHEMA_VERSION)
