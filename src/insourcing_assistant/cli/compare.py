"""`insourcing compare`: what publications say on the same things, side by side."""

from __future__ import annotations

import click

from insourcing_assistant.cli.options import settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show, width
from insourcing_assistant.rendering import answer_json, answer_text


@click.command("compare")
@click.option(
    "--report", "reports", multiple=True, required=True, metavar="ID", help="A publication; give two or more."
)
@click.option("--aspect", "aspects", multiple=True, metavar="WORDS", help='Such as "cost"; may be repeated.')
@shared_options
def command(reports: tuple[str, ...], aspects: tuple[str, ...]) -> None:
    """Show what publications say on each aspect, in a table whose every cell is quoted and cited.

    As in: insourcing compare --report ID --report ID --aspect cost --aspect pensions. Without an aspect, the reasons
    for insourcing, cost, staff and quality are compared.
    """
    settings = settings_in_force().settings
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, _):
        answer = assistant.compare(reports, aspects)
        known = assistant.reports()
    show(answer_json(answer, known), answer_text(answer, known, width=width()))
