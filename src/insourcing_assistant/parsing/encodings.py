"""Find the characters that the bytes of a text stand for."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_DECLARED_WITHIN = 4096
_SEVEN_BIT = ("iso2022", "hz")
_LOOKED_AT = 65_536
_WESTERN = ("cp1252", "mac_roman")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_STRAYS = "insourcing-strays"
_OPENING, _CLOSING = "‘“«", "’”»"
_WORDLIKE = re.compile(r"[^\x00-\x7f]+")
_LONGEST_ACCENTED_RUN = 2


def decode(content: bytes, *, is_markup: bool = False) -> str:
    """Decode a text; line ends become newlines.

    A byte-order mark decides, then the zeros of UTF-16, then UTF-8 where it fits but for a few bytes, which are read
    as Windows-1252, then what `is_markup` (HTML or XML) declares of itself. After that Windows-1252 and Mac Roman are
    tried, which English texts are in, and the encoding is guessed only where neither gives words.
    """
    text = _decoded(content, _declared(content) if is_markup else None)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_binary(content: bytes) -> bool:
    """Whether the bytes are no text in any encoding: they have zeros or control characters all over."""
    sample = content[:_LOOKED_AT]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _utf16(sample):
        return False
    controls = sum(sample.count(code) for code in (*range(9), *range(14, 26), *range(28, 32)))
    return sample.count(0) > max(1, len(sample) * 0.001) or controls > len(sample) * 0.02


def _decoded(content: bytes, declared: str | None) -> str:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _utf16(content)
    if marked:
        return content.decode(marked, errors="replace").removeprefix("\ufeff")
    if declared and declared.startswith(_SEVEN_BIT):
        return content.decode(declared, errors="replace")
    if (text := _utf8(content, most_strays=0.1 if declared not in (None, "utf-8") else 1.0)) is not None:
        return text
    if declared:
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(declared)
    return _guessed(content)


def _utf8(content: bytes, *, most_strays: float) -> str | None:
    """Decode UTF-8 in which few bytes are stray, as where something was pasted in: `most_strays` per character.

    Other encodings have next to no bytes that follow each other as those of a character in UTF-8 do.
    """
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    whole = len(_MULTIBYTE.findall(content))
    strays = len(_BEYOND_ASCII.findall(_MULTIBYTE.sub(b"", content)))
    return content.decode("utf-8", errors=_STRAYS) if whole and strays <= most_strays * whole else None


def _read_strays(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_STRAYS, _read_strays)


def _declared(content: bytes) -> str | None:
    """The encoding that markup names. Latin-1 means Windows-1252, as browsers read it."""
    match = _DECLARED.search(content[:_DECLARED_WITHIN])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    # Bytes that could be searched for a tag are not UTF-16, whatever they claim; and some codecs give no text.
    is_text = name not in ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined")
    return name if is_text and not name.startswith(("utf-16", "utf-32", "utf-7")) else None


def _utf16(content: bytes) -> str | None:
    """Tell UTF-16 without a mark: in text that is mostly Latin every other byte is zero."""
    sample = content[:_LOOKED_AT]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _guessed(content: bytes) -> str:
    readings = {name: content.decode(name, errors="replace") for name in _WESTERN}
    scores = {name: sum(_merits(text[:_LOOKED_AT])) for name, text in readings.items()}
    best = max(_WESTERN, key=lambda name: scores[name])  # the first of equals: Windows-1252
    if scores[best] >= 0:
        return readings[best]
    guess = from_bytes(content[:_LOOKED_AT], cp_exclusion=["utf_16", "utf_32", "utf_7"]).best()
    return content.decode(guess.encoding, errors="replace") if guess else readings["cp1252"]


def _merits(text: str) -> Iterator[int]:
    """Say of each run beyond ASCII whether it stands where English has such characters (1) or not (-2 each)."""
    for run in _WORDLIKE.finditer(text):
        before, after = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        yield 1 if _is_at_home(run.group(), before, after) else -2 * len(run.group())


def _is_at_home(run: str, before: str, after: str) -> bool:
    first, last = run[0], run[-1]
    if run.strip("\u00a0") == "":
        return True
    if len(run) > _LONGEST_ACCENTED_RUN + 1:
        return False
    if first.isalpha() and first not in "ªº":
        is_inside = before.isalpha() or after.isalpha()
        is_small = run.islower() or (run.istitle() and not before.isalpha()) or (before.isupper() and run.isupper())
        return is_inside and is_small and len(run) <= _LONGEST_ACCENTED_RUN
    if last in "£€":
        return not before.isalpha()
    if first in _CLOSING:
        return bool(before.strip())
    if last in _OPENING:
        return bool(after.strip()) and not before.isalnum()
    if first in "²³½¼¾°":
        return not before.isalpha() or (first in "²³" and before == "m")
    if after.isalnum() and (before.isalnum() or (first in "†‡" and not before.strip())):
        return all(character in "–—…" for character in run)
    return all(character in "–—•…·©®™§†‡×\u00a0" for character in run)
