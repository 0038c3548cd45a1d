"""A deterministic embedder without weights: words hashed into fixed dimensions, so that rankings can be foretold."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from insourcing_assistant.types import Passage, PassageVectors, Vectors

WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Texts that share words are near each other; a text without words has the first unit vector."""

    def __init__(self, *, dimension: int = 64, max_tokens: int = 200, name: str = "hashing") -> None:
        self._dimension, self._max_tokens, self._name = dimension, max_tokens, name

    @property
    def fingerprint(self) -> str:
        return f"{self._name}-{self._dimension}"

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(WORD.findall(text)) for text in texts]

    def embed_passages(self, passages: Sequence[Passage], contexts: Sequence[str]) -> list[PassageVectors]:
        return [
            PassageVectors(
                passage=self.embed_question(f"{context} {passage.text}"),
                sentences=np.array(
                    [self.embed_question(passage.text[start:end]) for start, end in passage.sentences],
                    dtype=np.float32,
                ).reshape(len(passage.sentences), self._dimension),
            )
            for passage, context in zip(passages, contexts, strict=True)
        ]

    def embed_question(self, question: str) -> Vectors:
        vector = np.zeros(self._dimension, dtype=np.float32)
        for word in WORD.findall(question.casefold()):
            vector[zlib.crc32(word.encode()) % self._dimension] += 1.0
        if not vector.any():
            vector[0] = 1.0
        return vector / np.linalg.norm(vector)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self.embed_question(text)]
