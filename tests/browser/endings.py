"""The ends of servers, in a module of its own: pytest loads conftest.py apart from who imports `served` from it."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage

ended: list[str] = []
"""The addresses of servers that were stopped, with pages of theirs perhaps still open."""


def is_of_an_end(message: ConsoleMessage) -> bool:
    """Whether it says only that a request was cut off because a test was over and stopped its server."""
    url = str(message.location["url"])
    return message.text.startswith("Failed to load resource") and url.startswith(tuple(ended))
