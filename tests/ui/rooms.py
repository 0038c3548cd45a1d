"""Builds the page for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_a_loop(build: Callable[[], T]) -> T:
    """Call a function inside an event loop: outside of one, Gradio makes loops that it never closes."""

    async def built() -> T:
        return build()

    return asyncio.run(built())
