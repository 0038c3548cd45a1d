"""Token sequences in batches of about equal length: what fills up the shorter ones is read in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

BATCH = 8
"""Texts read at once."""

Ids = npt.NDArray[np.int64]


def of_equal_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the texts' places in batches, the longest first, so that none is left to run alone at the end."""
    order = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def padded(tokens: Sequence[Sequence[int]]) -> dict[str, Ids]:
    """Lay a batch out as BERT takes it: ids filled up with 0, and a mask with 1 for each real one."""
    lengths = np.array([len(ids) for ids in tokens])
    filled = np.zeros((len(tokens), lengths.max()), dtype=np.int64)
    for row, ids in enumerate(tokens):
        filled[row, : len(ids)] = ids
    return {
        "input_ids": filled,
        "attention_mask": (np.arange(filled.shape[1]) < lengths[:, None]).astype(np.int64),
    }
