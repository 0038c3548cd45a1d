"""What is asked of library.db in several lines, and what the rows become."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from insourcing_assistant.library import schema
from insourcing_assistant.library.contents import Description, LibraryReport, LibraryText
from insourcing_assistant.types import Passage

_REPORT_ROWS = """
SELECT reports.entry, reports.added_at, kind, unit, sha256, path, texts.added_at,
       (SELECT count(*) FROM pages WHERE text_key = texts.key),
       (SELECT count(*) FROM passages WHERE text_key = texts.key),
       (SELECT count(*) FROM pages WHERE text_key = texts.key AND blank),
       (SELECT count(*) FROM pages WHERE text_key = texts.key AND ocr),
       warnings, found, tables, seconds, origins, edits
FROM reports JOIN texts ON texts.report_id = reports.id WHERE state = 'ready'
"""
REPORTS = f"{_REPORT_ROWS} ORDER BY reports.id, kind"
REPORT = f"{_REPORT_ROWS} AND reports.id = ? ORDER BY kind"

PASSAGES = """
SELECT passages.id, report_id, kind, unit, passages.text, passages.start, passages.pages, passages.heading,
       passages.sentences, passages.sources
FROM passages JOIN texts ON texts.key = text_key
WHERE passages.id IN (SELECT value FROM json_each(?)) AND state = 'ready'
"""

PASSAGE_VECTORS = """
SELECT passages.id, vector, sentence_vectors FROM passages JOIN texts ON texts.key = text_key
WHERE passages.id IN (SELECT value FROM json_each(?)) AND state = 'ready'
"""

READY = """
SELECT passages.id FROM passages JOIN texts ON texts.key = text_key
WHERE passages.id IN (SELECT value FROM json_each(?)) AND state = 'ready'
"""

PASSAGE_IDS = """
SELECT kind, passages.id FROM passages JOIN texts ON texts.key = text_key
WHERE report_id = ? AND state = 'ready' ORDER BY kind, passages.id
"""

STORED_VECTORS = """
SELECT passages.id, vector, report_id, kind, year, publisher
FROM passages JOIN texts ON texts.key = text_key JOIN reports ON reports.id = report_id
WHERE state = 'ready' AND passages.id > ? ORDER BY passages.id LIMIT ?
"""


def library_reports(rows: Sequence[tuple[Any, ...]]) -> Iterator[LibraryReport]:
    """Read the rows of `REPORTS` or `REPORT`, one for each text."""
    for (entry, added_at, origins, edits), group in groupby(rows, key=lambda row: (*row[:2], *row[15:17])):
        texts = tuple(
            LibraryText(
                kind=row[2],
                unit=row[3],
                sha256=row[4],
                path=row[5],
                added_at=row[6],
                pages=row[7],
                passages=row[8],
                pages_without_text=row[9],
                pages_ocr=row[10],
                warnings=schema.unpack_cautions(row[11]),
                found=schema.unpack_found(row[12]),
                tables=row[13],
                seconds=row[14],
            )
            for row in group
        )
        found, changed = Description(schema.unpack_report(entry), json.loads(origins)), schema.unpack_edits(edits)
        yield LibraryReport(found.edited(changed), texts, added_at, found, changed)


def passage(row: tuple[Any, ...]) -> Passage:
    """Read a row of `PASSAGES`."""
    return Passage(
        id=row[0],
        report_id=row[1],
        kind=row[2],
        unit=row[3],
        text=row[4],
        start=row[5],
        pages=schema.unpack_pages(row[6]),
        heading=row[7],
        sentences=schema.unpack_spans(row[8]),
        sources=schema.unpack_sources(row[9]),
    )
