"""Writing library.db, step by step. Every change of what is ready raises the generation in the same transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from insourcing_assistant.library import schema
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.contents import FIRST_COLLECTION, Description, Edits
from insourcing_assistant.library.report_rows import INDEX_TEXT, UNINDEX_TEXT, insert_report, update_report
from insourcing_assistant.types import Kind, Page, ParsedReport, Passage, PassageVectors


class Recorder:
    """Writes library.db. A text comes in as pending, unseen, and is shown when its vectors are in place."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._create_tables()

    def _create_tables(self) -> None:
        first = {"schema": str(schema.SCHEMA_VERSION), "generation": "0", "collection": FIRST_COLLECTION}
        with self._connections.reading() as connection:
            connection.executescript(schema.TABLES)
        with self._connections.writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", list(first.items()))

    def set_fingerprint(self, fingerprint: str) -> None:
        """Note what shapes the index from now on."""
        with self._connections.writing() as connection:
            _set_meta(connection, "fingerprint", fingerprint)

    def begin_change(self) -> None:
        """Note that the vector index is about to change: if the note stays, it was cut off half-way."""
        with self._connections.writing() as connection:
            _set_meta(connection, "changing", "1")

    def end_change(self, vector_files: str) -> None:
        """Note that the vector index is in step again, with nothing left to delete, and what its files are."""
        with self._connections.writing() as connection:
            _set_meta(connection, "vector_files", vector_files)
            connection.execute("DELETE FROM doomed")
            connection.execute("DELETE FROM meta WHERE name = 'changing'")

    def take_over(self, database: Path, *, collection: str, fingerprint: str) -> None:
        """Replace all content by that of another library's database; a report that was here keeps its date."""
        with self._connections.reading() as connection:
            connection.execute("ATTACH ? AS fresh", (str(database),))
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    for statement in _TAKE_OVER:
                        connection.execute(statement)
                    _set_meta(connection, "collection", collection)
                    _set_meta(connection, "fingerprint", fingerprint)
                    _raise_generation(connection)
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
            finally:
                connection.execute("DETACH fresh")

    def use_collection(self, name: str) -> None:
        """Point readers to a new collection of vectors."""
        with self._connections.writing() as connection:
            _set_meta(connection, "collection", name)
            _raise_generation(connection)

    def add_pending(
        self,
        parsed: ParsedReport,
        passages: Sequence[Passage],
        vectors: Sequence[PassageVectors],
        *,
        path: str,
        found: Description,
        seconds: float = 0.0,
    ) -> None:
        """Write a text with all that belongs to it, unseen by readers."""
        now = _now()
        with self._connections.writing() as connection:
            title = insert_report(connection, found, now=now)
            connection.execute(
                "DELETE FROM texts WHERE report_id = ? AND kind = ? AND state = 'pending'",
                (parsed.report.id, parsed.kind),
            )
            text_key = _insert_text(connection, parsed, path=path, now=now, seconds=seconds)
            connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (text_key, page.number, page.label, page.start, page.end, page.ocr, _is_blank(parsed, page))
                    for page in parsed.pages
                ],
            )
            connection.executemany(
                _INSERT_PASSAGE,
                [
                    _passage_row(text_key, title, passage, passage_vectors)
                    for passage, passage_vectors in zip(passages, vectors, strict=True)
                ],
            )

    def mark_ready(self, found: Description, kind: Kind) -> None:
        """Show the pending text and drop the one that it replaces; the old one's vectors are doomed."""
        report = found.report
        with self._connections.writing() as connection:
            _drop_text(connection, report.id, kind, state="ready")
            update_report(connection, found)
            connection.execute(
                "UPDATE texts SET state = 'ready' WHERE report_id = ? AND kind = ? AND state = 'pending'",
                (report.id, kind),
            )
            connection.execute(INDEX_TEXT, (report.id, kind))
            connection.execute(_REPRIEVE)
            _raise_generation(connection)

    def mark_put_back(self, report_ids: Iterable[str]) -> None:
        """Show all pending texts of reports that `keeping` has put back."""
        with self._connections.writing() as connection:
            for report_id in report_ids:
                connection.execute(_SHOW, (report_id,))
                for (kind,) in connection.execute(_KINDS, (report_id,)).fetchall():
                    connection.execute(INDEX_TEXT, (report_id, kind))
            connection.execute(_REPRIEVE)
            _raise_generation(connection)

    def update_report(self, found: Description) -> None:
        """Put corrected bibliographic data in place; the texts and a person's edits stay as they are."""
        with self._connections.writing() as connection:
            update_report(connection, found)
            _raise_generation(connection)

    def edit_report(self, found: Description, edits: Edits) -> None:
        """Put a person's edits in the place of those that were made before."""
        with self._connections.writing() as connection:
            connection.execute("UPDATE reports SET edits = ? WHERE id = ?", (schema.pack_edits(edits), found.report.id))
            update_report(connection, found)
            _raise_generation(connection)

    def update_path(self, report_id: str, kind: Kind, path: str) -> None:
        """Note where the file lies now."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE texts SET path = ? WHERE report_id = ? AND kind = ? AND state = 'ready'",
                (path, report_id, kind),
            )
            _raise_generation(connection)

    def drop(self, report_id: str, kind: Kind) -> None:
        """Take a ready text out; its vectors are doomed, and its report goes with its last text."""
        with self._connections.writing() as connection:
            _drop_text(connection, report_id, kind, state="ready")
            connection.execute(_DROP_EMPTY_REPORTS)
            _raise_generation(connection)

    def drop_pending(self) -> int:
        """Take out what a killed process left half done; returns how many texts that were."""
        with self._connections.writing() as connection:
            rows = connection.execute("SELECT report_id, kind FROM texts WHERE state = 'pending'").fetchall()
            for report_id, kind in rows:
                _drop_text(connection, report_id, kind, state="pending")
            connection.execute(_REPRIEVE)
            connection.execute(_DROP_EMPTY_REPORTS)
        return len(rows)


_INSERT_PASSAGE = """
INSERT INTO passages (id, text_key, start, text, title, heading, pages, sentences, sources, vector, sentence_vectors)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_DOOM_TEXT = """
INSERT OR IGNORE INTO doomed
SELECT passages.id FROM passages JOIN texts ON texts.key = text_key WHERE report_id = ? AND kind = ? AND state = ?
"""

