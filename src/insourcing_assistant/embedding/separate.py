"""Any LangChain-style embedder as an embedder of passages: sentences are embedded one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from insourcing_assistant.protocols import Embedder
from insourcing_assistant.types import Passage, PassageVectors, Vectors


class SeparateSentences:
    """Adapts `embedder`, which is asked for each passage behind its context and then for each sentence alone."""

    def __init__(
        self,
        embedder: Embedder,
        *,
        fingerprint: str,
        max_tokens: int,
        count_tokens: Callable[[Sequence[str]], list[int]],
    ) -> None:
        if max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, not {max_tokens}")
        self._embedder, self._fingerprint = embedder, fingerprint
        self._max_tokens, self._count_tokens = max_tokens, count_tokens

    @property
    def fingerprint(self) -> str:
        """Name and hash of the model."""
        return self._fingerprint

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text."""
        return self._count_tokens(texts)

    def embed_passages(self, passages: Sequence[Passage], contexts: Sequence[str]) -> list[PassageVectors]:
        """Embed each passage behind its context, and each of its sentences."""
        texts = [context + passage.text for context, passage in zip(contexts, passages, strict=True)]
        sentences = [passage.text[start:end] for passage in passages for start, end in passage.sentences]
        if not texts:
            return []
        vectors = _unit_rows(self._embedder.embed_documents(texts + sentences))
        bounds = np.cumsum([len(texts), *(len(passage.sentences) for passage in passages)])
        return [PassageVectors(vectors[row], vectors[bounds[row] : bounds[row + 1]]) for row in range(len(passages))]

    def embed_question(self, question: str) -> Vectors:
        """A unit vector, shape (dimension,)."""
        vector: Vectors = _unit_rows([self._embedder.embed_query(question)])[0]
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts as they are: LangChain's name."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question: LangChain's name."""
        return self._embedder.embed_query(text)


def _unit_rows(rows: Sequence[Sequence[float]]) -> Vectors:
    vectors: Vectors = np.array(rows, dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    # A text that a model makes nothing of stays the zero vector: it is near no question.
    norms[norms == 0] = 1
    vectors /= norms
    return vectors
