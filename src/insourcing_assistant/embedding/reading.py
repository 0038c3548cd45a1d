"""Passages through sentence-transformers, by the batch: the states of their tokens, and whole texts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from transformers.utils.logging import disable_progress_bar

from insourcing_assistant.embedding.model_files import Precision
from insourcing_assistant.types import Vectors

BATCH = 32
"""Texts read at once; `encode` sorts them by length, so that little is read of what only fills up."""

_WORTHWHILE = 1.3
"""How many times faster half precision must be before it is used."""


class TransformerReader:
    """A sentence-transformers model from a folder, on the processor; nothing is downloaded.

    Where the processor multiplies matrices faster in half precision (bfloat16), the model is read in it: a vector's
    cosine with the one of single precision is above 0.9998, and so is that with itself beside other texts, so that
    all of them can stand in one library. Elsewhere half precision is slower than single, so that it is measured.
    """

    def __init__(self, folder: Path, *, precision: Precision = "auto") -> None:
        # Loading takes a tenth of a second, and its bar would stand in the middle of ours.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self.precision = fastest_precision() if precision == "auto" else precision
        self._model = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": getattr(torch, self.precision)}
        )

    def token_states(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the states of each text's tokens, shape (tokens, dimension), special tokens included."""
        states: list[Tensor] = self._model.encode(  # type: ignore[assignment]
            list(texts), output_value="token_embeddings", batch_size=BATCH, show_progress_bar=False
        )
        return [each.float().numpy() for each in states]

    def whole(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vector of each text, shape (texts, dimension)."""
        vectors = self._model.encode(
            list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=False, convert_to_tensor=True
        )
        single = vectors.float().numpy()
        return np.asarray(single / np.linalg.norm(single, axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=1)
def fastest_precision() -> Literal["float32", "bfloat16"]:
    """Find out in milliseconds in which precision this processor multiplies matrices of the model's size fastest."""
    seconds = {kind: _seconds_of_products(kind) for kind in (torch.float32, torch.bfloat16)}
    return "bfloat16" if seconds[torch.float32] > _WORTHWHILE * seconds[torch.bfloat16] else "float32"


@torch.inference_mode()
def _seconds_of_products(kind: torch.dtype) -> float:
    states, weights = torch.ones(2048, 384, dtype=kind), torch.ones(1536, 384, dtype=kind)
    measured = []
    for _ in range(5):
        start = time.perf_counter()
        torch.nn.functional.linear(states, weights)
        measured.append(time.perf_counter() - start)
    return min(measured)
