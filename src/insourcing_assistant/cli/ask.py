"""`insourcing ask`: a question in, cited statements out."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import click

from insourcing_assistant.cli.answers import recorded
from insourcing_assistant.cli.export import FILE, check_file, export_to, style_option
from insourcing_assistant.cli.options import (
    chosen_answerer,
    filter_options,
    model_options,
    settings_in_force,
    shared_options,
)
from insourcing_assistant.cli.terminal import show, tell, width
from insourcing_assistant.errors import UsageError
from insourcing_assistant.filters import check_reports, make_filters
from insourcing_assistant.rendering import answer_json, answer_text
from insourcing_assistant.settings import Settings
from insourcing_assistant.types import Filters


@click.command("ask")
@click.argument("question", nargs=-1)
@filter_options
@model_options
@click.option("--max-statements", type=int, metavar="N", help="How many statements at most.")
@click.option("--export", "export_file", type=FILE, help="Write the answer into this file too (.docx, .pdf, .md, …).")
@style_option
@click.option("--replay", "record_id", metavar="ID", help="Ask again what was recorded under this id, and compare.")
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
    export_file: Path | None,
    style: str,
    record_id: str | None,
) -> None:
    """Answer a question in the sources' own sentences, or with --model in a language model's, each one checked.

    As in: insourcing ask "Why are councils bringing services back in-house?" A QUESTION of "-" is read from standard
    input.
    """
    filters = make_filters(reports=reports, year_from=year_from, year_to=year_to, publisher=publisher)
    settings = settings_in_force(
        max_statements=max_statements, answerer=chosen_answerer(answerer, model), model=model
    ).settings
    if record_id is not None:
        if question or filters != Filters() or any((answerer, model, max_statements, export_file)):
            raise UsageError("--replay asks what was recorded: give no question and no other option beside it.")
        # What a language model writes cannot be reproduced, so that none is asked.
        _replay(settings.model_copy(update={"answerer": "extractive"}), record_id)
        return
    if not question:
        raise click.UsageError("Missing argument 'QUESTION...'.")
    text = question_text(question)
    if export_file is not None:
        check_file(export_file)
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, library):
        check_reports(filters, assistant.reports())
        audited = wiring.audited(settings, assistant, library)
        answer = audited.ask(text, filters=filters, max_statements=settings.max_statements)
        reports_cited = assistant.reports()
    laid_out = answer_json(answer, reports_cited)
    show(laid_out, answer_text(answer, reports_cited, width=width()))
    if export_file is not None:
        from insourcing_assistant.exporting import record_of

        record = record_of(laid_out, program=version("insourcing-assistant"), filters=filters)
        export_to(export_file, [record], reports_cited, style=style)
        tell(f"Exported to {export_file}.", style="green")


def _replay(settings: Settings, record_id: str) -> None:
    """Answer again, and say on stderr how that compares with what was answered then."""
    from insourcing_assistant import audit, wiring

    with wiring.open_assistant(settings) as (assistant, library):
        replayed = audit.replay(recorded(library, record_id), asked=assistant, shelf=library)
        reports = assistant.reports()
    answer = replayed.answer
    show({**answer_json(answer, reports), "replay": replayed.as_json()}, answer_text(answer, reports, width=width()))
    tell(replayed.sentence(), style="green" if replayed.is_same else "yellow")
    if replayed.is_unexplained:
        click.get_current_context().exit(1)


def question_text(words: tuple[str, ...]) -> str:
    """Put the words of a question together, which need no quotation marks; "-" alone reads standard input."""
    return sys.stdin.read() if words == ("-",) else " ".join(words)
