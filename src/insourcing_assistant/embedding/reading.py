"""Texts through sentence-transformers, in single precision: the states of their tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from insourcing_assistant.embedding.batches import of_equal_length, padded
from insourcing_assistant.types import Vectors


class TransformerReader:
    """A sentence-transformers model from a folder; nothing is downloaded."""

    def __init__(self, folder: Path) -> None:
        # Loading takes a tenth of a second, and its bar would stand in the middle of ours.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()

    def states(self, tokens: Sequence[Sequence[int]]) -> Iterator[tuple[int, Vectors]]:
        """Yield the place of each text and the states of its tokens, shape (tokens, dimension), in any order."""
        for rows in of_equal_length(tokens):
            batch = {name: torch.from_numpy(ids) for name, ids in padded([tokens[row] for row in rows]).items()}
            with torch.inference_mode():
                read: Vectors = self._model[0](batch)["token_embeddings"].numpy()
            for place, row in enumerate(rows):
                yield row, read[place, : len(tokens[row])]
