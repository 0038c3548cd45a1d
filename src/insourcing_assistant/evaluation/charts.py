"""Bars and columns as inline SVG. The figures they show always stand beside them as text."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.metrics import Interval


def share_bar(share: float, interval: Interval | None = None, minimum: float | None = None) -> str:
    """Draw a share from 0 to 1 as a bar, with a line over the interval, and a mark at the minimum."""
    line = ""
    if interval is not None:
        low, high = (_percent(bound) for bound in interval)
        line = f'<line class="range" x1="{low}" x2="{high}" y1="7" y2="7"/>'
    if minimum is not None:
        at = _percent(minimum)
        line += f'<line class="minimum" x1="{at}" x2="{at}" y1="0" y2="14"/>'
    return (
        '<svg class="bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="14"/><rect class="fill" width="{_percent(share)}" height="14"/>'
        f"{line}</svg>"
    )


def times_chart(times_ms: Sequence[float]) -> str:
    """Draw how many questions took how long, as columns of equal width from 0 to the longest time."""
    columns = 24
    longest = max(times_ms)
    counts = [0] * columns
    for time_ms in times_ms:
        counts[min(int(columns * time_ms / longest), columns - 1) if longest else 0] += 1
    width, height = 30, 120
    bars = "".join(
        f'<rect class="fill" x="{number * width + 1}" width="{width - 2}" '
        f'y="{_short(height - height * count / max(counts))}" height="{_short(height * count / max(counts))}"/>'
        for number, count in enumerate(counts)
    )
    return (
        f'<svg class="times" viewBox="0 0 {columns * width} {height + 22}" role="img" '
        f'aria-label="Columns: how many questions took how long, from 0 to {longest:,.0f} milliseconds">{bars}'
        f'<text x="0" y="{height + 17}">0 ms</text>'
        f'<text x="{columns * width}" y="{height + 17}" text-anchor="end">{longest:,.0f} ms</text></svg>'
    )


def _percent(share: float) -> str:
    return _short(100 * min(max(share, 0.0), 1.0))


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
