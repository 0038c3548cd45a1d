"""Passages through sentence-transformers, by the batch: the states of their tokens, and whole texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sentence_transformers import SentenceTransformer
from torch import Tensor
from transformers.utils.logging import disable_progress_bar

from insourcing_assistant.types import Vectors

BATCH = 8
"""Texts read at once; `encode` sorts them by length, so that little is read of what only fills up."""


class TransformerReader:
    """A sentence-transformers model from a folder, in single precision; nothing is downloaded."""

    def __init__(self, folder: Path) -> None:
        # Loading takes a tenth of a second, and its bar would stand in the middle of ours.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def token_states(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the states of each text's tokens, shape (tokens, dimension), special tokens included."""
        states: list[Tensor] = self._model.encode(  # type: ignore[assignment]
            list(texts), output_value="token_embeddings", batch_size=BATCH, show_progress_bar=False
        )
        return [each.numpy() for each in states]

    def whole(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vector of each text, shape (texts, dimension)."""
        return self._model.encode(list(texts), batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True)
