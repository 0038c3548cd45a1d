"""What each metric must reach, read from the file beside the test queries."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from insourcing_assistant.errors import ConfigError
from insourcing_assistant.evaluation.scoring import METRICS


def load_minimums(path: Path) -> Mapping[str, float]:
    """Read the minimums in their order; without a file there are none. Raises `ConfigError`."""
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # what is no TOML, and what is no UTF-8, are ValueErrors
        raise ConfigError(f"The minimums at {path} cannot be read: {error}") from error
    for name, minimum in given.items():
        if name not in METRICS:
            raise ConfigError(f"{path}: there is no metric {name!r}. Choose from {', '.join(METRICS)}.")
        if isinstance(minimum, bool) or not isinstance(minimum, int | float) or not 0 <= minimum <= 1:
            raise ConfigError(f"{path}, {name}: a minimum is a number from 0 to 1, not {minimum!r}.")
    return {name: float(minimum) for name, minimum in given.items()}
