"""The rows of a report that is about to be taken out, kept in a database of their own, from which they come back."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.schema import SCHEMA_VERSION

_KEEP = (
    "CREATE TABLE kept.meta AS SELECT * FROM main.meta WHERE name IN ('schema', 'fingerprint')",
    "CREATE TABLE kept.reports AS SELECT * FROM main.reports WHERE id = :id",
    "CREATE TABLE kept.texts AS SELECT * FROM main.texts WHERE report_id = :id AND state = 'ready'",
    "CREATE TABLE kept.pages AS SELECT * FROM main.pages WHERE text_key IN (SELECT key FROM kept.texts)",
    "CREATE TABLE kept.passages AS SELECT * FROM main.passages WHERE text_key IN (SELECT key FROM kept.texts)",
)

# The keys are new ones: after a rebuild, others may have the old.
_PUT_BACK = (
    "INSERT INTO main.reports SELECT * FROM kept.reports",
    """INSERT INTO main.texts
       (report_id, kind, unit, sha256, state, path, added_at, text, headings, sources, found, warnings, tables, seconds)
       SELECT report_id, kind, unit, sha256, 'pending', path, added_at, text, headings, sources, found, warnings,
              tables, seconds
       FROM kept.texts ORDER BY key""",
    """CREATE TEMP TABLE keys AS SELECT old.key AS old, new.key AS new
       FROM kept.texts AS old JOIN main.texts AS new USING (report_id, kind) WHERE new.state = 'pending'""",
    """INSERT INTO main.pages
       SELECT new, number, label, start, "end", ocr, blank FROM kept.pages JOIN keys ON old = text_key""",
    """INSERT INTO main.passages
       (id, text_key, start, text, title, heading, pages, sentences, sources, vector, sentence_vectors)
       SELECT id, new, start, text, title, heading, pages, sentences, sources, vector, sentence_vectors
       FROM kept.passages JOIN keys ON old = text_key ORDER BY key""",
    "DROP TABLE keys",
)


def keep(connections: Connections, report_id: str, database: Path) -> None:
    """Copy the rows of a report, its passages with their vectors, to a new file."""
    with _attached(connections, database) as connection:
        for statement in _KEEP:
            connection.execute(statement, {"id": report_id} if ":id" in statement else {})


def insert_pending(connections: Connections, database: Path) -> None:
    """Write what was kept, with the dates that it had, unseen by readers."""
    with _attached(connections, database) as connection:
        for statement in _PUT_BACK:
            connection.execute(statement)


def fits(kept: Record, record: Record) -> bool:
    """Whether what was kept can be put back: the same means made it, and nothing of it has come back by another way."""
    if kept.meta("fingerprint") != record.meta("fingerprint"):
        return False
    held = kept.reports()
    texts = [text for each in held for text in each.texts]
    is_there = any(record.held(each.report.id) for each in held) or any(record.holder_of(t.sha256) for t in texts)
    return bool(texts) and not is_there


@contextlib.contextmanager
def opened(database: Path) -> Iterator[Record | None]:
    """Read what was kept; None where it is gone, damaged, or of another format."""
    if not database.is_file():
        yield None
        return
    connections = Connections(database)
    try:
        yield Record(connections, database) if _format(connections) == str(SCHEMA_VERSION) else None
    finally:
        connections.close()


def _format(connections: Connections) -> str | None:
    try:
        with connections.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    except StoreUnavailableError:  # it was cut off while it was written, or damaged
        return None
    return None if row is None else str(row[0])


@contextlib.contextmanager
def _attached(connections: Connections, database: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection that has the other database beside the record, in a transaction over both."""
    with connections.reading() as connection:
        connection.execute("ATTACH ? AS kept", (str(database),))
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
        finally:
            connection.execute("DETACH kept")
