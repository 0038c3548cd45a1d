"""How what is known of a report is written, with a person's edits in it and the keyword index in step."""

from __future__ import annotations

import json
import sqlite3

from insourcing_assistant.library import schema
from insourcing_assistant.library.contents import Description
from insourcing_assistant.types import Report

INDEX_TEXT = """
INSERT INTO keyword_index (rowid, text, title, heading)
SELECT passages.key, passages.text, passages.title, passages.heading
FROM passages JOIN texts ON texts.key = text_key WHERE report_id = ? AND kind = ? AND state = 'ready'
"""

# An external-content index is told what to forget, in the words that it was given.
UNINDEX_TEXT = """
INSERT INTO keyword_index (keyword_index, rowid, text, title, heading)
SELECT 'delete', passages.key, passages.text, passages.title, passages.heading
FROM passages JOIN texts ON texts.key = text_key WHERE report_id = ? AND kind = ? AND state = 'ready'
"""


def insert_report(connection: sqlite3.Connection, found: Description, *, now: str) -> str:
    """Put a report in, unless it is there. Returns its title as it will be shown."""
    report = found.report
    connection.execute(
        "INSERT OR IGNORE INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, '{}')",
        (
            report.id,
            report.title,
            report.publisher,
            report.year,
            schema.pack_report(report),
            now,
            json.dumps(dict(found.origins)),
        ),
    )
    return _shown(connection, found).title


def _shown(connection: sqlite3.Connection, found: Description) -> Report:
    row = connection.execute("SELECT edits FROM reports WHERE id = ?", (found.report.id,)).fetchone()
    return found.edited(schema.unpack_edits(row[0])) if row else found.report


def update_report(connection: sqlite3.Connection, found: Description) -> None:
    """Replace the entry; where the title changed, the keyword index learns it for the report's other texts too."""
    report = _shown(connection, found)
    row = connection.execute("SELECT title FROM reports WHERE id = ?", (report.id,)).fetchone()
    connection.execute(
        "UPDATE reports SET title = ?, publisher = ?, year = ?, entry = ?, origins = ? WHERE id = ?",
        (
            report.title,
            report.publisher,
            report.year,
            schema.pack_report(found.report),
            json.dumps(dict(found.origins)),
            report.id,
        ),
    )
    if row is None or row[0] == report.title:
        return
    kinds = connection.execute(
        "SELECT kind FROM texts WHERE report_id = ? AND state = 'ready'", (report.id,)
    ).fetchall()
    for (kind,) in kinds:
        connection.execute(UNINDEX_TEXT, (report.id, kind))
    connection.execute(
        "UPDATE passages SET title = ? WHERE text_key IN (SELECT key FROM texts WHERE report_id = ?)",
        (report.title, report.id),
    )
    for (kind,) in kinds:
        connection.execute(INDEX_TEXT, (report.id, kind))
