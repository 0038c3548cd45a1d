"""Which part of the record a search is limited to: the reports that pass the filters, and their passages."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from insourcing_assistant.library.connections import Connections
from insourcing_assistant.types import Filters, Vectors


def passing_reports(connections: Connections, filters: Filters) -> tuple[str, ...] | None:
    """The ids of the reports with a ready text that pass the filters; None where nothing is limited."""
    if filters == Filters():
        return None
    with connections.reading() as connection:
        rows = connection.execute(_DESCRIBED).fetchall()
    return tuple(row[0] for row in rows if _passes(*row, filters=filters))


def passages_of(connections: Connections, report_ids: Sequence[str]) -> int:
    """How many ready passages these reports have."""
    with connections.reading() as connection:
        row = connection.execute(_COUNT, (json.dumps(list(report_ids)),)).fetchone()
    return int(row[0])


def vectors_of(connections: Connections, report_ids: Sequence[str]) -> tuple[tuple[str, ...], Vectors]:
    """The ids of the ready passages of these reports, in order, with their vectors, one a row."""
    with connections.reading() as connection:
        rows = connection.execute(_VECTORS, (json.dumps(list(report_ids)),)).fetchall()
    vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").astype(np.float32)
    return tuple(row[0] for row in rows), vectors.reshape(len(rows), -1) if rows else np.zeros((0, 0), np.float32)


def ready_of(connections: Connections, ids: Sequence[str], report_ids: Sequence[str]) -> frozenset[str]:
    """Those of the passage ids that are ready and belong to one of these reports."""
    with connections.reading() as connection:
        rows = connection.execute(_READY, (json.dumps(list(ids)), json.dumps(list(report_ids)))).fetchall()
    return frozenset(row[0] for row in rows)


_DESCRIBED = """
SELECT id, publisher, year FROM reports
WHERE EXISTS (SELECT 1 FROM texts WHERE report_id = reports.id AND state = 'ready') ORDER BY id
"""

_TEXTS = "SELECT key FROM texts WHERE state = 'ready' AND report_id IN (SELECT value FROM json_each(?))"

_COUNT = f"SELECT count(*) FROM passages WHERE text_key IN ({_TEXTS})"  # noqa: S608  # made of constants

_VECTORS = f"SELECT id, vector FROM passages WHERE text_key IN ({_TEXTS}) ORDER BY id"  # noqa: S608

_READY = f"""
SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?)) AND text_key IN ({_TEXTS})
"""  # noqa: S608


def _passes(report_id: str, publisher: str | None, year: int | None, *, filters: Filters) -> bool:
    """Whether a report is within the limits; one without a year passes no year limit."""
    if filters.reports and report_id not in filters.reports:
        return False
    if filters.year_from is not None and (year is None or year < filters.year_from):
        return False
    if filters.year_to is not None and (year is None or year > filters.year_to):
        return False
    return not filters.publisher or filters.publisher.casefold() in (publisher or "").casefold()
