"""How files are named to people, and found again by these names."""

from __future__ import annotations

from pathlib import Path

from insourcing_assistant.types import Kind


def name_of(path: Path, *, corpus: Path) -> str:
    """Name a file as people are shown it: within `reports/` or the corpus, else in full."""
    real = real_path(path)
    for folder in (corpus / "reports", corpus):
        if real.is_relative_to(folder.resolve()):
            return real.relative_to(folder.resolve()).as_posix()
    return str(real)


def real_path(path: Path) -> Path:
    """Follow links, unless they lead round in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def path_of(name: str, kind: Kind, *, corpus: Path) -> Path:
    """Find the file that `name_of` named."""
    return (corpus if kind == "brief" else corpus / "reports") / name


def printable(name: str) -> str:
    """Put marks in place of the bytes of a name that are no characters."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
