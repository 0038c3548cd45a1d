"""What passages have in common is read once, and weighs in each vector as its words would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from insourcing_assistant.embedding.contexts import SENTENCE_WEIGHT, Context, read_contexts
from insourcing_assistant.types import PassageVectors, Vectors

EAST, NORTH = np.array([[1, 0]], dtype=np.float32), np.array([[0, 1]], dtype=np.float32)


def test_each_is_read_once_and_one_without_a_word_not_at_all() -> None:
    asked: list[Sequence[str]] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.append(texts)
        return np.repeat(EAST, len(texts), axis=0)

    read = read_contexts(["Parks. ", "", "Bins. ", "Parks. ", " "], embed=embed, count_tokens=lambda ts: [2] * len(ts))
    assert asked == [["Parks. ", "Bins. "]]
    assert list(read) == ["Parks. ", "Bins. "]
    assert read_contexts(["", " "], embed=embed, count_tokens=lambda texts: []) == {}
    assert len(asked) == 1


@pytest.mark.parametrize(("tokens", "share"), [(30, 0.25), (10, 0.5), (0, 1.0)])
def test_it_weighs_by_its_share_of_the_tokens(tokens: int, share: float) -> None:
    context = Context(NORTH[0], tokens=10)
    vectors = context.put_into(PassageVectors(EAST[0], np.repeat(EAST, 2, axis=0)), tokens)
    assert vectors.passage == pytest.approx(np.array([1 - share, share]) / np.hypot(1 - share, share))
    assert vectors.sentences == pytest.approx(np.array([[1, SENTENCE_WEIGHT]] * 2) / np.hypot(1, SENTENCE_WEIGHT))
    assert vectors.passage.dtype == vectors.sentences.dtype == np.float32


def test_a_passage_without_sentences_stays_without() -> None:
    none = np.empty((0, 2), dtype=np.float32)
    assert Context(NORTH[0], tokens=1).put_into(PassageVectors(EAST[0], none), 3).sentences.shape == (0, 2)
