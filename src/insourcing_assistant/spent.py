"""What an answer took: time, and a language model's tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent by each stage of one answer, in order: (stage, ms)."""

    stages: tuple[tuple[str, float], ...] = ()

    @property
    def total_ms(self) -> float:
        """The sum of the stages."""
        return sum(ms for _, ms in self.stages)


@dataclass(frozen=True, slots=True)
class Usage:
    """What asking a language model took; tokens are 0 and the cost None where they are not known."""

    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None
    """In the currency of the prices that were set."""
