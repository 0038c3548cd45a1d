"""Offers pictures of cited pages under keys that nobody can guess, and draws no other page."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from insourcing_assistant.page_images import Box
from insourcing_assistant.types import Citation
from insourcing_assistant.ui.drawings import WIDTHS_PX, RenderPage, png_size

WIDTH_PX = WIDTHS_PX[0]
"""About 150 dots an inch for A4."""

MAX_PAGES = 2
"""A quote stands on one page or over one page turn; one that claims more is not pictured further."""


Value = TypeVar("Value")
LocateQuote = Callable[[Path, int, str], Sequence[Box]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page that can be asked for by its key; no boxes where the quote could not be placed."""

    key: str
    page: int
    aspect: float
    boxes: tuple[Box, ...]


class PagePictures:
    """The pictures of pages that were cited since the start. May be used by many threads."""

    def __init__(
        self,
        *,
        page_file: Callable[[Citation], Path | None],
        render: RenderPage,
        locate: LocateQuote,
        max_pictures: int = 64,
        max_keys: int = 4096,
    ) -> None:
        self._page_file, self._render, self._locate = page_file, render, locate
        self._pages: OrderedDict[str, tuple[Path, int]] = OrderedDict()
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._max_keys, self._max_pictures = max_keys, max_pictures
        self._secret = secrets.token_bytes(16)
        self._lock = threading.Lock()

    def offer(self, citation: Citation) -> tuple[Picture, ...]:
        """Offer the pages of a citation; none where it has no pages, or its file is not there any more."""
        path = self._page_file(citation) if citation.unit == "page" else None
        if path is None or not path.is_file():
            return ()
        return tuple(self._offer(path, page, citation.quote) for page in citation.pages[:MAX_PAGES])

    def png(self, key: str) -> bytes:
        """Return the picture of an offered page. Raises `KeyError` for a key that was not given out, or long ago."""
        with self._lock:
            path, page = self._pages[key]
            drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._render(path, page, width_px=WIDTH_PX)
        with self._lock:
            _keep(self._drawn, key, drawn, limit=self._max_pictures)
        return drawn

    def _offer(self, path: Path, page: int, quote: str) -> Picture:
        key = self._key(path, page)
        with self._lock:
            _keep(self._pages, key, (path, page), limit=self._max_keys)
        boxes = tuple(self._locate(path, page, quote))
        return Picture(key=key, page=page, aspect=_aspect(self.png(key)), boxes=boxes)

    def _key(self, path: Path, page: int) -> str:
        stamp = path.stat().st_mtime_ns  # another file of the same name is another picture
        return hashlib.blake2b(f"{path}\0{stamp}\0{page}".encode(), key=self._secret, digest_size=16).hexdigest()


def _keep(kept: OrderedDict[str, Value], key: str, value: Value, *, limit: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > limit:
        kept.popitem(last=False)


def _aspect(png: bytes) -> float:
    width, height = png_size(png)
    return width / height
