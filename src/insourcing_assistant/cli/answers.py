"""`insourcing library answers`: what was asked and answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show
from insourcing_assistant.errors import UsageError
from insourcing_assistant.rendering import printable

if TYPE_CHECKING:
    from insourcing_assistant.library import Library


@click.command("answers")
@click.option("--id", "record_id", metavar="ID", help="Only the answer with this id.")
@click.option("--since", metavar="DATE", help="Only what was asked on this day or later, such as 2026-11-25.")
@shared_options
def command(record_id: str | None, since: str | None) -> None:
    """List the answers that were given; with --json, the whole record of each."""
    if record_id is not None and since is not None:
        raise UsageError("Give --id or --since, not both.")
    begun = _moment(since) if since else ""
    from insourcing_assistant import wiring

    with wiring.open_record(settings_in_force().settings) as shelf:
        every = shelf.answers.since(begun) if record_id is None else [recorded(shelf, record_id)]
        records = list(every)
    text = Text().join(_line(record) for record in records)
    show({"answers": records}, text if records else Text("No answer has been recorded.\n"))


def recorded(library: Library, record_id: str) -> dict[str, object]:
    """Find the record of an answer. Raises `UsageError`."""
    record = library.answers.get(record_id)
    if record is None:
        raise UsageError(
            f"No answer with the id {record_id!r} is recorded in this library: `insourcing library answers` lists them."
        )
    return record


def _moment(given: str) -> str:
    """Turn a day or a time, which is local unless it says otherwise, into the form of the record."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"--since {given}: write a day as year, month and day, such as 2026-11-25.") from error
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _line(record: dict[str, object]) -> Text:
    answer = record["answer"]
    said = isinstance(answer, dict) and answer.get("kind")
    asked_at = str(record["asked_at"])[:16].replace("T", " ")
    text = Text().append(printable(str(record["id"])), style="cyan").append(f"  {asked_at} UTC", style="dim")
    text.append(f"  {printable(str(record['question']))}")
    text.append(f"  ({said})", style="dim")
    feedback = record.get("feedback")
    if isinstance(feedback, dict):
        judged = "helpful" if feedback.get("verdict") == "up" else "not helpful"
        reason = " ".join(str(feedback.get("reason") or "").split())
        text.append(f"  {judged}{f': {printable(reason)}' if reason else ''}", style="yellow")
    return text.append("\n")
