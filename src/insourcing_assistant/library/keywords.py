"""The keyword index: FTS5 inside library.db, so that it is always in step with the record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from insourcing_assistant.library.record import Record
from insourcing_assistant.types import Filters

TEXT_WEIGHT = 1.0
TITLE_WEIGHT = 0.5
HEADING_WEIGHT = 0.5


class FullTextIndex:
    """Ranks ready passages by BM25 over text, report title and heading; English words match by their stems."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def search(self, terms: Iterable[Iterable[str]], *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, score), best first, ties by id. An alternative may be a phrase of several words."""
        phrases = _phrases(alternative for group in terms for alternative in group)
        report_ids = self._record.report_ids(filters)
        if k < 1 or not phrases:
            return []
        limit = "" if report_ids is None else "AND report_id IN (SELECT value FROM json_each(:reports))"
        query = f"""
            SELECT passages.id, bm25(keyword_index, {TEXT_WEIGHT}, {TITLE_WEIGHT}, {HEADING_WEIGHT}) AS badness
            FROM keyword_index
            JOIN passages ON passages.key = keyword_index.rowid
            JOIN texts ON texts.key = passages.text_key
            WHERE keyword_index MATCH :phrases AND state = 'ready' {limit}
            ORDER BY badness, passages.id LIMIT :k"""  # noqa: S608  # made of constants
        values = {"phrases": " OR ".join(phrases), "k": k, "reports": json.dumps(report_ids or ())}
        with self._record.connections.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        # FTS5 gives better matches smaller (negative) numbers; here, higher is better.
        return [(passage_id, -badness) for passage_id, badness in rows]

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """How many ready passages hold each word (or phrase) in their text, by its stem."""
        phrases = {word: _phrases([word]) for word in words}
        with self._record.connections.reading() as connection:
            return {
                word: connection.execute(_COUNT, (f"text : {phrase[0]}",)).fetchone()[0] if phrase else 0
                for word, phrase in phrases.items()
            }


_COUNT = "SELECT count(*) FROM keyword_index WHERE keyword_index MATCH ?"


def _phrases(alternatives: Iterable[str]) -> list[str]:
    """Quote each alternative, so that no character of it can be query syntax; drop what holds no word."""
    words = (" ".join(_readable(alternative).split()) for alternative in alternatives)
    # dict.fromkeys: a term given twice must not count twice, and the order stays.
    return list(dict.fromkeys(f'"{word.replace(chr(34), " ")}"' for word in words if any(map(str.isalnum, word))))


def _readable(text: str) -> str:
    """Leave out what SQLite cannot take: control characters (a NUL ends a query) and lone surrogates."""
    return "".join(character if character.isprintable() else " " for character in text)
