"""The conversations that browsers had: which answers, in which order, and whose, in library.db beside the answers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.late_writes import LateWrites

UNDO_MINUTES = 10
"""For how long a deleted conversation can be put back; then it is gone."""

MAX_TITLE_CHARS = 200


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation as it is listed; times are ISO 8601 in UTC."""

    id: str
    title: str
    asked_at: str
    records: tuple[str, ...]
    """The ids of its answers in order, of those that are still kept."""
    deleted_at: str | None = None


class Conversations:
    """Keeps who asked what, after what. Safe from many threads, and of no concern to what the library holds.

    An owner is the hash of a key that only a browser has; nothing is shown, changed or deleted but by its owner.
    """

    def __init__(self, connections: Connections, writes: LateWrites) -> None:
        self._connections, self._writes = connections, writes

    def note(self, owner: str, conversation_id: str, record_id: str, *, title: str) -> bool:
        """Put the record of an answer behind those of a conversation, which begins with it if there is none.

        False where nothing can be written. The record must have been kept before.
        """
        now = _now()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(_BEGIN, (conversation_id, owner, title[:MAX_TITLE_CHARS], now, now))
            known = {"id": conversation_id, "owner": owner, "record": record_id, "now": now}
            if connection.execute(_MAKE_PLACE, known).rowcount:
                connection.execute(_TAKE_PLACE, known)
            _tidy(connection)

        return self._writes.put(write)

    def may_go_on(self, owner: str, conversation_id: str) -> bool:
        """Whether an answer can be put into a conversation: it is new, or the owner's and not deleted."""
        row = self._whose(conversation_id)
        return row is None or (row[0] == owner and row[1] is None)

    def is_gone(self, owner: str, conversation_id: str) -> bool:
        """Whether a conversation that was kept as the owner's is so no longer."""
        row = self._whose(conversation_id)
        # One that is to be written later is not there yet.
        return not self._writes.is_behind if row is None else row[0] != owner or row[1] is not None

    def _whose(self, conversation_id: str) -> tuple[str, str | None] | None:
        self._writes.flush()
        with self._connections.reading() as connection:
            row = connection.execute(
                "SELECT owner, deleted_at FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
        return None if row is None else (str(row[0]), row[1])

    def latest(self, owner: str) -> str | None:
        """The conversation in which the owner asked last."""
        self._writes.flush()
        with self._connections.reading() as connection:
            row = connection.execute(_LATEST, (owner,)).fetchone()
        return None if row is None else str(row[0])

    def record_ids(self, owner: str, conversation_id: str) -> tuple[str, ...]:
        """The records of a conversation in the order of its answers; none where it is not the owner's.

        An answer whose record is no longer kept is the empty text.
        """
        self._writes.flush()
        with self._connections.reading() as connection:
            rows = connection.execute(_RECORDS, (conversation_id, owner)).fetchall()
        ids = {int(place): str(record_id) for _, place, record_id in rows}
        places = int(rows[0][0]) if rows else 0
        return tuple(ids.get(place, "") for place in range(1, places + 1))

    def find(self, owner: str, words: str = "") -> tuple[KeptConversation, ...]:
        """The owner's conversations whose title, questions or answers hold all the words, the latest first."""
        self._writes.flush()
        wanted = words.casefold().split()
        with self._connections.reading() as connection:
            rows = connection.execute(_LIST.format(ids=_IDS, said=_SAID if wanted else "''"), (owner,)).fetchall()
        return tuple(
            KeptConversation(each, title, asked_at, tuple(records.split()))
            for each, title, asked_at, records, said in rows
            if all(word in f"{title} {said}".casefold() for word in wanted)
        )

    def deleted(self, owner: str) -> tuple[KeptConversation, ...]:
        """The owner's conversations that can still be put back, what was deleted last first."""
        with self._connections.reading() as connection:
            rows = connection.execute(_DELETED.format(ids=_IDS), (owner, _long_ago())).fetchall()
        return tuple(
            KeptConversation(each, title, asked_at, tuple(records.split()), deleted_at)
            for each, title, asked_at, records, deleted_at in rows
        )

    def has_answer(self, owner: str, record_id: str) -> bool:
        """Whether an answer was given in a conversation of the owner."""
        self._writes.flush()
        with self._connections.reading() as connection:
            return connection.execute(_HAS, (record_id, owner)).fetchone() is not None

    def rename(self, owner: str, conversation_id: str, title: str) -> bool:
        """Give a conversation another title; False where it is not the owner's. Raises `StoreUnavailableError`."""
        with self._writes.now() as connection:
            done = connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND owner = ? AND deleted_at IS NULL",
                (title[:MAX_TITLE_CHARS], conversation_id, owner),
            )
        return done.rowcount > 0

    def delete(self, owner: str, conversation_id: str | None = None) -> int:
        """Delete a conversation, or all; return how many. They can be put back for `UNDO_MINUTES`.

        Raises `StoreUnavailableError`.
        """
        with self._writes.now() as connection:
            done = connection.execute(_DELETE, {"now": _now(), "owner": owner, "id": conversation_id})
            _tidy(connection)
        return done.rowcount

    def put_back(self, owner: str, deleted_at: str) -> int:
        """Put back what was deleted at one moment; return how many. Raises `StoreUnavailableError`."""
        with self._writes.now() as connection:
            _tidy(connection)
            done = connection.execute(
                "UPDATE conversations SET deleted_at = NULL WHERE owner = ? AND deleted_at = ?", (owner, deleted_at)
            )
        return done.rowcount

    def tidy(self) -> None:
        """Let go for good of what can no longer be put back."""
        with self._connections.reading() as connection:
            expired = connection.execute(_EXPIRED, (_long_ago(),)).fetchone()
        if expired:
            self._writes.put(_tidy)


