"""Builds the page for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_a_loop(build: Callable[[], T]) -> T:
    """Call a function inside an event loop: outside of one, Gradio makes loops that it never closes.

    The loop runs in a thread of its own, because Playwright's runs in this one.
    """

    async def built() -> T:
        return build()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(built())).result()
