"""Check that the library is what it should be; each problem is a sentence."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator

from insourcing_assistant.library.record import Record

MAX_LISTED = 5


def check(record: Record, vector_ids: frozenset[str]) -> Iterator[str]:
    """Compare passages with their texts, pages, vectors and the keyword index, and pages with their texts."""
    with record.connections.reading() as connection:
        connection.execute("BEGIN")
        try:
            yield from _check_database(connection)
            yield from _check_vectors(connection, vector_ids)
            yield from _check_passages(connection)
            yield from _check_pages(connection)
            yield from _check_keywords(connection)
        finally:
            connection.rollback()


def _check_database(connection: sqlite3.Connection) -> Iterator[str]:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        yield f"The database is damaged: {verdict}."
    for table, *_ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"A row of {table} belongs to nothing."
    for report_id, kind in connection.execute("SELECT report_id, kind FROM texts WHERE state = 'pending'").fetchall():
        yield f"The {kind} of {report_id} is half ingested; the next `insourcing ingest` repairs that."


def _check_vectors(connection: sqlite3.Connection, vector_ids: frozenset[str]) -> Iterator[str]:
    rows = connection.execute("SELECT id FROM passages JOIN texts ON texts.key = text_key WHERE state = 'ready'")
    passage_ids = frozenset(row[0] for row in rows)
    if missing := passage_ids - vector_ids:
        yield f"{len(missing)} passages have no vector: {_listed(missing)}."
    if orphans := vector_ids - passage_ids:
        yield f"{len(orphans)} vectors belong to no passage: {_listed(orphans)}."


def _check_passages(connection: sqlite3.Connection) -> Iterator[str]:
    query = """SELECT passages.id, passages.text, passages.start, passages.pages, passages.sentences,
                      length(sentence_vectors), length(vector), texts.text
               FROM passages JOIN texts ON texts.key = text_key ORDER BY text_key, passages.start"""
    for passage_id, text, start, pages, sentences, half_bytes, single_bytes, whole in connection.execute(query):
        if whole[start : start + len(text)] != text:
            yield f"Passage {passage_id} is not the slice of its text at {start}."
        spans = json.loads(sentences)
        if any(not 0 <= first <= last <= len(text) for first, last in spans):
            yield f"Passage {passage_id} has a sentence outside its text."
        # Half precision: two bytes where a passage vector has four.
        if half_bytes * 2 != single_bytes * len(spans):
            yield f"Passage {passage_id} has {len(spans)} sentences and vectors for another number of them."
        if text and not any(first < start + len(text) and last > start for _, _, first, last, _ in json.loads(pages)):
            yield f"Passage {passage_id} stands on no page."


def _check_pages(connection: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT report_id, kind, key, length(text) FROM texts ORDER BY report_id, kind"
    for report_id, kind, key, length in connection.execute(query).fetchall():
        position = 0
        pages = connection.execute('SELECT number, start, "end" FROM pages WHERE text_key = ? ORDER BY number', (key,))
        for number, start, end in pages.fetchall():
            if start != position:
                yield f"Page {number} of the {kind} of {report_id} begins at {start}, not at {position}."
            position = end
        if position != length:
            yield f"The pages of the {kind} of {report_id} end at {position}, and its text at {length}."


def _check_keywords(connection: sqlite3.Connection) -> Iterator[str]:
    counted = connection.execute("SELECT count(*) FROM keyword_index_docsize").fetchone()[0]
    wanted = connection.execute(
        "SELECT count(*) FROM passages JOIN texts ON texts.key = text_key WHERE state = 'ready'"
    ).fetchone()[0]
    if counted != wanted:
        yield f"The keyword index has {counted} passages, and the record {wanted}."
        return
    try:
        _compare_words(connection)
    except sqlite3.DatabaseError as error:
        yield f"The keyword index does not match the passages: {error}."


def _compare_words(connection: sqlite3.Connection) -> None:
    """Have the index compare itself with the words of the passages; pending ones are not in it, and would not match."""
    (pending,) = connection.execute("SELECT count(*) FROM texts WHERE state = 'pending'").fetchone()
    check = f"INSERT INTO keyword_index (keyword_index, rank) VALUES ('integrity-check', {int(not pending)})"  # noqa: S608
    try:
        connection.execute(check)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY:
            raise
        # The check is said as a change, which a read-only disk does not take even though it changes nothing.
        with contextlib.closing(sqlite3.connect(":memory:")) as copy:
            connection.backup(copy)
            copy.execute(check)


def _listed(ids: frozenset[str]) -> str:
    shown = ", ".join(sorted(ids)[:MAX_LISTED])
    return shown if len(ids) <= MAX_LISTED else f"{shown}, …"
