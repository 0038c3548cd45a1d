"""`insourcing ask`: a question in, cited statements out."""

from __future__ import annotations

import sys

import click

from insourcing_assistant.cli.options import (
    check_reports,
    chosen_answerer,
    filter_options,
    make_filters,
    model_options,
    settings_in_force,
    shared_options,
)
from insourcing_assistant.cli.terminal import show, width
from insourcing_assistant.rendering import answer_json, answer_text


@click.command("ask")
@click.argument("question", nargs=-1, required=True)
@filter_options
@model_options
@click.option("--max-statements", type=int, metavar="N", help="How many statements at most.")
@shared_options
def command(
    question: tuple[str, ...],
    reports: tuple[str, ...],
    year_from: int | None,
    year_to: int | None,
    publisher: str | None,
    answerer: str | None,
    model: str | None,
    max_statements: int | None,
) -> None:
    """Answer a question in the sources' own sentences, or with --model in a language model's, each one checked.

    As in: insourcing ask "Why are councils bringing services back in-house?" A QUESTION of "-" is read from standard
    input.
    """
    filters = make_filters(reports=reports, year_from=year_from, year_to=year_to, publisher=publisher)
    settings = settings_in_force(
        max_statements=max_statements, answerer=chosen_answerer(answerer, model), model=model
    ).settings
    text = question_text(question)
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, _):
        check_reports(filters, assistant.reports())
        answer = assistant.ask(text, filters=filters, max_statements=settings.max_statements)
        reports_cited = assistant.reports()
    show(answer_json(answer, reports_cited), answer_text(answer, reports_cited, width=width()))


def question_text(words: tuple[str, ...]) -> str:
    """Put the words of a question together, which need no quotation marks; "-" alone reads standard input."""
    return sys.stdin.read() if words == ("-",) else " ".join(words)
