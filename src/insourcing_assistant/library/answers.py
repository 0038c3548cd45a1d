"""The answers that were given, each as JSON under an id of its own, in library.db beside what they were made from."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence

from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.late_writes import MAX_WAITING, LateWrites
from insourcing_assistant.library.versions import Changes, changes_since, forget_contents, note_contents

logger = logging.getLogger(__name__)

AnswerRecord = dict[str, object]
"""What is kept of an answer; "id", "asked_at", "question" and "library_version" are in it as texts."""


class Answers:
    """Keeps what was answered. Safe from many threads, and of no concern to what readers see of the library.

    The generation stays as it is, and so does the version. Without `writes` nothing can be kept.
    """

    def __init__(self, connections: Connections, writes: LateWrites | None) -> None:
        self._connections, self._writes = connections, writes
        self._latest: OrderedDict[object, AnswerRecord] = OrderedDict()
        self._has_warned = False

    def add(self, record: AnswerRecord, *, keep: int) -> bool:
        """Keep a record, and of all records the newest `keep`; False where that cannot be, which is no error.

        While another process writes, the record waits in memory for the next one, or for the library to be closed.
        """
        if self._writes is None:
            if not self._has_warned:
                self._has_warned = True
                logger.warning(
                    "This answer is not in the library's record, and others may not be: nothing can be written there."
                )
            return False
        self._latest[record["id"]] = record
        while len(self._latest) > MAX_WAITING:
            self._latest.popitem(last=False)
        return self._writes.put(lambda connection: self._insert(connection, (record,), keep))

    def take_over(self, records: Sequence[AnswerRecord], *, keep: int) -> None:
        """Keep records from another library, but for those that are here; of all records the newest `keep`."""
        if self._writes is not None and records:
            with self._writes.now() as connection:
                self._insert(connection, records, keep)

    def get(self, record_id: str) -> AnswerRecord | None:
        """The record with this id, or None."""
        with self._connections.reading() as connection:
            row = connection.execute("SELECT record FROM answers WHERE id = ?", (record_id,)).fetchone()
        if row is None:  # it may still wait to be written
            return self._latest.get(record_id)
        record: AnswerRecord = json.loads(row[0])
        return record

    def since(self, asked_at: str = "") -> Iterator[AnswerRecord]:
        """The records from this time on (ISO 8601, UTC), oldest first."""
        with self._connections.reading() as connection:
            for (record,) in connection.execute(
                "SELECT record FROM answers WHERE asked_at >= ? ORDER BY key", (asked_at,)
            ):
                yield json.loads(record)

    def judged(self, verdict: str, *, limit: int = 50) -> list[AnswerRecord]:
        """The latest records that readers have judged so, the latest first."""
        with self._connections.reading() as connection:
            # The words are looked for first: to take every record apart would take a second.
            rows = connection.execute(
                "SELECT record FROM answers WHERE instr(record, ?) AND json_extract(record, '$.feedback.verdict') = ? "
                "ORDER BY key DESC LIMIT ?",
                (f'"verdict":"{verdict}"', verdict, limit),
            ).fetchall()
        return [json.loads(record) for (record,) in rows]

    def judge(self, record_id: str, feedback: Mapping[str, object] | None) -> bool:
        """Note in a record what a reader thinks of the answer, or that it was taken back; False where there is none.

        Raises `StoreUnavailableError` where that cannot be written now.
        """
        if self._writes is None:
            return False
        with self._writes.now() as connection:
            row = connection.execute("SELECT record FROM answers WHERE id = ?", (record_id,)).fetchone()
            if row is None:
                return False
            record: AnswerRecord = {**json.loads(row[0]), "feedback": dict(feedback) if feedback else None}
            connection.execute("UPDATE answers SET record = ? WHERE id = ?", (_packed(record), record_id))
        return True

    def changes_since(self, version: str) -> Changes | None:
        """What of the library's content is another than in the version of an answer; None where that is not known."""
        with self._connections.reading() as connection:
            return changes_since(connection, version)

    def _insert(self, connection: sqlite3.Connection, records: Sequence[AnswerRecord], keep: int) -> None:
        for record in records:
            named = (record["id"], record["asked_at"], record["question"], record["library_version"])
            connection.execute(_INSERT, (*named, _packed(record)))
            note_contents(connection, str(record["library_version"]))
            self._latest.pop(record["id"], None)
        gone = connection.execute("DELETE FROM answers WHERE key <= (SELECT max(key) FROM answers) - ?", (keep,))
        if gone.rowcount:
            forget_contents(connection)


_INSERT = "INSERT OR IGNORE INTO answers (id, asked_at, question, library_version, record) VALUES (?, ?, ?, ?, ?)"


def _packed(record: AnswerRecord) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
