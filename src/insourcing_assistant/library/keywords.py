"""The keyword index: FTS5 inside library.db, so that it is always in step with the record."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from insourcing_assistant.library.limits import passing_reports
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.remembering import Remembered
from insourcing_assistant.types import Filters

TEXT_WEIGHT = 1.0
TITLE_WEIGHT = 0.5
HEADING_WEIGHT = 0.5

RANKED = 10_000
"""About how many passages are ranked for a search: FTS5 needs 2 ms for a thousand, whatever they score."""

ENOUGH = 10
"""How many times k passages have to hold one of the rarer words before those with only commoner words are left out."""

MAX_RANGES = 4
"""How many stretches of the index are searched one by one: for each, BM25 counts every word in the whole index."""

SPARE, MAX_ASKED = 1.5, 5_000
"""How much more than its share is asked for, so that enough is in a part; and the most that is asked for."""

LEAST_SHARE = 0.1
"""The share of the index that a filter is taken to leave at least, so that a narrow one does not cost without end."""

REMEMBERED_WORDS = 20_000
REMEMBERED_PHRASES = 1_000

Keys = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the index, as a condition on what is searched, with its values."""

    join: str = ""
    condition: str = ""
    values: dict[str, object] = field(default_factory=dict)
    ranges: tuple[tuple[int, int], ...] = ()
    """Where what is searched stands, if that is in many places: first and last key of each."""
    share: float = 1.0
    """How much of the index stands there."""


