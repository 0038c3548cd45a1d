"""Texts → unit vectors: the packaged MiniLM, any other sentence-transformers model, or any LangChain embedder."""

import sys

from insourcing_assistant.embedding.loading import load_embedder
from insourcing_assistant.embedding.minilm import MiniLM
from insourcing_assistant.embedding.separate import SeparateSentences

__all__ = ["MiniLM", "SeparateSentences", "load_embedder"]

# OpenVINO reports its use to its makers through this package, and does without it where it cannot be imported. An
# assistant that works without the network has nothing to tell them. No module here imports OpenVINO before this line.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None: not to be imported
