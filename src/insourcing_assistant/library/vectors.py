"""The vector index: Chroma, embedded. It is derived from the record and can be made anew from it.

Chroma takes over a second to import, so that this happens when vectors are first asked for.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library.vector_files import are_sound, mark_files
from insourcing_assistant.types import Filters, Vectors

SEARCH_EFFORT = 200
"""How many candidates HNSW keeps while it builds and searches; k beyond it finds fewer."""

LOCK_WAIT_S = 10.0

BATCH = 500
"""Vectors changed in one go, for a third of a second: so long a reader may wait. Chroma takes 5,461 at most."""

FULL_DISK_BYTES = 1_000_000

_Where = dict[str, Any]


class ChromaIndex:
    """Vectors with their metadata in one Chroma collection, by cosine.

    Two traps of Chroma 1.5 are dealt with here. A client never finds what another process added, until it is
    closed and opened again: that is `reopen`. And neither Chroma nor the HNSW files that it writes are made for
    two processes: changing and loading take turns by a lock file.
    """

    def __init__(self, folder: Path, *, collection: str, create: bool = True, copy_of: Path | None = None) -> None:
        self._folder = folder
        self._name = collection
        self._create = create
        self._copy_of = copy_of
        self._file_lock = FileLock(folder.with_name(folder.name + ".lock"))
        self._mutex = threading.RLock()
        self._opened: tuple[Any, Any] | None = None

    def add(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, str | int]]) -> None:
        """Add or replace. `metadata` has report_id, kind and, where known, year and publisher."""
        for rows in _batches(len(ids)):
            with self._changing() as (_, collection):
                collection.upsert(
                    ids=list(ids[rows]),
                    embeddings=np.asarray(vectors[rows], dtype=np.float32),
                    metadatas=[dict(entry) for entry in metadata[rows]],
                )
                _settle(collection)

    def describe(self, ids: Sequence[str], metadata: Mapping[str, str | int]) -> None:
        """Put other metadata beside vectors that are there, the same for all."""
        # What an update does not name stays; None takes it out.
        whole = {"year": None, "publisher": None, **metadata}
        for rows in _batches(len(ids)):
            with self._changing() as (_, collection):
                collection.update(ids=list(ids[rows]), metadatas=[whole] * len(ids[rows]))

    def delete(self, ids: Sequence[str]) -> None:
        """Take out; ids that are not there are ignored."""
        for rows in _batches(len(ids)):
            with self._changing() as (_, collection):
                collection.delete(ids=list(ids[rows]))
                _settle(collection)

    def search(self, vector: Vectors, *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (id, cosine), best first, ties by id."""
        with self._reading() as collection:
            publishers = _publishers(collection, filters.publisher) if filters.publisher else None
            if k < 1 or publishers == [] or not collection.count():
                return []
            # More than there are may be asked for. The count is no bound: it knows at once what another process took
            # out, while the search still has those among its best, and would find so many fewer of the others.
            found = collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
                n_results=k,
                where=_where(filters, publishers),
                include=["distances"],
            )
        # Chroma gives the cosine distance, 1 - cosine; here, higher is better.
        scored = [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def count(self) -> int:
        """How many vectors there are."""
        with self._reading() as collection:
            return int(collection.count())

    def ids(self) -> frozenset[str]:
        """The ids of all vectors."""
        with self._reading() as collection:
            return frozenset(collection.get(include=[])["ids"])

    def mark(self) -> str:
        """Note what the files are now, for `is_sound`."""
        return mark_files(self._folder)

    def is_sound(self, noted: str | None, *, count: int) -> bool:
        """Whether the files are those that were noted, and hold so many vectors."""
        with self._mutex, self._alone():
            return are_sound(self._folder, noted, collection=self._name, count=count)

    def reopen(self, collection: str) -> None:
        """Look at this collection, with all that other processes have added to it."""
        with self._mutex:
            self._close()
            self._name = collection

    def keep_only(self, collection: str) -> None:
        """Drop all other collections."""
        with self._changing() as (client, _):
            for other in client.list_collections():
                if other.name != collection:
                    client.delete_collection(other.name)

    def destroy(self) -> None:
        """Delete all files, where they cannot be used any more."""
        with self._mutex, self._alone():
            self._close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the files."""
        with self._mutex:
            self._close()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Any]:
        with self._mutex, self._translated():
            if self._opened is None:
                with self._alone():
                    self._opened = self._open()
            yield self._opened[1]

    @contextlib.contextmanager
    def _changing(self) -> Iterator[tuple[Any, Any]]:
        with self._mutex, self._translated(), self._alone():
            if self._opened is None:
                self._opened = self._open()
            yield self._opened

    def _open(self) -> tuple[Any, Any]:
        import chromadb
        from chromadb.config import Settings

        if self._copy_of is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            shutil.copytree(self._copy_of, self._folder)
        if self._create:
            self._folder.mkdir(parents=True, exist_ok=True)
        try:
            client: Any = chromadb.PersistentClient(self._folder, settings=Settings(anonymized_telemetry=False))
            collection = self._collection_of(client)
            _settle(collection)
        except BaseException:
            _forget_clients()
            raise
        return client, collection

    def _collection_of(self, client: Any) -> Any:
        if not self._create:
            return client.get_collection(self._name, embedding_function=None)
        configuration = {"hnsw": {"space": "cosine", "ef_search": SEARCH_EFFORT, "ef_construction": SEARCH_EFFORT}}
        return client.get_or_create_collection(self._name, embedding_function=None, configuration=configuration)

    def _close(self) -> None:
        if self._opened is None:
            return
        self._opened[0].close()
        self._opened = None
        _forget_clients()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._file_lock.acquire(timeout=LOCK_WAIT_S)
        except Timeout as error:
            raise StoreUnavailableError(self._folder, "another process is writing its vectors.") from error
        try:
            yield
        finally:
            self._file_lock.release()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailableError:
            raise
        except Exception as error:
            # Chroma's Rust core raises its own exceptions, bare ones among them: there is no common base.
            raise StoreUnavailableError(self._folder, _explain(error, self._folder)) from error


def load() -> None:
    """Import Chroma before it is needed."""
    import chromadb  # noqa: F401


def _explain(error: Exception, folder: Path) -> str:
    """Say what a person can do about it; Chroma does not say when it is the disk that is full."""
    if folder.exists() and shutil.disk_usage(folder).free < FULL_DISK_BYTES:
        return "the disk is full. Free some space and run the command again; nothing that was in it is lost."
    return f"the vector store answers with an error: {error}. Run `insourcing ingest`, which makes it anew."


def _forget_clients() -> None:
    """Make the next client read the files: Chroma would give it what an open or failed one of this process knows."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def _batches(count: int) -> Iterator[slice]:
    return (slice(start, start + BATCH) for start in range(0, count, BATCH))


def _settle(collection: Any) -> None:
    """Make Chroma load or write its HNSW files now, while the lock is held, and not at some later query."""
    some = collection.get(limit=1, include=["embeddings"])["embeddings"]
    if len(some):
        collection.query(query_embeddings=some, n_results=1, include=[])


def _publishers(collection: Any, part: str) -> list[str]:
    """The publishers whose names hold this, in any case; Chroma itself compares whole values only."""
    entries = collection.get(include=["metadatas"])["metadatas"]
    names = {str(entry["publisher"]) for entry in entries if "publisher" in entry}
    return sorted(name for name in names if part.casefold() in name.casefold())


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
