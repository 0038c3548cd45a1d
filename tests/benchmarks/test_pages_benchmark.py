"""The benchmark of the pages judges what it measured by the median."""

from __future__ import annotations

import pytest

from benchmarks.pages import Measured


@pytest.mark.parametrize(
    ("times_ms", "bar_ms", "line"),
    [
        ((100.0, 150.0, 900.0), 200.0, "Chat to Library                        150     900     200  kept"),
        ((100.0, 250.0, 260.0), 200.0, "Chat to Library                        250     260     200  MISSED"),
        ((200.0,), 200.0, "Chat to Library                        200     200     200  MISSED"),  # below it, not at it
        ((1999.6, 2000.4), None, "Chat to Library                      2,000   2,000"),
    ],
)
def test_the_median_is_held_to_the_bar(times_ms: tuple[float, ...], bar_ms: float | None, line: str) -> None:
    assert Measured("Chat to Library", times_ms, bar_ms).line() == line
