"""What was read of the record, kept until the record changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value that is read once for each generation of the record: asking for the generation costs next to nothing.

    The generation is asked for before the value is read, so that a change in between is noticed the next time.
    Threads may read the same value at the same time; the last one's is kept.
    """

    def __init__(self, read: Callable[[], Value], *, generation: Callable[[], int]) -> None:
        self._read, self._generation = read, generation
        self._kept: tuple[int, Value] | None = None

    def __call__(self) -> Value:
        """Return the value as it is now."""
        generation, kept = self._generation(), self._kept
        if kept is not None and kept[0] == generation:
            return kept[1]
        value = self._read()
        self._kept = (generation, value)
        return value
