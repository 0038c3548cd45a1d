"""Texts → unit vectors: the packaged MiniLM, any other sentence-transformers model, or any LangChain embedder."""

from insourcing_assistant.embedding.loading import load_embedder
from insourcing_assistant.embedding.minilm import MiniLM
from insourcing_assistant.embedding.separate import SeparateSentences

__all__ = ["MiniLM", "SeparateSentences", "load_embedder"]