class FullTextIndex:
    """Ranks ready passages by BM25 over text, report title and heading; English words match by their stems.

    In a large library, a question's common words are in most of the passages, and BM25 gives them next to nothing for
    that. So where more than `ranked` passages would have to be ranked, only those are that hold one of the rarer
    words; they are scored by all words. See `_gates`.
    """

    def __init__(self, record: Record, *, ranked: int = RANKED) -> None:
        self._record, self._ranked = record, ranked
        self._total = Remembered(record.passage_count, generation=self._generation)
        self._counts: Remembered[dict[str, int]] = Remembered(dict, generation=self._generation)
        self._ranges = Remembered(self._read_ranges, generation=self._generation)
        self._postings: Remembered[dict[str, Keys]] = Remembered(dict, generation=self._generation)

    def search(self, terms: Iterable[Iterable[str]], *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, score), best first, ties by id. An alternative may be a phrase of several words."""
        phrases = _phrases(alternative for group in terms for alternative in group)
        report_ids = passing_reports(self._record.connections, filters)
        if k < 1 or not phrases or report_ids == ():
            return []
        with self._snapshot() as connection:
            parts, share = ([_Part()], 1.0) if report_ids is None else self._parts(connection, report_ids)
            budget = self._ranked if any(part.join for part in parts) else self._ranked / share
            badness: dict[int, float] = {}
            for expression in self._expressions(phrases, budget=budget, enough=ENOUGH * k / share):
                for part in parts:
                    # A passage that several expressions find has its whole score from one of them, the best.
                    for key, value in _rank_within(connection, expression, part, limit=2 * k):
                        badness[key] = min(value, badness.get(key, 0.0))
            best = sorted(badness, key=badness.__getitem__)[: 2 * k]
            ids = dict(connection.execute(_IDS, (json.dumps(best),)))
        # FTS5 gives better matches smaller (negative) numbers; here, higher is better.
        scored = [(id_, -badness[key]) for key, id_ in ids.items()]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]

    def mentions(self, groups: Iterable[Iterable[str]], *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, score), best first, ties by id: by which alternatives a passage has, not how often.

        Each that it has counts as in BM25, once and in a passage of average length: log(1 + (n - d + 0.5)/(d + 0.5)),
        d of the n passages having it (Robertson and Zaragoza, 2009). A term of the glossary has dozens of
        alternatives, and BM25 in FTS5 would look for each of them in the whole index, for every question.
        """
        phrases = _phrases(alternative for group in groups for alternative in group)
        report_ids = passing_reports(self._record.connections, filters)
        if k < 1 or not phrases or report_ids == ():
            return []
        holders = [self._holders(phrase) for phrase in phrases]
        total = self._total()
        keys, place = np.unique(np.concatenate(holders), return_inverse=True)
        worth = [math.log(1 + max(0.0, total - len(each) + 0.5) / (len(each) + 0.5)) for each in holders]
        weights = np.repeat(worth, [len(each) for each in holders])
        scores: Scores = np.bincount(place, weights=weights, minlength=len(keys)).astype(np.float64)
        with self._snapshot() as connection:
            if report_ids is not None:
                texts = [row[0] for row in connection.execute(_TEXTS, (json.dumps(list(report_ids)),))]
                keys, scores = _within(keys, scores, self._places(texts))
            best = np.lexsort((keys, -scores))[: 2 * k]
            scored = dict(zip(keys[best].tolist(), scores[best].tolist(), strict=True))
            ids = connection.execute(_IDS, (json.dumps(list(scored)),)).fetchall()
        return sorted(((id_, scored[key]) for key, id_ in ids), key=lambda pair: (-pair[1], pair[0]))[:k]

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """How many ready passages hold each word (or phrase) in their text, by its stem."""
        phrases = {word: _phrases([word]) for word in words}
        return {word: self._count(f"text : {phrase[0]}") if phrase else 0 for word, phrase in phrases.items()}

    def _parts(self, connection: sqlite3.Connection, report_ids: Sequence[str]) -> tuple[list[_Part], float]:
        """Say where the passages of these reports are, and which share of the index they are.

        The passages of a text were written in one go, so that they stand together, and FTS5 is quick to search a
        stretch. Where there are too many stretches, everything is searched and what is of other reports left out.
        """
        texts = [row[0] for row in connection.execute(_TEXTS, (json.dumps(list(report_ids)),))]
        ranges = self._places(texts)
        size = sum(last - first + 1 for first, last in ranges)
        share = max(1, size) / max(1, size, self._total())
        if len(texts) > MAX_RANGES:
            part = _Part(_JOIN, _OF_TEXTS, {"texts": json.dumps(texts)}, tuple(ranges), share)
            return [part], max(share, LEAST_SHARE)
        return [_Part("", _IN_RANGE, {"first": first, "last": last}) for first, last in ranges], share

    def _expressions(self, phrases: Sequence[str], *, budget: float, enough: float) -> list[str]:
        if self._total() <= budget:
            return [_any(phrases)]
        counts = {phrase: self._count(phrase) for phrase in phrases}
        there = sorted((phrase for phrase in phrases if counts[phrase]), key=lambda phrase: (counts[phrase], phrase))
        if sum(counts.values()) <= budget or len(there) < 2:
            return [_any(phrases)]
        # BM25 in FTS5 gives one in a million for a word that is in more than half of the passages.
        telling = [phrase for phrase in there if 2 * counts[phrase] < self._total()] or there[:1]
        return list(self._gates(telling, counts, budget=budget, enough=enough))

    def _gates(self, telling: Sequence[str], counts: dict[str, int], *, budget: float, enough: float) -> Iterator[str]:
        """Yield expressions that between them find the best passages with their whole scores; rarest words first.

        The first finds passages with one of the rarest words, the second adds what commoner words give to these: BM25
        is a sum over the words of the expression that a passage holds. If there are not enough such passages, the
        same is done with the commoner words alone. A word that is itself too common is asked for together with the
        next.
        """
        gate, size = [telling[0]], counts[telling[0]]
        for phrase in telling[1:]:
            if size + counts[phrase] > budget:
                break
            gate.append(phrase)
            size += counts[phrase]
        rest = list(telling[len(gate) :])
        head = _any(gate)
        while rest and size > budget and (fewer := self._count(f"{head} AND {rest[0]}")) >= enough:
            head, size = f"{head} AND {rest.pop(0)}", fewer
        yield head
        if rest:
            yield f"({head}) AND ({_any(rest)})"
            if size < enough:
                yield from self._gates(rest, counts, budget=budget, enough=enough)

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that sees one state throughout: a rebuilt library may use the same keys for others."""
        with self._record.connections.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def _count(self, expression: str) -> int:
        counts = self._counts()
        count = counts.get(expression)
        if count is None:
            with self._record.connections.reading() as connection:
                count = int(connection.execute(_COUNT, (expression,)).fetchone()[0])
            if len(counts) >= REMEMBERED_WORDS:
                counts.clear()
            counts[expression] = count
        return count

    def _holders(self, phrase: str) -> Keys:
        """The keys of the passages that have a phrase, in order."""
        known = self._postings()
        keys = known.get(phrase)
        if keys is None:
            with self._record.connections.reading() as connection:
                rows = connection.execute(_HOLDERS, (phrase,)).fetchall()
            keys = np.array([row[0] for row in rows], dtype=np.int64)
            if len(known) >= REMEMBERED_PHRASES:
                known.clear()
            known[phrase] = keys
        return keys

    def _places(self, texts: Sequence[int]) -> list[tuple[int, int]]:
        """The first and last key of the passages of each of these texts, in order; a text may have none."""
        ranges = self._ranges()
        return sorted(ranges[text] for text in texts if text in ranges)

    def _read_ranges(self) -> dict[int, tuple[int, int]]:
        with self._record.connections.reading() as connection:
            return {text: (first, last) for text, first, last in connection.execute(_RANGES)}

    def _generation(self) -> int:
        return self._record.state().generation


_HOLDERS = "SELECT rowid FROM keyword_index WHERE keyword_index MATCH ? ORDER BY rowid"
_COUNT = "SELECT count(*) FROM keyword_index WHERE keyword_index MATCH ?"
_TEXTS = "SELECT key FROM texts WHERE state = 'ready' AND report_id IN (SELECT value FROM json_each(?))"
_RANGES = "SELECT text_key, min(key), max(key) FROM passages GROUP BY text_key"
# CROSS JOIN keeps SQLite from going through the passages and asking FTS5 about each.
_JOIN = "CROSS JOIN passages ON passages.key = keyword_index.rowid"
_OF_TEXTS = "AND passages.text_key IN (SELECT value FROM json_each(:texts))"
_IN_RANGE = "AND keyword_index.rowid BETWEEN :first AND :last"
_IDS = "SELECT key, id FROM passages WHERE key IN (SELECT value FROM json_each(?))"


def _rank_within(
    connection: sqlite3.Connection, expression: str, part: _Part, *, limit: int
) -> Sequence[tuple[int, float]]:
    """Rank what is in a part: by ranking everything and looking where it stands, where that leaves enough.

    Joining each passage that holds one of the words takes longer than ranking it.
    """
    asked = math.ceil(limit * SPARE / part.share)
    if part.ranges and asked <= MAX_ASKED:
        found = _rank(connection, expression, _Part(), limit=asked)
        keys, badness = np.array(found, dtype=np.float64).reshape(-1, 2).T
        kept = list(zip(*(each.tolist() for each in _within(keys.astype(np.int64), badness, part.ranges)), strict=True))
        if len(kept) >= limit or len(found) < asked:
            return kept[:limit]
    return _rank(connection, expression, part, limit=limit)


def _rank(connection: sqlite3.Connection, expression: str, part: _Part, *, limit: int) -> list[tuple[int, float]]:
    query = f"""
        SELECT keyword_index.rowid, bm25(keyword_index, {TEXT_WEIGHT}, {TITLE_WEIGHT}, {HEADING_WEIGHT}) AS badness
        FROM keyword_index {part.join} WHERE keyword_index MATCH :expression {part.condition}
        ORDER BY badness, keyword_index.rowid LIMIT :limit"""  # noqa: S608  # made of constants
    return connection.execute(query, {"expression": expression, "limit": limit, **part.values}).fetchall()


def _within(keys: Keys, scores: Scores, ranges: Sequence[tuple[int, int]]) -> tuple[Keys, Scores]:
    """Keep the keys that lie in one of the ranges, in order and apart from each other, with their scores."""
    firsts, lasts = np.array(ranges, dtype=np.int64).reshape(-1, 2).T
    place = np.searchsorted(firsts, keys, side="right") - 1
    inside = (place >= 0) & (keys <= lasts[place]) if len(firsts) else np.zeros(len(keys), dtype=bool)
    return keys[inside], scores[inside]


def _any(phrases: Sequence[str]) -> str:
    return " OR ".join(phrases)


def _phrases(alternatives: Iterable[str]) -> list[str]:
    """Quote each alternative, so that no character of it can be query syntax; drop what holds no word."""
    words = (" ".join(_readable(alternative).split()) for alternative in alternatives)
    # dict.fromkeys: a term given twice must not count twice, and the order stays.
    return list(dict.fromkeys(f'"{word.replace(chr(34), " ")}"' for word in words if any(map(str.isalnum, word))))


def _readable(text: str) -> str:
    """Leave out what SQLite cannot take: control characters (a NUL ends a query) and lone surrogates."""
    return "".join(character if character.isprintable() else " " for character in text)
