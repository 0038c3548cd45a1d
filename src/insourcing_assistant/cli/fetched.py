"""What was fetched, what was not and why: as a table for a person, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from insourcing_assistant.rendering import printable

if TYPE_CHECKING:
    from insourcing_assistant.fetching import Fetched

STYLES = {"fetched": "green", "failed": "red", "present": "dim", "planned": "yellow"}
WORDS = {"planned": "to fetch"}


def fetched_json(each: Fetched) -> dict[str, object]:
    """Lay one outcome out for a machine."""
    return {
        "report_id": each.report_id,
        "url": each.url,
        "status": each.status,
        "path": each.path.name if each.path else None,
        "bytes": each.bytes,
        "sha256": each.sha256,
        "reason": each.reason,
        "attempts": [{"url": attempt.url, "reason": attempt.reason} for attempt in each.attempts],
    }


def fetched_text(fetched: Sequence[Fetched]) -> Text:
    """Make the table, with the addresses that failed below each publication; empty where nothing was asked for."""
    from insourcing_assistant.fetching import OFFLINE

    text = Text()
    if not fetched:
        return text
    text.append("Fetching\n", style="bold")
    width = max(len(_name(each)) for each in fetched)
    offline = [each for each in fetched if each.reason == OFFLINE]
    for each in fetched:
        if each not in offline:
            text.append_text(_line(each, width))
    if offline:
        text.append(f"{'failed':<10}", style=STYLES["failed"])
        text.append(f"{', '.join(printable(_name(each)) for each in offline)}\n          {OFFLINE}\n")
    return text


def _line(each: Fetched, width: int) -> Text:
    text = Text(f"{WORDS.get(each.status, each.status):<10}", style=STYLES.get(each.status, ""))
    size = f"{each.bytes / 1_000_000:.1f} MB" if each.bytes is not None and each.status == "fetched" else ""
    from_where = f"from {each.url}" if each.url and _name(each) != each.url and not each.reason else ""
    said = "  ".join(part for part in (size, from_where, each.reason or "") if part)
    text.append(printable(f"{_name(each):<{width}}  {said}").rstrip(), style="not bold default")
    if len(each.attempts) > 1 or (each.attempts and each.status != "failed"):
        for attempt in each.attempts:
            text.append(printable(f"\n            {attempt.url}\n              {attempt.reason}"), style="dim")
    return text.append("\n")


def _name(each: Fetched) -> str:
    return each.report_id or each.url or ""
