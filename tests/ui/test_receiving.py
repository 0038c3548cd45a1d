"""Forms are taken in piece by piece, and what is too much or broken leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ui.receiving import (
    LEFT_BEHIND_S,
    MAX_FIELD_BYTES,
    MAX_PARTS,
    Received,
    TooMuchError,
    receive,
    small_form,
    sweep,
)

TYPE = "multipart/form-data; boundary=xyz"


def part(name: str, content: bytes, *, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename is not None else ""
    return f'--xyz\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"


def request(body: bytes, *, kind: str = TYPE, piece: int = 7) -> Request:
    pieces: Iterator[bytes] = (body[start : start + piece] for start in range(0, len(body), piece))

    async def come() -> Message:
        content = next(pieces, b"")
        return {"type": "http.request", "body": content, "more_body": bool(content)}

    return Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, come)


def received(body: bytes, folder: Path, *, max_bytes: int = 100_000, kind: str = TYPE, piece: int = 7) -> Received:
    return asyncio.run(receive(request(body, kind=kind, piece=piece), folder, max_bytes=max_bytes))


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_fields_and_files_arrive_whole_whatever_the_pieces(tmp_path: Path, piece: int) -> None:
    content = bytes(range(256)) * 9 + b"\r\n--xy"
    body = part("of", "häfen".encode()) + part("file", content, filename="a.pdf") + b"--xyz--\r\n"
    form = received(body, tmp_path, piece=piece)
    assert form.fields == {"of": "häfen"}
    assert [(name, path.read_bytes()) for name, path in form.files] == [("a.pdf", content)]
    assert form.files[0][1].parent == tmp_path
    assert form.files[0][1].name.startswith(".upload-")
    form.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("offered", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\\\x\\\\plan.pdf", "plan.pdf"),
        ("a\x07b.pdf", "ab.pdf"),
        ("/", "unnamed"),
    ],
)
def test_a_file_is_kept_under_a_name_of_ours(tmp_path: Path, offered: str, name: str) -> None:
    form = received(part("file", b"x", filename=offered) + b"--xyz--\r\n", tmp_path)
    assert [given for given, _ in form.files] == [name]
    assert [path.parent for path in tmp_path.iterdir()] == [tmp_path]


def test_no_file_chosen_is_no_file(tmp_path: Path) -> None:
    assert received(part("file", b"", filename="") + b"--xyz--\r\n", tmp_path).files == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (part("file", b"x" * 200_000, filename="a.pdf") + b"--xyz--\r\n", "0.1 MB"),
        (part("of", b"x" * (MAX_FIELD_BYTES + 1)) + b"--xyz--\r\n", "too long"),
        (part("file", b"x", filename="a.pdf") * (MAX_PARTS + 1) + b"--xyz--\r\n", f"More than {MAX_PARTS}"),
    ],
)
def test_too_much_is_refused_and_nothing_is_left(tmp_path: Path, body: bytes, reason: str) -> None:
    with pytest.raises(TooMuchError, match=reason):
        received(body, tmp_path, piece=1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (part("file", b"half", filename="a.pdf"), TYPE),
        (part("a", b"", filename="a" * (MAX_FIELD_BYTES + 1)) + b"--xyz--\r\n", TYPE),
        (b"nonsense", TYPE),
        (b"", TYPE),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"a=b", "multipart/form-data"),
    ],
)
def test_what_is_broken_is_refused_and_nothing_is_left(tmp_path: Path, body: bytes, kind: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be read|broke off"):
        received(body, tmp_path, kind=kind)
    assert list(tmp_path.iterdir()) == []


def test_small_forms_are_small() -> None:
    assert asyncio.run(small_form(request(b"id=a%20b&year=", kind=""))) == {"id": "a b", "year": ""}
    with pytest.raises(TooMuchError):
        asyncio.run(small_form(request(b"x" * (MAX_FIELD_BYTES + 1), piece=1000)))
    with pytest.raises(UsageError, match="cannot be read"):
        asyncio.run(small_form(request(b"\xff\xfe=1")))


def test_only_what_was_left_behind_long_ago_is_swept_away(tmp_path: Path) -> None:
    old, new, other = tmp_path / ".upload-1.part", tmp_path / ".upload-2.part", tmp_path / "report.pdf"
    for path in (old, new, other):
        path.touch()
    long_ago = time.time() - LEFT_BEHIND_S - 60
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == [new, other]
