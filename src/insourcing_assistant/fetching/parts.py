"""What a broken download left behind, and what is needed to go on with it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from insourcing_assistant.errors import FetchError


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls this state of a document: its entity tag, and when it was last changed."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, response: httpx.Response) -> Validators:
        """Read them from an answer, as far as they can be sent back."""
        return cls(_plain(response.headers.get("ETag")), _plain(response.headers.get("Last-Modified")))

    @property
    def range_header(self) -> str | None:
        """What `If-Range` may be given: a weak tag does not promise the same bytes."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified

    @property
    def unless_changed(self) -> dict[str, str]:
        """The headers that ask for the document only where it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class Part:
    """`.<hash of the address>.part` in the folder, with the validators beside it in `….part.json`."""

    def __init__(self, folder: Path, address: str) -> None:
        name = hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]
        self.path = folder / f".{name}.part"
        self._note = self.path.with_suffix(".part.json")
        self._address = address

    @property
    def size(self) -> int:
        """How many bytes there are."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def validators(self) -> Validators:
        """What the server called the state that the bytes are of; nothing where one cannot go on with them."""
        try:
            note = json.loads(self._note.read_text("utf-8"))
            if note["address"] == self._address and self.size:
                return Validators(note["etag"], note["last_modified"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return Validators()

    @contextmanager
    def begun(self, validators: Validators) -> Iterator[BinaryIO]:
        """Start over. Raises `FetchError` where it cannot be written."""
        self.discard()
        with self._writable():
            if validators.range_header:
                note = {"address": self._address, "etag": validators.etag, "last_modified": validators.last_modified}
                self._note.write_text(json.dumps(note), "utf-8")
            with self.path.open("wb") as file:
                yield file
                _sync(file)

    @contextmanager
    def continued(self) -> Iterator[BinaryIO]:
        """Go on where it broke off. Raises `FetchError` where it cannot be written."""
        with self._writable(), self.path.open("ab") as file:
            yield file
            _sync(file)

    def discard(self) -> None:
        """Throw it away, the bytes first: a note without bytes is harmless."""
        with self._writable():
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # Where the disk is full, the beginning of a download is what others can best do without.
            with suppress(OSError):
                self.path.unlink()
            reason = error.strerror or str(error)
            raise FetchError(self._address, f"it cannot be written to {self.path.parent}: {reason}.") from error


def _plain(header: str | None) -> str | None:
    return header if header and header.isascii() and header.isprintable() else None


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
