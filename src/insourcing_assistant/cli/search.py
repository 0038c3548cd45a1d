"""`insourcing search`: the passages that speak of something."""

from __future__ import annotations

import time

import click

from insourcing_assistant.cli.ask import question_text
from insourcing_assistant.cli.options import filter_options, settings_in_force, shared_options
from insourcing_assistant.cli.terminal import show
from insourcing_assistant.filters import check_reports, make_filters
from insourcing_assistant.rendering import hits_json, hits_text


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("-k", type=click.IntRange(1, 500), default=10, show_default=True, help="How many passages at most.")
@filter_options
@shared_options
def command(
    query: tuple[str, ...],
    k: int,
    reports: tuple[str, ...],
    year_from: int | None,
    year_to: int | None,
    publisher: str | None,
) -> None:
    """Find the passages that speak of something.

    The best comes first. A QUERY of "-" is read from standard input.
    """
    filters = make_filters(reports=reports, year_from=year_from, year_to=year_to, publisher=publisher)
    settings = settings_in_force().settings
    text = question_text(query)
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, _):
        check_reports(filters, assistant.reports())
        begun = time.perf_counter()
        hits = assistant.search(text, k=k, filters=filters)
        stages = (("search", (time.perf_counter() - begun) * 1000),)
        found_in = assistant.reports()
    show(hits_json(" ".join(text.split()), hits, stages=stages), hits_text(hits, found_in))
