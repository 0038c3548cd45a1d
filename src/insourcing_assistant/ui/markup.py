"""Turns text that others wrote into markup that cannot do anything but be read."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from insourcing_assistant.rendering import printable


def text(value: str) -> str:
    """Escape text for an element or a quoted attribute, without characters that steer the reading direction."""
    return escape(printable(value), quote=True)


def shortened(value: str, *, max_chars: int) -> str:
    """Join the lines of a text, and cut it when it is longer than `max_chars`: at a word, unless the last is long."""
    line = " ".join(value.split())
    if len(line) <= max_chars:
        return line
    head, _, _ = line[:max_chars].rpartition(" ")
    return f"{head if 2 * len(head) >= max_chars else line[:max_chars]}…"


def web_address(url: str | None) -> str | None:
    """Return the address when it is http or https and names a host, else none: no other kind becomes a link."""
    if not url:
        return None
    parts = _split(url)
    return url.strip() if parts in _SCHEMES_WITH_HOST else None


def host(url: str) -> str:
    """Name the host of a web address without "www."."""
    return (urlsplit(url.strip()).hostname or "").removeprefix("www.")


def outside_link(url: str, words: str, *, whose: str = "") -> str:
    """Link to another site, in a new tab that knows nothing of this page.

    `whose` is heard behind the words, and not seen, where several links of a page have the same words.
    """
    return (
        f'<a class="out" href="{text(url)}" target="_blank" rel="noopener noreferrer">{text(words)}'
        f'<span class="vh">{text(whose)} (opens in a new tab)</span></a>'
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say how many, such as "1 source" and "3 sources"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


_SCHEMES_WITH_HOST = {("http", True), ("https", True)}


def _split(url: str) -> tuple[str, bool]:
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # such as an unclosed bracket in the host
        return "", False
    return parts.scheme.lower(), bool(parts.hostname)
