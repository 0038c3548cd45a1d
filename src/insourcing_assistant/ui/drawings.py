"""Draws pages once for all who look at them, a few at a time, and keeps the latest within a limit of memory."""

from __future__ import annotations

import struct
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Protocol

WIDTHS_PX = (1240, 1860, 2480, 3720)
"""What a page is drawn at: the first is sharp on a card, the last as large as the limit of pixels allows."""

AT_ONCE = 2
"""A large page takes some 80 MB while it is drawn: more readers than this wait for each other."""

MAX_BYTES = 64_000_000


class RenderPage(Protocol):
    """Draws a page as PNG."""

    def __call__(self, path: Path, number: int, *, width_px: int) -> bytes: ...  # noqa: D102


class Drawings:
    """Fits `RenderPage`, and remembers. May be used by many threads."""

    def __init__(self, render: RenderPage, *, max_bytes: int = MAX_BYTES) -> None:
        self._render, self._max_bytes = render, max_bytes
        self._kept: OrderedDict[tuple[Path, int, int, int], bytes] = OrderedDict()
        self._bytes = 0
        self._lock, self._turns = threading.Lock(), threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, path: Path, number: int, *, width_px: int) -> bytes:
        """Draw a page, or return it as it was drawn. Raises what `render` raises, and `OSError`."""
        key = (path, path.stat().st_mtime_ns, number, width_px)  # another file of the same name is another picture
        with self._lock:
            drawn = self._kept.get(key)
            if drawn is not None:
                self._kept.move_to_end(key)
                return drawn
        with self._turns:
            drawn = self._render(path, number, width_px=width_px)
        with self._lock:
            self._bytes += len(drawn) - len(self._kept.pop(key, b""))
            self._kept[key] = drawn
            while self._bytes > self._max_bytes and self._kept:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return drawn


def png_size(png: bytes) -> tuple[int, int]:
    """Return width and height, which stand in bytes 16 to 24 of every PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)
