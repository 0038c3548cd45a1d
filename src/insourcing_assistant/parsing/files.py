"""Read the bytes of a file, and the characters that they stand for."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from insourcing_assistant.errors import DamagedFileError, NoTextError


def read_bytes(path: Path, *, report_id: str) -> bytes:
    """Read a file that must not be empty."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedFileError(path, error.strerror or "it cannot be opened", report_id=report_id) from error
    if not content:
        raise NoTextError(path, "the file is empty (zero bytes).", report_id=report_id)
    return content


def sha256(content: bytes) -> str:
    """Name the content: the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte-order mark, or else Windows-1252; line ends become newlines."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
