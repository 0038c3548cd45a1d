"""What the library shows of its vector index: ready passages only, and always the newest."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence

import numpy as np

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.contents import IndexState
from insourcing_assistant.library.limits import passages_of, passing_reports, ready_of, vectors_of
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.remembering import Remembered
from insourcing_assistant.library.vectors import ChromaIndex
from insourcing_assistant.types import Filters, Vectors

COMPARED_ALL = 3_000
"""Up to so many passages pass a filter, each is compared: that is exact, and quicker than a filtered search."""

SPARE = 1.5
"""How much more than its share is asked for, so that enough passes a filter."""

MAX_ASKED = 5_000
"""Beyond this, Chroma is faster with a filter of its own."""


class ReadyVectors:
    """The vector index as seen through the record: the record says what is ready and which reports pass a filter.

    With a filter in force, Chroma first gathers the ids of all that passes it, which takes longer than searching. So
    the passages of a few reports are compared one by one, and of many reports by a search for more than is wanted.
    """

    def __init__(self, record: Record, index: ChromaIndex, *, seen: IndexState) -> None:
        self._record, self._index, self._seen = record, index, seen
        self._lock = threading.Lock()
        self._total = Remembered(record.passage_count, generation=lambda: record.state().generation)

    def add(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, str | int]]) -> None:
        """Add or replace; what the record does not hold as ready is not found."""
        self._index.add(ids, vectors, metadata)

    def delete(self, ids: Sequence[str]) -> None:
        """Take out."""
        self._index.delete(ids)

    def count(self) -> int:
        """How many passages can be found."""
        return self._record.passage_count()

    def search(self, vector: Vectors, *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, cosine), best first, ties by id."""
        connections = self._record.connections
        report_ids = passing_reports(connections, filters)
        if report_ids == () or k < 1:
            return []
        count = None if report_ids is None else passages_of(connections, report_ids)
        if report_ids is not None and count is not None and count <= COMPARED_ALL:
            return _best(vectors_of(connections, report_ids), vector, k)
        asked = k if count is None else math.ceil(k * SPARE * max(1.0, self._total() / count))
        self._refresh()
        try:
            return self._search_ready(vector, k, asked, report_ids)
        except StoreUnavailableError:
            # Another process may have changed the files beneath the open client: look again with a new one.
            self._reopen(self._record.state())
            return self._search_ready(vector, k, asked, report_ids)

    def note(self, state: IndexState) -> None:
        """Take a state that this process made itself as seen, so that nothing need be opened again."""
        self._seen = state

    def _search_ready(
        self, vector: Vectors, k: int, asked: int, report_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        if report_ids is None:
            return self._gather(vector, k, asked, filters=Filters(), report_ids=None)
        if asked <= MAX_ASKED:
            kept = self._gather(vector, k, asked, filters=Filters(), report_ids=report_ids, at_most=MAX_ASKED)
            if len(kept) >= k:
                return kept
        # What these reports say is far from the question, or they are few among many.
        return self._gather(vector, k, k, filters=Filters(reports=tuple(report_ids)), report_ids=report_ids)

    def _gather(
        self,
        vector: Vectors,
        k: int,
        asked: int,
        *,
        filters: Filters,
        report_ids: Sequence[str] | None,
        at_most: float = math.inf,
    ) -> list[tuple[str, float]]:
        """Ask for more until k of what was found is ready and of these reports, or there is no more."""
        while True:
            found = self._index.search(vector, k=asked, filters=filters)
            kept = self._kept(found, report_ids)
            if len(kept) >= k or len(found) < asked or 2 * asked > at_most:
                return kept[:k]
            asked *= 2

    def _kept(self, found: Sequence[tuple[str, float]], report_ids: Sequence[str] | None) -> list[tuple[str, float]]:
        ids = [passage_id for passage_id, _ in found]
        ready = self._record.ready(ids) if report_ids is None else ready_of(self._record.connections, ids, report_ids)
        return [pair for pair in found if pair[0] in ready]

    def _refresh(self) -> None:
        state = self._record.state()
        if state == self._seen:
            return
        with self._lock:
            if state != self._seen:
                self._reopen(state)

    def _reopen(self, state: IndexState) -> None:
        self._index.reopen(state.collection)
        self._seen = state


def _best(there: tuple[Sequence[str], Vectors], vector: Vectors, k: int) -> list[tuple[str, float]]:
    ids, vectors = there
    if not ids:
        return []
    scores = vectors @ np.asarray(vector, dtype=np.float32)
    return sorted(zip(ids, map(float, scores), strict=True), key=lambda pair: (-pair[1], pair[0]))[:k]
