"""How much a file may ask of the program that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from insourcing_assistant.errors import LimitExceededError, NoTextError


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    `seconds_per_page` is added for each page of a PDF, since a scan takes seconds a page where text takes
    milliseconds. `pages` counts sections where a format has no pages.
    """

    seconds: float = 60.0
    seconds_per_page: float = 30.0
    memory_mb: int = 2048
    pages: int = 5000
    file_mb: float = 500.0


USUAL_LIMITS = Limits()


def check_file(path: Path, limits: Limits, *, report_id: str) -> None:
    """Refuse what can be told without opening the file. Raises `NoTextError` and `LimitExceededError`."""
    try:
        size = path.stat().st_size
    except OSError:
        return  # whoever opens it says why that fails
    if size == 0:
        raise NoTextError(path, "the file is empty (zero bytes).", report_id=report_id)
    if size > limits.file_mb * 1_000_000:
        raise LimitExceededError(
            path,
            f"it has {size / 1_000_000:,.1f} MB, and at most {limits.file_mb:,g} MB are read. "
            "Split it, or raise the setting read_max_mb",
            report_id=report_id,
        )


def check_pages(path: Path, pages: int, limits: Limits, *, report_id: str) -> None:
    """Refuse a file with too many pages. Raises `LimitExceededError`."""
    if pages > limits.pages:
        raise LimitExceededError(
            path,
            f"it has {pages:,} pages, and at most {limits.pages:,} are read. "
            "Split it, or raise the setting read_max_pages",
            report_id=report_id,
        )


def out_of_time(path: Path, pages: int, limits: Limits, *, report_id: str) -> LimitExceededError:
    """Say that reading took too long."""
    allowed = limits.seconds + limits.seconds_per_page * pages
    return LimitExceededError(
        path,
        f"it took longer than {allowed:,g} seconds. Split it, or raise the setting read_seconds",
        report_id=report_id,
    )


def out_of_memory(path: Path, limits: Limits, *, report_id: str) -> LimitExceededError:
    """Say that reading took too much memory."""
    return LimitExceededError(
        path,
        f"it took more than {limits.memory_mb:,} MB of memory. Split it, or raise the setting read_memory_mb",
        report_id=report_id,
    )
