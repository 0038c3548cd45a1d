"""Finds the file that a text in the library was read from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from insourcing_assistant.ingestion.comparing import file_sha256
from insourcing_assistant.ingestion.names import path_of
from insourcing_assistant.library import Library
from insourcing_assistant.types import Kind


def original_of(library: Library, report_id: str, kind: Kind, *, corpus: Path) -> Path | None:
    """Find the file, where it is still there and still what was read; a page of another would be another page.

    Raises `UnknownReportError`, and `IngestError` where it cannot be read.
    """
    text = library.report(report_id).text(kind)
    path = path_of(text.path, kind, corpus=corpus) if text else None
    if text is None or path is None or not path.is_file():
        return None
    stat = path.stat()
    return path if _content_of(path, stat.st_mtime_ns, stat.st_size) == text.sha256 else None


@lru_cache(maxsize=256)
def _content_of(path: Path, mtime_ns: int, size: int) -> str:  # noqa: ARG001 (a file that changed is asked for anew)
    return file_sha256(path, report_id="")
