"""Takes forms in while they come: files go to disk piece by piece, and too much is refused before it is kept."""

from __future__ import annotations

import contextlib
import re
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from insourcing_assistant.errors import UsageError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks  # which is there for type checkers alone

MAX_FIELD_BYTES = 16_000
MAX_PARTS = 60
LEFT_BEHIND_S = 86_400.0
STAGED = ".upload-"
"""How the names of files begin that are not in the library yet; ingestion passes hidden files over."""


class TooMuchError(UsageError):
    """More was sent than is taken."""


@dataclass(slots=True)
class Received:
    """What a form holds: fields by name, and files by the names they were given, with where each is kept."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, Path]] = field(default_factory=list)

    def discard(self) -> None:
        """Delete the files."""
        for _, path in self.files:
            path.unlink(missing_ok=True)


async def small_form(request: Request) -> dict[str, str]:
    """Read a form without files. Raises `UsageError`."""
    body = b""
    async for piece in _pieces(request, MAX_FIELD_BYTES):
        body += piece
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_PARTS))
    except ValueError as error:
        raise UsageError("The form cannot be read: send it from the Library page.") from error


async def discard(request: Request, *, max_bytes: int) -> None:
    """Let come what is refused, and keep nothing of it: a browser hears no answer before it has sent all."""
    async for _ in _pieces(request, max_bytes):
        pass


async def receive(request: Request, folder: Path, *, max_bytes: int) -> Received:
    """Read a form with files into a folder. What is not taken whole leaves nothing behind. Raises `UsageError`."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise UsageError("The form cannot be read: send it from the Library page.")
    received = Received()
    try:
        with ExitStack() as files:
            parts = _Parts(received, folder, files)
            parser = MultipartParser(options[b"boundary"], parts.callbacks())
            async for piece in _pieces(request, max_bytes):
                await run_in_threadpool(parser.write, piece)
            if not parts.is_complete:
                raise UsageError("The upload broke off before its end. Send it again.")
    except FormParserError as error:
        received.discard()
        raise UsageError("The upload cannot be read. Send it again from the Library page.") from error
    except BaseException:
        received.discard()
        raise
    return received


def sweep(folder: Path) -> None:
    """Delete what uploads have left behind that ended with their server, a day ago or more."""
    for path in folder.glob(f"{STAGED}*.part"):
        with contextlib.suppress(OSError):  # another server may have been quicker
            if time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
                path.unlink()


async def _pieces(request: Request, max_bytes: int) -> AsyncIterator[bytes]:
    come = 0
    async for piece in request.stream():
        come += len(piece)
        if come > max_bytes:
            raise TooMuchError(f"More than {max_bytes / 1_000_000:,.3g} MB were sent, which is too much at once.")
        yield piece


def _bare(name: str) -> str:
    """Leave folders away, and characters that cannot be seen; it is made safe as a file name when it becomes one."""
    return "".join(filter(str.isprintable, re.split(r"[/\\]", name)[-1])).strip() or "unnamed"


class _Parts:
    """Puts the parts of a form, as the parser tells of them, into fields and files."""

    def __init__(self, received: Received, folder: Path, files: ExitStack) -> None:
        self._received, self._folder, self._files = received, folder, files
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = b"", b""
        self._field = ""
        self._content: bytes | None = None
        self._file: BinaryIO | None = None
        self._count = 0
        self.is_complete = False

    def callbacks(self) -> MultipartCallbacks:
        """Name what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._open,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._count += 1
        if self._count > MAX_PARTS:
            raise TooMuchError(f"More than {MAX_PARTS} files and fields were sent. Send fewer files at once.")
        self._headers, self._name, self._value = {}, b"", b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise TooMuchError("The upload cannot be read: a name in it is too long.")

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def _open(self) -> None:
        said = Message()
        said["content-disposition"] = " ".join(
            self._headers.get(b"content-disposition", b"").decode("utf-8", "replace").split()
        )
        self._field = str(said.get_param("name", "", header="content-disposition"))
        name = said.get_filename()
        if name:
            name = _bare(name)
        self._content = b"" if name is None else None
        if name:
            path = self._folder / f"{STAGED}{secrets.token_hex(8)}.part"
            self._file = self._files.enter_context(path.open("xb"))
            self._received.files.append((name, path))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif self._content is not None:
            self._content += data[start:end]
            if len(self._content) > MAX_FIELD_BYTES:
                raise TooMuchError("A field of the form is too long.")

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        elif self._content is not None:
            self._received.fields[self._field] = self._content.decode("utf-8", "replace")

    def _finish(self) -> None:
        self.is_complete = True
