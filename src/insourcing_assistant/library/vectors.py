"""The vector index: Chroma, embedded. It is derived from the record and can be made anew from it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from filelock import FileLock, Timeout

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.types import Filters, Vectors

SEARCH_EFFORT = 200
"""How many candidates HNSW keeps while it builds and searches; k beyond it finds fewer."""

LOCK_WAIT_S = 10.0

_Where = dict[str, Any]


class ChromaIndex:
    """Vectors with their metadata in one Chroma collection, by cosine.

    Two traps of Chroma 1.5 are dealt with here. A client never finds what another process added, until it is
    closed and opened again: that is `reopen`. And neither Chroma nor the HNSW files that it writes are made for
    two processes: changing and loading take turns by a lock file.
    """

    def __init__(self, folder: Path, *, collection: str) -> None:
        self._folder = folder
        self._name = collection
        self._file_lock = FileLock(folder.with_name(folder.name + ".lock"))
        self._mutex = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        with self._mutex, self._alone():
            self._open()

    def add(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, str | int]]) -> None:
        """Add or replace. `metadata` has report_id, kind and, where known, year and publisher."""
        with self._mutex, self._alone(), self._translated():
            size = self._client.get_max_batch_size()
            for start in range(0, len(ids), size):
                end = start + size
                self._collection.upsert(
                    ids=list(ids[start:end]),
                    embeddings=np.asarray(vectors[start:end], dtype=np.float32),
                    metadatas=[dict(entry) for entry in metadata[start:end]],
                )
            self._settle()

    def delete(self, ids: Sequence[str]) -> None:
        """Take out; ids that are not there are ignored."""
        with self._mutex, self._alone(), self._translated():
            size = self._client.get_max_batch_size()
            for start in range(0, len(ids), size):
                self._collection.delete(ids=list(ids[start : start + size]))
            self._settle()

    def search(self, vector: Vectors, *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (id, cosine), best first, ties by id."""
        with self._mutex:
            publishers = self._publishers(filters.publisher) if filters.publisher else None
            if k < 1 or publishers == []:
                return []
            return self._query(vector, k, _where(filters, publishers))

    def count(self) -> int:
        """How many vectors there are."""
        with self._mutex, self._translated():
            return int(self._collection.count())

    def ids(self) -> frozenset[str]:
        """The ids of all vectors."""
        with self._mutex, self._translated():
            return frozenset(self._collection.get(include=[])["ids"])

    def reopen(self, collection: str) -> None:
        """Look at this collection, with all that other processes have added to it."""
        with self._mutex, self._alone():
            self._close()
            self._name = collection
            self._open()

    def keep_only(self, collection: str) -> None:
        """Drop all other collections."""
        with self._mutex, self._alone(), self._translated():
            for other in self._client.list_collections():
                if other.name != collection:
                    self._client.delete_collection(other.name)

    def close(self) -> None:
        """Let go of the files."""
        with self._mutex:
            self._close()

    def _query(self, vector: Vectors, k: int, where: _Where | None) -> list[tuple[str, float]]:
        with self._translated():
            found = self._collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
                n_results=min(k, max(1, self._collection.count())),
                where=where,
                include=["distances"],
            )
        # Chroma gives the cosine distance, 1 - cosine; here, higher is better.
        scored = [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _publishers(self, part: str) -> list[str]:
        """The publishers whose names hold this, in any case; Chroma itself compares whole values only."""
        with self._translated():
            entries = self._collection.get(include=["metadatas"])["metadatas"]
        names = {str(entry["publisher"]) for entry in entries if "publisher" in entry}
        return sorted(name for name in names if part.casefold() in name.casefold())

    def _open(self) -> None:
        with self._translated():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(self._folder, settings=Settings(anonymized_telemetry=False))
            self._collection = self._create_collection()
            self._settle()

    def _create_collection(self) -> Any:
        configuration = {"hnsw": {"space": "cosine", "ef_search": SEARCH_EFFORT, "ef_construction": SEARCH_EFFORT}}
        return self._client.get_or_create_collection(self._name, embedding_function=None, configuration=configuration)

    def _settle(self) -> None:
        """Make Chroma load or write its HNSW files now, while the lock is held, and not at some later query."""
        some = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        if len(some):
            self._collection.query(query_embeddings=some, n_results=1, include=[])

    def _close(self) -> None:
        if self._client is None:
            return
        self._client.close()
        # Without this, a client that another part of the program holds open would share its stale state.
        SharedSystemClient.clear_system_cache()
        self._client = self._collection = None

    @contextlib.contextmanager
    def _alone(self) -> Any:
        try:
            self._file_lock.acquire(timeout=LOCK_WAIT_S)
        except (Timeout, OSError) as error:
            raise StoreUnavailableError(self._folder, f"the vector store is not free: {error}.") from error
        try:
            yield
        finally:
            self._file_lock.release()

    @contextlib.contextmanager
    def _translated(self) -> Any:
        try:
            yield
        except (chromadb.errors.ChromaError, ValueError, OSError, RuntimeError) as error:
            raise StoreUnavailableError(self._folder, f"the vector store answers with an error: {error}.") from error


def _where(filters: Filters, publishers: Sequence[str] | None) -> _Where | None:
    """Say the filters in Chroma's way; an absent year passes no comparison."""
    conditions: list[_Where] = []
    if filters.reports:
        conditions.append({"report_id": {"$in": list(filters.reports)}})
    if filters.year_from is not None:
        conditions.append({"year": {"$gte": filters.year_from}})
    if filters.year_to is not None:
        conditions.append({"year": {"$lte": filters.year_to}})
    if publishers is not None:
        conditions.append({"publisher": {"$in": list(publishers)}})
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return {"$and": conditions}
