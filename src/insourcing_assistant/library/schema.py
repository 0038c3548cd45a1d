"""The tables of library.db, and how values become columns and columns values again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from pydantic import TypeAdapter

from insourcing_assistant.library.contents import Edits
from insourcing_assistant.types import (
    Caution,
    FoundMetadata,
    Heading,
    Page,
    PassageVectors,
    Report,
    Source,
    Span,
    Vectors,
)

SCHEMA_VERSION = 5

_REPORT = TypeAdapter(Report)
_FOUND = TypeAdapter(FoundMetadata)
_EDITS = TypeAdapter(Edits)

ANSWERS = """
CREATE TABLE IF NOT EXISTS answers (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,            -- what conversations and judgements of an answer refer to
    asked_at TEXT NOT NULL,             -- ISO 8601, UTC
    question TEXT NOT NULL,
    library_version TEXT NOT NULL,
    record TEXT NOT NULL                -- the whole of it, as JSON
)
"""

CONVERSATIONS = (
    """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,                -- hash of the key that the reader's browser has
    title TEXT NOT NULL,
    created_at TEXT NOT NULL,           -- ISO 8601, UTC, like the others
    asked_at TEXT NOT NULL,             -- when the last question was asked
    places INTEGER NOT NULL,            -- how many answers there have been
    deleted_at TEXT                     -- what was deleted can be put back for a while
) WITHOUT ROWID
""",
    "CREATE INDEX IF NOT EXISTS conversations_by_owner ON conversations (owner, asked_at)",
    """
CREATE TABLE IF NOT EXISTS turns (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,             -- from 1; one that is missing had a record that is no longer kept
    record_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, place)
) WITHOUT ROWID
""",
    "CREATE INDEX IF NOT EXISTS turns_by_record ON turns (record_id)",
    # What the library held, so that of an old answer can be said what has changed since.
    """
CREATE TABLE IF NOT EXISTS versions (
    version TEXT PRIMARY KEY,
    contents TEXT NOT NULL              -- report id, kind and content hash of each text, as JSON
) WITHOUT ROWID
""",
    "CREATE INDEX IF NOT EXISTS answers_by_version ON answers (library_version)",
)

TABLES = """
CREATE TABLE IF NOT EXISTS meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    publisher TEXT,
    year INTEGER,
    entry TEXT NOT NULL,                -- the whole Report as it was found, as JSON
    added_at TEXT NOT NULL,
    origins TEXT NOT NULL,              -- where each field is from, as JSON
    edits TEXT NOT NULL                 -- what a person put in place, as JSON; it is in title, publisher, year too
);

CREATE TABLE IF NOT EXISTS texts (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id TEXT NOT NULL REFERENCES reports (id),
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready')),
    path TEXT NOT NULL,
    added_at TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,
    sources TEXT NOT NULL,
    found TEXT NOT NULL,
    warnings TEXT NOT NULL,
    tables INTEGER NOT NULL,
    seconds REAL NOT NULL,
    UNIQUE (report_id, kind, state)
);
CREATE INDEX IF NOT EXISTS texts_by_content ON texts (sha256);

CREATE TABLE IF NOT EXISTS pages (
    text_key INTEGER NOT NULL REFERENCES texts (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    label TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    ocr INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    PRIMARY KEY (text_key, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    text_key INTEGER NOT NULL REFERENCES texts (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,                -- the report's, for the keyword index
    heading TEXT NOT NULL,
    pages TEXT NOT NULL,
    sentences TEXT NOT NULL,
    sources TEXT NOT NULL,
    vector BLOB NOT NULL,               -- float32, so that the vector index can be made anew without embedding
    sentence_vectors BLOB NOT NULL,     -- float16, row after row
    UNIQUE (id, text_key)
);
CREATE INDEX IF NOT EXISTS passages_by_text ON passages (text_key);

-- Vectors to be deleted from the index: the rest of a step that the next writer finishes if this one is killed.
CREATE TABLE IF NOT EXISTS doomed (id TEXT PRIMARY KEY) WITHOUT ROWID;

-- Holds ready passages only, so that pending ones neither match nor weigh in BM25.
CREATE VIRTUAL TABLE IF NOT EXISTS keyword_index USING fts5 (
    text, title, heading, content='passages', content_rowid='key', tokenize='porter unicode61'
);
""" + ";".join((ANSWERS, *CONVERSATIONS))


def pack(values: Sequence[object]) -> str:
    """Turn a sequence of flat values (named tuples, dataclasses, strings) into JSON rows without names."""
    return json.dumps([_row(value) for value in values], ensure_ascii=False, separators=(",", ":"))


def _row(value: object) -> object:
    if isinstance(value, str | int | tuple | list):
        return value
    return list(asdict(value).values())  # type: ignore[call-overload]  # what is left is a dataclass instance


def unpack_pages(packed: str) -> tuple[Page, ...]:
    """Read what `pack` made of pages."""
    return tuple(Page(number, label, start, end, ocr) for number, label, start, end, ocr in json.loads(packed))


def unpack_headings(packed: str) -> tuple[Heading, ...]:
    """Read what `pack` made of headings."""
    return tuple(Heading(*row) for row in json.loads(packed))


def unpack_sources(packed: str) -> tuple[Source, ...]:
    """Read what `pack` made of sources."""
    return tuple(Source(*row) for row in json.loads(packed))


def unpack_spans(packed: str) -> tuple[Span, ...]:
    """Read what `pack` made of spans."""
    return tuple(Span(*row) for row in json.loads(packed))


def unpack_cautions(packed: str) -> tuple[Caution, ...]:
    """Read what `pack` made of cautions."""
    return tuple(Caution(text, tuple(pages)) for text, pages in json.loads(packed))


def pack_report(report: Report) -> str:
    """Turn a report into JSON."""
    return _REPORT.dump_json(report).decode()


def unpack_report(packed: str) -> Report:
    """Read what `pack_report` made; a field that is newer than the record has its default."""
    return _REPORT.validate_json(packed)


def pack_edits(edits: Edits) -> str:
    """Turn edits into JSON."""
    return _EDITS.dump_json(edits).decode()


def unpack_edits(packed: str) -> Edits:
    """Read what `pack_edits` made."""
    return _EDITS.validate_json(packed)


def pack_found(found: FoundMetadata) -> str:
    """Turn what a file says of itself into JSON."""
    return _FOUND.dump_json(found).decode()


def unpack_found(packed: str) -> FoundMetadata:
    """Read what `pack_found` made."""
    return _FOUND.validate_json(packed)


def pack_vector(vector: Vectors) -> bytes:
    """Turn a passage vector into bytes, without loss."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def unpack_vector(packed: bytes) -> Vectors:
    """Read what `pack_vector` made: shape (dimension,)."""
    return np.frombuffer(packed, dtype="<f4").astype(np.float32)


def pack_sentence_vectors(vectors: Vectors) -> bytes:
    """Turn sentence vectors into half-precision bytes: cosines change by less than 0.001."""
    return np.ascontiguousarray(vectors, dtype="<f2").tobytes()


def unpack_vectors(vector: bytes, sentence_vectors: bytes) -> PassageVectors:
    """Read what `pack_vector` and `pack_sentence_vectors` made of a passage's vectors."""
    passage = unpack_vector(vector)
    sentences = np.frombuffer(sentence_vectors, dtype="<f2").astype(np.float32)
    return PassageVectors(passage, sentences.reshape(-1, len(passage)))
