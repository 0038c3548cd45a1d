"""Undo a transfer's compression piece by piece, so that no small input makes much output at once."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from insourcing_assistant.errors import FetchError

PIECE = 1 << 16
"""The most bytes that are handed on at once."""

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


def decoded(chunks: Iterable[bytes], encoding: str, *, address: str) -> Iterator[bytes]:
    """Undo the `Content-Encoding`. None was asked for, but some servers compress all the same. Raises `FetchError`."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return iter(chunks)
    if name in ("gzip", "x-gzip", "deflate"):
        return _inflated(chunks, address)
    raise FetchError(address, f"it is sent in a compression that was not asked for ({name[:20]}).")


def _inflated(chunks: Iterable[bytes], address: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    for chunk in chunks:
        rest = chunk
        while rest and not inflater.eof:
            try:
                piece = inflater.decompress(rest, PIECE)
            except zlib.error as error:
                raise FetchError(address, "its compression is damaged.") from error
            yield piece
            rest = inflater.unconsumed_tail
    yield inflater.flush()
    if not inflater.eof:
        raise FetchError(address, "the connection broke off within it.", passing=True)
