"""Which embedder for which model."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from insourcing_assistant.embedding.minilm import MiniLM
from insourcing_assistant.embedding.model_files import is_supported
from insourcing_assistant.embedding.separate import SeparateSentences
from insourcing_assistant.errors import ConfigError
from insourcing_assistant.protocols import PassageEmbedder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load_embedder(model: str | None = None) -> PassageEmbedder:
    """Load the packaged model, or any sentence-transformers model by folder or name.

    Nothing is downloaded: a model that is named must be on this machine. Raises `ConfigError`.
    """
    if model is None:
        return MiniLM()
    if is_supported(Path(model)):
        return MiniLM(Path(model))
    return _adapted(model)


def _adapted(model: str) -> SeparateSentences:
    loaded = _load_sentence_transformer(model)
    reads, special = loaded.max_seq_length or 512, loaded.tokenizer.num_special_tokens_to_add()
    return SeparateSentences(
        _SentenceTransformerEmbedder(loaded),
        fingerprint=f"{model} {_weights_mark(loaded)}",
        max_tokens=reads - special - len(loaded.tokenizer.tokenize(loaded.prompts.get("document") or "")),
        count_tokens=lambda texts: _count_tokens(loaded, texts),
    )


def _load_sentence_transformer(model: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(model, device="cpu", local_files_only=True)
    except Exception as error:
        # Whatever goes wrong in there, the reader of the message can only look at the name or the folder.
        raise ConfigError(
            f"The embedding model {model!r} cannot be loaded ({error}). "
            f"Give the folder of a sentence-transformers model, or fetch this one first with `hf download {model}`."
        ) from error


class _SentenceTransformerEmbedder:
    """sentence-transformers with LangChain's names, and with the prompts that the model was trained with."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode_document(texts, batch_size=16, show_progress_bar=False)
        return [[float(value) for value in vector] for vector in vectors]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._model.encode_query(text, show_progress_bar=False)]


def _count_tokens(model: SentenceTransformer, texts: Sequence[str]) -> list[int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        encoded = model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
    return [len(ids) for ids in encoded["input_ids"]]


def _weights_mark(model: SentenceTransformer) -> str:
    """A short mark of the weights: the vector of a fixed text tells models apart without reading their files."""
    vector = model.encode("insourcing", show_progress_bar=False)
    return hashlib.sha256(vector.round(3).tobytes()).hexdigest()[:12]
