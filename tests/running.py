"""What running a command leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code, and what went to stdout and stderr."""

    code: int
    out: str
    err: str


RunCommand = Callable[..., Outcome]
