"""Makes texts that others wrote harmless where they are shown: in a terminal, and in Markdown."""

from __future__ import annotations

import re


def escape_markdown(text: str) -> str:
    """Make Markdown show a text as it stands; no character is marked that would do nothing."""
    return escape_block(escape_inline(" ".join(text.split())))


def escape_inline(text: str) -> str:
    """Make Markdown show a text as it stands where it is not the beginning of a line."""
    return _INLINE_MARKS.sub(r"\\\g<0>", printable(text))


def escape_block(line: str) -> str:
    """Make a line of Markdown the beginning of nothing but a paragraph."""
    return _BLOCK_MARK.sub(r"\1\\", line)


def printable(text: str) -> str:
    """Take out what could steer a terminal or turn the reading direction; line breaks and tabs stay."""
    return _UNPRINTABLE.sub("", text)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INLINE_MARKS = re.compile(r"[\\`*\[\]<]|~~|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK_MARK = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=>|[-+](?:\s|$)|-[-\s]*$|#{1,6}(?:\s|$)))")
