"""The BERT encoder in torch, for passages by the batch.

The same arithmetic as `bert_numpy`. It is written out because sentence-transformers gives the same vectors (a test
holds the three together), but takes 10 seconds of imports on a small machine where torch alone takes 3.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from insourcing_assistant.embedding.model_files import ModelFiles


class TorchBert:
    """Batches of token ids → token states."""

    def __init__(self, files: ModelFiles) -> None:
        self._files = files
        self._weights: dict[str, Tensor] = load_file(files.weights)

    @torch.inference_mode()
    def states(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Read texts of shape (texts, tokens); where `mask` is false is padding. Returns (texts, tokens, dimension)."""
        weights = self._weights
        tokens = torch.from_numpy(ids)
        # Without a mask attention is faster; sorted batches often need none.
        attended_to = None if mask.all() else torch.from_numpy(mask)[:, None, None, :]
        states = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._normalise(states, "embeddings.LayerNorm")
        for number in range(self._files.layers):
            layer = f"encoder.layer.{number}"
            attended = self._linear(self._attend(states, attended_to, layer), f"{layer}.attention.output.dense")
            states = self._normalise(states + attended, f"{layer}.attention.output.LayerNorm")
            inner = functional.gelu(self._linear(states, f"{layer}.intermediate.dense"))
            states = self._normalise(states + self._linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        result: NDArray[np.float32] = states.numpy()
        return result

    def _attend(self, states: Tensor, attended_to: Tensor | None, layer: str) -> Tensor:
        queries, keys, values = (
            self._heads(self._linear(states, f"{layer}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=attended_to)
        return mixed.transpose(1, 2).reshape(states.shape)

    def _heads(self, states: Tensor) -> Tensor:
        texts, tokens, _ = states.shape
        return states.view(texts, tokens, self._files.heads, -1).transpose(1, 2)

    def _linear(self, states: Tensor, name: str) -> Tensor:
        return functional.linear(states, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normalise(self, states: Tensor, name: str) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(states, (states.shape[-1],), weight, bias, self._files.epsilon)
