"""What is written to the terminal: results to stdout; everything else to stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click
from rich.console import Console
from rich.text import Text

from insourcing_assistant.cli.options import wants_json
from insourcing_assistant.rendering import printable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is to do."""


def show(machine: Mapping[str, object], person: Text) -> None:
    """Print a result: for a machine where --json was given, else for a person."""
    if wants_json():
        click.echo(_json(machine))
        return
    console = _console(stderr=False)
    # Without a terminal there is no width to wrap at: a line may go to grep or to a file.
    console.print(person, end="" if person.plain.endswith("\n") else "\n", soft_wrap=not console.is_terminal)


def tell(message: str, *, style: str = "") -> None:
    """Say something that is not the result."""
    _console(stderr=True).print(Text(printable(message), style=style), soft_wrap=True)


@contextmanager
def progress_bar(description: str) -> Iterator[Progress]:
    """Show progress on stderr: a bar in a terminal, else a line for each new thing that is done."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield _plain_progress()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(description, total=None)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=printable(what), completed=done, total=total)

        yield advance


def _plain_progress() -> Progress:
    """Say each thing once, since a file or a log wants no moving bar."""
    said: set[str] = set()

    def advance(what: str, done: int, total: int) -> None:  # noqa: ARG001 (a log has no use for the counts)
        if what not in said:
            said.add(what)
            tell(what)

    return advance


def _console(*, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _json(machine: Mapping[str, object]) -> str:
    readable = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    text = json.dumps(machine, ensure_ascii=not readable, indent=2)
    # JSON leaves these as they are, but a terminal that is shown the output could obey them.
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text)
