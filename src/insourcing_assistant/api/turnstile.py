"""Lets a few in at once; others wait for a while, and are sent away when it gets too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from insourcing_assistant.errors import AssistantError

T = TypeVar("T")

RETRY_AFTER_S = 5
"""What is advised to who was sent away."""


class BusyError(AssistantError):
    """Too many are asking at once."""

    def __init__(self) -> None:
        super().__init__(f"Too many questions are being answered. Ask again in {RETRY_AFTER_S} seconds.")


class Turnstile:
    """Does work on threads, `at_once` pieces at a time, while at most `max_waiting` wait for at most `wait_s` each."""

    def __init__(self, *, at_once: int, max_waiting: int, wait_s: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._max_waiting, self._wait_s = max_waiting, wait_s
        self._waiting = 0

    async def through(self, work: Callable[[], T]) -> T:
        """Do the work when its turn has come. Raises `BusyError`, and what the work raises."""
        await self._enter()
        try:
            return await run_in_threadpool(work)
        finally:
            self._free.release()

    async def _enter(self) -> None:
        if self._free.locked() and self._waiting >= self._max_waiting:
            raise BusyError
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise BusyError from error
        finally:
            self._waiting -= 1
