"""The library: library.db is the record, Chroma the vector index that is derived from it."""

from insourcing_assistant.library.contents import LibraryReport, LibraryText
from insourcing_assistant.library.library import Library

__all__ = ["Library", "LibraryReport", "LibraryText"]
