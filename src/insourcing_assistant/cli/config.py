"""`insourcing config`: what is in force, and why."""

from __future__ import annotations

import click
from rich.text import Text

from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show
from insourcing_assistant.rendering import printable
from insourcing_assistant.settings import Settings, SettingsInForce, describe_bounds, variable


@click.command("config")
@shared_options
def command() -> None:
    """Show every setting and where its value came from."""
    in_force = settings_in_force()
    show(_config_json(in_force), _config_text(in_force))


def _config_json(in_force: SettingsInForce) -> dict[str, object]:
    values = in_force.settings.model_dump(mode="json")
    return {
        "settings": {
            name: {
                "value": values[name],
                "from": in_force.origins[name],
                "variable": variable(name),
                "bounds": describe_bounds(field),
                "description": field.description,
            }
            for name, field in Settings.model_fields.items()
        }
    }


def _config_text(in_force: SettingsInForce) -> Text:
    values = in_force.settings.model_dump(mode="json")
    text = Text()
    for name, field in Settings.model_fields.items():
        shown = "none" if values[name] is None else printable(str(values[name])) or "(empty)"
        text.append(f"{name} = ", style="bold").append(shown, style="cyan")
        text.append(
            f"  (from {in_force.origins[name]})\n", style="green" if in_force.origins[name] != "default" else ""
        )
        text.append(f"    {field.description} Takes {describe_bounds(field)}; {variable(name)}.\n", style="dim")
    return text
