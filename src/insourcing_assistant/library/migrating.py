"""Bring the record of an older version of the program to today's format: nothing in it is lost."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from insourcing_assistant.errors import LibraryFormatError
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.schema import ANSWERS, CONVERSATIONS, SCHEMA_VERSION


def migrate(connections: Connections, database: Path) -> None:
    """Change an older record in one transaction. Raises `LibraryFormatError` for a format that is not known."""
    with connections.reading() as connection:
        found = _format(connection)
    if found in (None, str(SCHEMA_VERSION)):
        return
    if found not in ("1", "2", "3", "4"):
        raise LibraryFormatError(database.parent, found=found, readable=SCHEMA_VERSION)
    with connections.writing() as connection:
        # Asked again: another process may have done it while this one waited for its turn.
        found = _format(connection)
        if found == "1":
            _count_tables_and_seconds(connection)
        if found in ("1", "2"):
            _note_origins_and_edits(connection)
        for statement in (ANSWERS, *CONVERSATIONS):
            connection.execute(statement)
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(SCHEMA_VERSION),))


def noted_fingerprint(connections: Connections) -> str | None:
    """What shaped the index of a record, of whatever format."""
    with connections.reading() as connection:
        if _format(connection) is None:
            return None
        row = connection.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
    return None if row is None else str(row[0])


def _format(connection: sqlite3.Connection) -> str | None:
    """The format of a record; None where there is none yet."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return None
    row = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    return None if row is None else str(row[0])


def _count_tables_and_seconds(connection: sqlite3.Connection) -> None:
    """Take format 1 to 2: warnings, which were sentences, may name pages."""
    connection.execute("ALTER TABLE texts ADD COLUMN tables INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE texts ADD COLUMN seconds REAL NOT NULL DEFAULT 0")
    for key, warnings in connection.execute("SELECT key, warnings FROM texts").fetchall():
        cautions = [[sentence, []] for sentence in json.loads(warnings)]
        connection.execute("UPDATE texts SET warnings = ? WHERE key = ?", (json.dumps(cautions), key))


def _note_origins_and_edits(connection: sqlite3.Connection) -> None:
    """Take format 2 to 3: the next ingestion finds out where what is known is from."""
    connection.execute("ALTER TABLE reports ADD COLUMN origins TEXT NOT NULL DEFAULT '{}'")
    connection.execute("ALTER TABLE reports ADD COLUMN edits TEXT NOT NULL DEFAULT '{}'")