# A passage that came back under the same id has put its new vector in the old one's place.
_REPRIEVE = "DELETE FROM doomed WHERE id IN (SELECT id FROM passages)"

_SHOW = "UPDATE texts SET state = 'ready' WHERE report_id = ? AND state = 'pending'"

_KINDS = "SELECT kind FROM texts WHERE report_id = ? AND state = 'ready' ORDER BY kind"

_DROP_EMPTY_REPORTS = "DELETE FROM reports WHERE id NOT IN (SELECT report_id FROM texts)"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


_TAKE_OVER = (
    """UPDATE fresh.reports SET added_at =
       coalesce((SELECT added_at FROM main.reports AS old WHERE old.id = fresh.reports.id), added_at)""",
    "INSERT INTO main.keyword_index (keyword_index) VALUES ('delete-all')",
    "DELETE FROM main.doomed",
    "DELETE FROM main.texts",
    "DELETE FROM main.reports",
    "INSERT INTO main.reports SELECT * FROM fresh.reports",
    "INSERT INTO main.texts SELECT * FROM fresh.texts",
    "INSERT INTO main.pages SELECT * FROM fresh.pages",
    "INSERT INTO main.passages SELECT * FROM fresh.passages",
    "INSERT INTO main.keyword_index (keyword_index) VALUES ('rebuild')",
)


def _set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _raise_generation(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")


def _insert_text(connection: sqlite3.Connection, parsed: ParsedReport, *, path: str, now: str, seconds: float) -> int:
    cursor = connection.execute(
        """INSERT INTO texts
           (report_id, kind, unit, sha256, state, path, added_at, text, headings, sources, found, warnings,
            tables, seconds)
           VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            parsed.report.id,
            parsed.kind,
            parsed.unit,
            parsed.sha256,
            path,
            now,
            parsed.text,
            schema.pack(parsed.headings),
            schema.pack(parsed.sources),
            schema.pack_found(parsed.found),
            schema.pack(parsed.warnings),
            parsed.tables,
            seconds,
        ),
    )
    return int(cursor.lastrowid or 0)


def _passage_row(text_key: int, title: str, passage: Passage, vectors: PassageVectors) -> tuple[object, ...]:
    return (
        passage.id,
        text_key,
        passage.start,
        passage.text,
        title,
        passage.heading,
        schema.pack(passage.pages),
        schema.pack(passage.sentences),
        schema.pack(passage.sources),
        schema.pack_vector(vectors.passage),
        schema.pack_sentence_vectors(vectors.sentences),
    )


def _drop_text(connection: sqlite3.Connection, report_id: str, kind: str, *, state: str) -> None:
    """Delete a text with its pages and passages, and note its vectors for deletion."""
    if state == "ready":
        connection.execute(UNINDEX_TEXT, (report_id, kind))
    connection.execute(_DOOM_TEXT, (report_id, kind, state))
    connection.execute("DELETE FROM texts WHERE report_id = ? AND kind = ? AND state = ?", (report_id, kind, state))


def _is_blank(parsed: ParsedReport, page: Page) -> bool:
    return not parsed.text[page.start : page.end].strip()
