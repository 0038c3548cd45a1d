"""What the library held under each version that answers were given from, and what has changed since."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

Contents = tuple[tuple[str, str, str], ...]
"""The report id, kind and content hash of each ready text, by report id and kind."""

_READY = "SELECT report_id, kind, sha256 FROM texts WHERE state = 'ready' ORDER BY report_id, kind"


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of publications that came, left, or have another text than they had."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def contents(connection: sqlite3.Connection) -> Contents:
    """Say what is in the library now."""
    return _rows(connection.execute(_READY))


def version_of(held: Contents) -> str:
    """A short hash of the ready texts: the same content has the same version, in whatever order it came."""
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:12]


def note_contents(connection: sqlite3.Connection, version: str) -> None:
    """Note what a version holds, if it is noted nowhere and is still the library's."""
    if connection.execute("SELECT 1 FROM versions WHERE version = ?", (version,)).fetchone():
        return
    held = contents(connection)
    if version_of(held) == version:
        connection.execute("INSERT INTO versions VALUES (?, ?)", (version, json.dumps(held, separators=(",", ":"))))


def forget_contents(connection: sqlite3.Connection) -> None:
    """Forget the versions from which no recorded answer was given."""
    connection.execute("DELETE FROM versions WHERE NOT EXISTS (SELECT 1 FROM answers WHERE library_version = version)")


def changes_since(connection: sqlite3.Connection, version: str) -> Changes | None:
    """Compare what a version held with what is there now; None where that was not noted."""
    now = contents(connection)
    if version_of(now) == version:
        return Changes()
    row = connection.execute("SELECT contents FROM versions WHERE version = ?", (version,)).fetchone()
    return None if row is None else _compare(_rows(json.loads(row[0])), now)


def _compare(then: Contents, now: Contents) -> Changes:
    before, after = _texts(then), _texts(now)
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(each for each in before.keys() & after.keys() if before[each] != after[each])),
    )


def _texts(held: Contents) -> dict[str, set[tuple[str, str]]]:
    texts: dict[str, set[tuple[str, str]]] = {}
    for report_id, kind, sha256 in held:
        texts.setdefault(report_id, set()).add((kind, sha256))
    return texts


def _rows(rows: Iterable[tuple[str, str, str]]) -> Contents:
    return tuple((str(report_id), str(kind), str(sha256)) for report_id, kind, sha256 in rows)
