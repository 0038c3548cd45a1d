"""Which files the library has read already, to be asked about thousands of others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from insourcing_assistant.errors import IngestError
from insourcing_assistant.ingestion.comparing import file_sha256
from insourcing_assistant.ingestion.names import path_of
from insourcing_assistant.library import LibraryReport


@dataclass(frozen=True, slots=True)
class Held:
    """The reports in the library, by the paths of their own texts and by the content of those whose file is gone.

    Each is there with its place, since the first of several counts; `there` are those of which a file is there.
    """

    by_path: Mapping[str, tuple[int, str]]
    gone: Mapping[str, tuple[int, str]]
    there: frozenset[str]

    @classmethod
    def of(cls, held: Sequence[LibraryReport], *, corpus: Path) -> Held:
        """Look once for each file: a library may have thousands."""
        by_path: dict[str, tuple[int, str]] = {}
        gone: dict[str, tuple[int, str]] = {}
        there: set[str] = set()
        for place, entry in enumerate(held):
            for text in entry.texts:
                is_there = path_of(text.path, text.kind, corpus=corpus).exists()
                if is_there:
                    there.add(entry.report.id)
                if text.kind != "brief":
                    by_path.setdefault(text.path, (place, entry.report.id))
                    if not is_there:
                        gone.setdefault(text.sha256, (place, entry.report.id))
        return cls(by_path, gone, frozenset(there))

    def id_of(self, path: Path, name: str) -> str | None:
        """The report whose own text came from this file, under this name or, moved since, with this content."""
        moved = self.gone.get(content_of(path)) if self.gone else None
        found = [each for each in (self.by_path.get(name), moved) if each is not None]
        return min(found)[1] if found else None


def content_of(path: Path) -> str:
    """Name the content of a file: its SHA-256, or where it cannot be read that of its name."""
    try:
        return file_sha256(path, report_id=path.stem)
    except IngestError:
        # It will fail with a better word when it is read.
        return hashlib.sha256(str(path).encode(errors="replace")).hexdigest()
