"""Read the bytes of a file, and name them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from insourcing_assistant.errors import DamagedFileError, MislabelledFileError, NoTextError
from insourcing_assistant.parsing.encodings import decode, is_binary


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


def read_text(path: Path, content: bytes, *, report_id: str) -> str:
    """Decode the content of a text file. Raises `MislabelledFileError` where it is no text in any encoding."""
    if is_binary(content):
        advice = "Open it in the program that made it and save it as a PDF."
        raise MislabelledFileError(path, "a file of binary data and not a text", advice=advice, report_id=report_id)
    return decode(content)
