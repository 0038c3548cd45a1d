"""Question → Hits: passages ranked by meaning and by words, the two rankings fused by score.

The fusion is a convex combination of min-max normalised scores, which kept more of both rankings' certainty than
reciprocal ranks did (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023). The dense
score of a passage is the mean of its own cosine and that of its best sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from insourcing_assistant.protocols import KeywordIndex, PassageEmbedder, VectorIndex
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.types import Filters, Hit, Passage, PassageVectors, Question
from insourcing_assistant.wording import bare, is_stop, words

CANDIDATES = 60
"""How many passages each ranking contributes to the fusion."""

KEYWORD_WEIGHT = 0.5
"""The share of the keyword ranking in the fused score: equal shares."""


SYNONYM_WEIGHT = 0.3
"""What a synonym from the glossary counts for beside the question's own words."""


class PassageStore(Protocol):
    """What retrieval reads of a library."""

    @property
    def vectors(self) -> VectorIndex:
        """The index of passages by meaning."""

    @property
    def keywords(self) -> KeywordIndex:
        """The index of passages by their words."""

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """Return the passages that are still there, by id."""

    def passage_vectors(self, ids: Sequence[str]) -> Mapping[str, PassageVectors]:
        """Return the vectors of the passages that are still there, by id."""


class Retriever:
    """Finds the passages that speak of a question."""

    def __init__(self, store: PassageStore, embedder: PassageEmbedder, *, candidates: int = CANDIDATES) -> None:
        if candidates < 1:
            raise ValueError(f"candidates must be at least 1, not {candidates}")
        self._store, self._embedder, self._candidates = store, embedder, candidates

    def search(
        self, question: Question, *, k: int = 10, filters: Filters = Filters(), watch: Stopwatch | None = None
    ) -> tuple[Hit, ...]:
        """Return at most k hits, best first, ties by passage id. `watch` counts the time of each stage."""
        watch = watch or Stopwatch()
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        wanted = max(k, self._candidates)
        with watch.stage("embed"):
            vector = self._embedder.embed_question(question.text)
        # Side by side, since both leave Python alone: in a large library each takes tens of milliseconds.
        with ThreadPoolExecutor(1) as aside:
            searching = aside.submit(self._store.vectors.search, vector, k=wanted, filters=filters)
            with watch.stage("keyword"):
                keyword = self._keyword_scores(question, k=wanted, filters=filters)
            with watch.stage("dense"):  # what it takes beyond that, so that the stages add up
                found = dict(searching.result())
        with watch.stage("fuse"):
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

    def _keyword_scores(self, question: Question, *, k: int, filters: Filters) -> dict[str, float]:
        own = {bare(word): None for term in question.terms for word in words(term.text) if not is_stop(word)}
        phrases = [" ".join(map(bare, words(term.text))) for term in question.terms if len(words(term.text)) > 1]
        synonyms = [term.spellings[1:] for term in question.terms if len(term.spellings) > 1]
        index = self._store.keywords
        scores: defaultdict[str, float] = defaultdict(float)
        for id_, score in index.search([(word,) for word in [*own, *phrases]], k=k, filters=filters):
            scores[id_] += score
        for id_, score in index.mentions(synonyms, k=k, filters=filters):
            scores[id_] += SYNONYM_WEIGHT * score
        return dict(scores)


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
