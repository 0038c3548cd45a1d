"""How long each stage of an answer took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from insourcing_assistant.types import Timings


class Stopwatch:
    """Adds up milliseconds by stage, in the order in which the stages first ran."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block towards a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] = self._spent.get(name, 0.0) + (time.perf_counter() - started) * 1000

    def timings(self) -> Timings:
        """Return what was counted so far."""
        return Timings(stages=tuple(self._spent.items()))
