"""What is written to the terminal: results to stdout; everything else to stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click
from rich.console import Console
from rich.text import Text

from insourcing_assistant.cli.options import wants_json
from insourcing_assistant.rendering import printable

if TYPE_CHECKING:
    from rich.progress import TaskID


WIDEST = 120
"""Characters: a wider table is not read along its lines."""


class Progress(Protocol):
    """Told how far a stage is, of how many, and what it is busy with."""

    def __call__(self, stage: str, done: int, total: int, label: str) -> None: ...  # noqa: D102


def show(machine: Mapping[str, object], person: Text) -> None:
    """Print a result: for a machine where --json was given, else for a person."""
    if wants_json():
        click.echo(_json(machine))
        return
    console = _console(stderr=False)
    # Without a terminal there is no width to wrap at: a line may go to grep or to a file.
    console.print(person, end="" if person.plain.endswith("\n") else "\n", soft_wrap=not console.is_terminal)


def width() -> int:
    """Return how wide a table may be drawn on stdout."""
    console = _console(stderr=False)
    return min(console.width, WIDEST) if console.is_terminal else WIDEST


def tell(message: str, *, style: str = "") -> None:
    """Say something that is not the result."""
    _console(stderr=True).print(Text(printable(message), style=style), soft_wrap=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress on stderr: a bar for each stage in a terminal, else a line for each new thing that is done."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield _plain_progress()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False)
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int, label: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total, description=f"{stage}  {printable(label)}")

        yield advance


def _plain_progress() -> Progress:
    """Name each thing of the first stage once, since a file or a log wants neither moving bars nor inner stages."""
    said: set[str] = set()
    outermost: list[str] = []

    def advance(stage: str, done: int, total: int, label: str) -> None:
        if not outermost:
            outermost.append(stage)
        if stage == outermost[0] and label and label not in said:
            said.add(label)
            tell(f"{stage} {done + 1}/{total}: {label}")

    return advance


def _console(*, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _json(machine: Mapping[str, object]) -> str:
    readable = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    text = json.dumps(machine, ensure_ascii=not readable, indent=2)
    # JSON leaves these as they are, but a terminal that is shown the output could obey them.
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text)
