"""Clean text once, before any offset into it exists."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
"""Letters drawn as one. The rest of NFKC is left alone: it would make "m²" into "m2" and "1½" into "11⁄2"."""

_INVISIBLE = (
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{COMBINING GRAPHEME JOINER}"
)
_HYPHENS = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_TABLE: dict[int, str] = (
    {ord(ligature): letters for ligature, letters in LIGATURES.items()}
    | dict.fromkeys(map(ord, _INVISIBLE), "")
    | dict.fromkeys(map(ord, _HYPHENS), "-")
)
_NOT_TEXT = re.compile(
    # Control characters, the marks that change the direction of writing, lone surrogates, and non-characters.
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    r"""Make one clean line of `text`: composed letters, single spaces, nothing invisible.

    Typographic quotes and dashes stay as they are. The result has no "\n"; it may be empty. Doing it twice
    changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _NOT_TEXT.sub(" ", text.translate(_TABLE))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()
