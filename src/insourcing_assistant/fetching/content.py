"""Tell from the bytes what was downloaded, and refuse what is no publication."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching.web_pages import check_web_page, looks_like_html

_BEGINNING = 1 << 12
_END = 1 << 12
_MOST_OF_A_PAGE = 3_000_000
_TYPES = {"text/markdown": ".md", "text/plain": ".txt"}
_OFFICE = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/epub+zip": ".epub",
}
_KINDS = {".pdf": "a PDF", ".html": "a web page"}


def recognise(path: Path, *, address: str, expects: str | None, content_type: str, readable: Collection[str]) -> str:
    """Return the suffix that fits the content: ".pdf", ".html" and so on.

    The server's own word for it (`content_type`) counts only between kinds of text. `expects` is "pdf", "html" or
    None; `readable` are the suffixes that are of use. Raises `FetchError`.
    """
    suffix = _suffix(path, content_type)
    if suffix == ".html":
        with path.open("rb") as file:
            check_web_page(file.read(_MOST_OF_A_PAGE), address=address, wanted_pdf=expects == "pdf")
    if expects and suffix != f".{expects}":
        expected = _KINDS[f".{expects}"]
        raise FetchError(address, f"it is {_KINDS.get(suffix, 'something else')}, where {expected} was expected.")
    if suffix == ".pdf":
        _check_pdf(path, address)
    if suffix not in readable:
        kind = f"files of this kind ({suffix}) cannot be read" if suffix else "it is no kind of file that can be read"
        raise FetchError(address, f"{kind}.")
    return suffix


def _suffix(path: Path, content_type: str) -> str:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-"):
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        return _zip_suffix(path)
    media_type = content_type.partition(";")[0].strip().lower()
    if looks_like_html(start) or (media_type in ("text/html", "application/xhtml+xml") and b"\0" not in beginning):
        return ".html"
    return _TYPES.get(media_type, "") if b"\0" not in beginning else ""


def _zip_suffix(path: Path) -> str:
    """Tell office files and e-books, which are ZIP archives, from other archives."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return ".docx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return _OFFICE.get(archive.read("mimetype").strip(), ".zip")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        pass
    return ".zip"


def _check_pdf(path: Path, address: str) -> None:
    """See that the end of the PDF is there: servers and proxies cut files short without a word."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END))
        end = file.read()
    if not re.search(rb"%%EOF", end):
        raise FetchError(address, "it is a PDF that has been cut short: its end is missing.")
