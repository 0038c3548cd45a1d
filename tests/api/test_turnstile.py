"""A few are let in at once; who waits too long is sent away, and the way is free again after that."""

from __future__ import annotations

import asyncio
import threading

import pytest

from insourcing_assistant.api.turnstile import BusyError, Turnstile


def test_who_waits_too_long_is_sent_away_and_the_next_is_let_in() -> None:
    leave = threading.Event()

    async def visit() -> str:
        turnstile = Turnstile(at_once=1, max_waiting=5, wait_s=0.05)
        first = asyncio.create_task(turnstile.through(lambda: leave.wait(30)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="Ask again in 5 seconds"):
            await turnstile.through(lambda: "too early")
        leave.set()
        assert await first
        return await turnstile.through(lambda: "let in")

    assert asyncio.run(visit()) == "let in"


def test_who_fails_leaves_the_way_free() -> None:
    def fail() -> str:
        raise ZeroDivisionError

    async def visit() -> str:
        turnstile = Turnstile(at_once=1, max_waiting=0, wait_s=30)
        with pytest.raises(ZeroDivisionError):
            await turnstile.through(fail)
        return await turnstile.through(lambda: "let in")

    assert asyncio.run(visit()) == "let in"
