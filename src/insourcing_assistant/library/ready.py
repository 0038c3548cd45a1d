"""What the library shows of its vector index: ready passages only, and always the newest."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.contents import IndexState
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.vectors import ChromaIndex
from insourcing_assistant.types import Filters, Vectors


class ReadyVectors:
    """The vector index as seen through the record: the record says what is ready and which reports pass a filter."""

    def __init__(self, record: Record, index: ChromaIndex, *, seen: IndexState) -> None:
        self._record, self._index, self._seen = record, index, seen
        self._lock = threading.Lock()

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
        report_ids = self._record.report_ids(filters)
        if report_ids == () or k < 1:
            return []
        limits = Filters(reports=report_ids or ())
        self._refresh()
        try:
            return self._search_ready(vector, k, limits)
        except StoreUnavailableError:
            # Another process may have changed the files beneath the open client: look again with a new one.
            self._reopen(self._record.state())
            return self._search_ready(vector, k, limits)

    def note(self, state: IndexState) -> None:
        """Take a state that this process made itself as seen, so that nothing need be opened again."""
        self._seen = state

    def _search_ready(self, vector: Vectors, k: int, limits: Filters) -> list[tuple[str, float]]:
        """Ask for more until k of what was found is ready, or there is no more."""
        asked = k
        while True:
            found = self._index.search(vector, k=asked, filters=limits)
            ready = self._record.ready([passage_id for passage_id, _ in found])
            kept = [pair for pair in found if pair[0] in ready]
            if len(kept) >= k or len(found) < asked:
                return kept[:k]
            asked *= 2

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
