"""The library: library.db is the record, Chroma the vector index that is derived from it."""

from insourcing_assistant.library.contents import Description, Edits, LibraryReport, LibraryText
from insourcing_assistant.library.library import Library

__all__ = ["Description", "Edits", "Library", "LibraryReport", "LibraryText"]
