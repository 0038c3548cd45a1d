"""The extension points: what an embedder, an index, a parser, an answerer and a writer must be able to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from insourcing_assistant.types import (
    Answer,
    Filters,
    Hit,
    Kind,
    ParsedReport,
    Passage,
    PassageVectors,
    Question,
    Report,
    Vectors,
)


class Parser(Protocol):
    """Reads a file into one text whose pages tile it. Raises `ParseError`."""

    def __call__(
        self, report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
    ) -> ParsedReport: ...


class Embedder(Protocol):
    """Turns texts into vectors. The names are LangChain's, so that any LangChain embeddings object fits."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class PassageEmbedder(Protocol):
    """Turns passages and their sentences into unit vectors, and questions into the same space."""

    @property
    def fingerprint(self) -> str:
        """Name and hash of the model: vectors with different fingerprints cannot be compared."""

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads, without its special tokens; the rest would be lost in silence."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""

    def embed_passages(self, passages: Sequence[Passage], contexts: Sequence[str]) -> list[PassageVectors]:
        """Embed each passage behind its context (report title and heading). The context counts as tokens."""

    def embed_question(self, question: str) -> Vectors:
        """A unit vector, shape (dimension,)."""


class VectorIndex(Protocol):
    """Finds passages by meaning. Scores are cosines."""

    def add(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Mapping[str, str | int]]) -> None:
        """Add or replace. `metadata` has report_id, kind and, where known, year and publisher."""

    def delete(self, ids: Sequence[str]) -> None: ...

    def search(self, vector: Vectors, *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, cosine), best first, ties by id."""

    def count(self) -> int: ...


class KeywordIndex(Protocol):
    """Finds passages by their words. Scores are BM25, higher is better."""

    def search(self, terms: Iterable[Iterable[str]], *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """At most k (passage id, score), best first, ties by id. Each term is a group of alternatives."""

    def mentions(self, groups: Iterable[Iterable[str]], *, k: int, filters: Filters) -> list[tuple[str, float]]:
        """As `search`, but by which alternatives a passage has and how rare they are: quick for many of them."""


class Answerer(Protocol):
    """Makes an answer of hits: every statement cited, every citation a slice."""

    def answer(self, question: Question, hits: Sequence[Hit], *, max_statements: int) -> Answer: ...


class Writer(Protocol):
    """Words an answer anew from its own hits: every statement cited, every citation a slice; or leaves it and says why.

    An answer without statements is left as it is.
    """

    def write(self, question: Question, draft: Answer, *, max_statements: int) -> Answer: ...
