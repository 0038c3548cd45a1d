"""Give a file another name without taking it from a file that came there meanwhile."""

from __future__ import annotations

from pathlib import Path


def move(source: Path, target: Path) -> None:
    """Rename a file, or raise `FileExistsError`: a plain rename would replace what is there without a word."""
    target.open("xb").close()
    try:
        source.replace(target)
    except BaseException:
        target.unlink()
        raise
