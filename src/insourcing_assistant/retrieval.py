"""Question → Hits: passages ranked by meaning and by words, the two rankings fused by score.

The fusion is a convex combination of min-max normalised scores, which kept more of both rankings' certainty than
reciprocal ranks did (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023). The dense
score of a passage is the mean of its own cosine and that of its best sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from insourcing_assistant.protocols import KeywordIndex, PassageEmbedder, VectorIndex
from insourcing_assistant.types import Filters, Hit, Passage, PassageVectors, Question

CANDIDATES = 60
"""How many passages each ranking contributes to the fusion."""

KEYWORD_WEIGHT = 0.5
"""The share of the keyword ranking in the fused score; equal shares were best on xquad_en."""


class PassageStore(Protocol):
    """What retrieval reads of a library."""

    @property
    def vectors(self) -> VectorIndex:
        """The index of passages by meaning."""

    @property
    def keywords(self) -> KeywordIndex:
        """The index of passages by their words."""

    def passages(self, ids: Iterable[str]) -> Mapping[str, Passage]:
        """Return the passages that are still there, by id."""

    def passage_vectors(self, ids: Iterable[str]) -> Mapping[str, PassageVectors]:
        """Return the vectors of the passages that are still there, by id."""


class Retriever:
    """Finds the passages that speak of a question."""

    def __init__(self, store: PassageStore, embedder: PassageEmbedder, *, candidates: int = CANDIDATES) -> None:
        if candidates < 1:
            raise ValueError(f"candidates must be at least 1, not {candidates}")
        self._store, self._embedder, self._candidates = store, embedder, candidates

    def search(self, question: Question, *, k: int = 10, filters: Filters = Filters()) -> tuple[Hit, ...]:
        """Return at most k hits, best first, ties by passage id."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        wanted = max(k, self._candidates)
        vector = self._embedder.embed_question(question.text)
        found = dict(self._store.vectors.search(vector, k=wanted, filters=filters))
        terms = [term.spellings for term in question.terms]
        keyword = dict(self._store.keywords.search(terms, k=wanted, filters=filters)) if terms else {}
        ids = sorted(found.keys() | keyword.keys())
        passages = self._store.passages(ids)
        vectors = self._store.passage_vectors(ids)
        # A report may be removed between two of these reads; what is gone is no hit.
        hits = [
            _hit(passages[id_], vectors[id_], vector, keyword.get(id_, 0.0))
            for id_ in ids
            if id_ in passages and id_ in vectors
        ]
        return _fuse(hits)[:k]


def _hit(passage: Passage, vectors: PassageVectors, question: np.ndarray, keyword: float) -> Hit:
    sentences = tuple(float(score) for score in vectors.sentences @ question)
    return Hit(passage, 0.0, 1, dense=float(vectors.passage @ question), keyword=keyword, sentence_scores=sentences)


def _fuse(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    if not hits:
        return ()
    own = _normalise([hit.dense for hit in hits])
    best = _normalise([max(hit.sentence_scores, default=hit.dense) for hit in hits])
    dense = _normalise(list((own + best) / 2))
    keyword = _normalise([hit.keyword for hit in hits])
    fused = (1 - KEYWORD_WEIGHT) * dense + KEYWORD_WEIGHT * keyword
    order = sorted(range(len(hits)), key=lambda i: (-fused[i], hits[i].passage.id))
    return tuple(
        Hit(
            passage=hits[i].passage,
            score=float(fused[i]),
            rank=rank,
            dense=hits[i].dense,
            keyword=hits[i].keyword,
            sentence_scores=hits[i].sentence_scores,
        )
        for rank, i in enumerate(order, start=1)
    )


def _normalise(scores: Sequence[float]) -> np.ndarray:
    """Map scores to [0, 1]; all alike become 0, for then the ranking says nothing."""
    array = np.asarray(scores, dtype=np.float64)
    low, high = array.min(), array.max()
    return (array - low) / (high - low) if high > low else np.zeros_like(array)
