"""A safe file name for what an address gave: no folder, nothing hidden, no name that is kept for something else."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Collection
from email.message import Message
from urllib.parse import unquote

import httpx

LONGEST_STEM_BYTES = 100

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|readme|thumbs|desktop)", re.IGNORECASE)
_UNWANTED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*%\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$", re.IGNORECASE)


def safe_name(url: str, disposition: str, suffix: str, *, sha256: str, taken: Collection[str]) -> str:
    """Make a name from `Content-Disposition`, else from the address, with the suffix that the content has.

    Where the stem is in `taken` (casefolded stems) or reserved, a piece of the content's hash makes it another one.
    """
    stem = _stem(_offered(disposition)) or _stem(_last_segment(url)) or _clean(httpx.URL(url).host)
    return _distinct(stem, suffix, sha256=sha256, taken=taken)


def safe_file_name(offered: str, *, sha256: str, taken: Collection[str]) -> str:
    """Make a name from one that a person's computer gave, with its suffix in small letters, as `safe_name` does."""
    suffix = _SUFFIX.search(offered.strip())
    return _distinct(_stem(offered), suffix.group().lower() if suffix else "", sha256=sha256, taken=taken)


def _distinct(stem: str, suffix: str, *, sha256: str, taken: Collection[str]) -> str:
    if not stem or _RESERVED.fullmatch(stem) or stem.casefold() in taken:
        stem = f"{stem}-{sha256[:6]}".lstrip("-")
    return f"{stem}{suffix}"


def _offered(disposition: str) -> str:
    """Read `filename*` or `filename`, in whichever form it is encoded."""
    message = Message()
    message["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
    name = message.get_filename("")
    # Many servers percent-encode the plain form too, or send its UTF-8 bytes, which arrive as Latin-1.
    with contextlib.suppress(UnicodeError):
        name = name.encode("latin-1").decode("utf-8")
    return unquote(name)


def _last_segment(url: str) -> str:
    return unquote(httpx.URL(url).path.rstrip("/").rpartition("/")[2])


def _stem(name: str) -> str:
    return _clean(_SUFFIX.sub("", name.strip()))


def _clean(name: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = re.sub(r"\s+", " ", _UNWANTED.sub(" ", last)).strip(" .~$-_")
    return clean.encode()[:LONGEST_STEM_BYTES].decode(errors="ignore").strip(" .")