_BEGIN = """
INSERT OR IGNORE INTO conversations (id, owner, title, created_at, asked_at, places) VALUES (?, ?, ?, ?, ?, 0)
"""
# The record may have gone by now, where few are kept and many ask.
_MAKE_PLACE = """
UPDATE conversations SET asked_at = :now, places = places + 1
WHERE id = :id AND owner = :owner AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM answers WHERE id = :record)
"""
_TAKE_PLACE = """
INSERT INTO turns (conversation_id, place, record_id) SELECT id, places, :record FROM conversations WHERE id = :id
"""
_LATEST = """
SELECT id FROM conversations WHERE owner = ? AND deleted_at IS NULL ORDER BY asked_at DESC, id LIMIT 1
"""
_RECORDS = """
SELECT places, place, record_id FROM turns JOIN conversations ON conversations.id = conversation_id
WHERE conversation_id = ? AND owner = ? AND deleted_at IS NULL ORDER BY place
"""
_SAID = """(SELECT group_concat(question || ' ' || coalesce(json_extract(record, '$.answer.answer'), ''), ' ')
            FROM turns JOIN answers ON answers.id = record_id WHERE conversation_id = conversations.id)"""
_IDS = """(SELECT group_concat(record_id, ' ')
           FROM (SELECT record_id FROM turns WHERE conversation_id = conversations.id ORDER BY place))"""
_LIST = """
SELECT id, title, asked_at, coalesce({ids}, ''), {said}
FROM conversations WHERE owner = ? AND deleted_at IS NULL ORDER BY asked_at DESC, id
"""
_DELETED = """
SELECT id, title, asked_at, coalesce({ids}, ''), deleted_at
FROM conversations WHERE owner = ? AND deleted_at >= ? ORDER BY deleted_at DESC, asked_at DESC, id
"""
_HAS = """
SELECT 1 FROM turns JOIN conversations ON conversations.id = conversation_id
WHERE record_id = ? AND owner = ? AND deleted_at IS NULL
"""
_DELETE = """
UPDATE conversations SET deleted_at = :now
WHERE owner = :owner AND deleted_at IS NULL AND (:id IS NULL OR id = :id)
"""
_EXPIRED = "SELECT 1 FROM conversations WHERE deleted_at < ? LIMIT 1"


def _tidy(connection: sqlite3.Connection) -> None:
    """Delete what can no longer be put back, and what has no answer left whose record is kept."""
    connection.execute("DELETE FROM conversations WHERE deleted_at < ?", (_long_ago(),))
    connection.execute("DELETE FROM conversations WHERE id NOT IN (SELECT conversation_id FROM turns)")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _long_ago() -> str:
    return (datetime.now(UTC) - timedelta(minutes=UNDO_MINUTES)).isoformat(timespec="milliseconds")
