"""The options that every verb takes, before or after its name, and the settings that they amount to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import click

from insourcing_assistant.settings import Settings, SettingsInForce, load_settings

Command = TypeVar("Command", bound=Callable[..., object])

PACKAGE_LOGGER = logging.getLogger("insourcing_assistant")

Chosen = dict[str, object]
"""The shared options that were given, by name: the context's `obj`, so that `main` has it too when a verb fails."""

FOLDER = click.Path(path_type=Path, file_okay=False)


def shared_options(command: Command) -> Command:
    """Add --corpus, --library, --json and --debug; where one is given twice, the later counts."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_choose, help="Say more when it fails."),
        click.option("--json", is_flag=True, expose_value=False, callback=_choose, help="Print one JSON object only."),
        click.option("--library", type=FOLDER, expose_value=False, callback=_choose, help="The folder of the library."),
        click.option("--corpus", type=FOLDER, expose_value=False, callback=_choose, help="The folder of the corpus."),
    ):
        command = option(command)
    return command


def filter_options(command: Command) -> Command:
    """Add what a search can be limited to."""
    for option in (
        click.option("--publisher", help="Only what this publisher published."),
        click.option("--year-to", type=int, help="Only what was published in this year or before."),
        click.option("--year-from", type=int, help="Only what was published in this year or later."),
        click.option("--report", "reports", multiple=True, metavar="ID", help="Only this report; may be repeated."),
    ):
        command = option(command)
    return command


def model_options(command: Command) -> Command:
    """Add who words the answers."""
    for option in (
        click.option("--model", metavar="PROVIDER:NAME", help="The language model to ask, such as ollama:llama3.2."),
        click.option(
            "--answerer", type=click.Choice(["extractive", "llm"]), help="Who words the answer; llm where --model is."
        ),
    ):
        command = option(command)
    return command


def chosen_answerer(answerer: str | None, model: str | None) -> str | None:
    """Return the answerer that was asked for: who names a model wants it to be used."""
    return answerer or ("llm" if model else None)


def settings_in_force(*, plain_variables: Mapping[str, str] | None = None, **options: object) -> SettingsInForce:
    """Load the settings; `options` are a verb's own, by field, None where they were not given."""
    chosen: Chosen = click.get_current_context().obj
    given = {name: value for name, value in {**chosen, **options}.items() if name in Settings.model_fields}
    return load_settings(
        {name: value for name, value in given.items() if value is not None}, plain_variables=plain_variables
    )


def wants_json() -> bool:
    """Whether the result is for a machine."""
    return bool(click.get_current_context().obj.get("json"))


def _choose(context: click.Context, option: click.Parameter, value: object) -> None:
    if value not in (None, False) and option.name:
        context.obj[option.name] = value
    if value and option.name == "debug":
        PACKAGE_LOGGER.setLevel(logging.DEBUG)
