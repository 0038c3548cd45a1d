"""`insourcing evaluate`: how well the library answers test queries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from insourcing_assistant.cli.options import chosen_answerer, model_options, settings_in_force, shared_options
from insourcing_assistant.cli.terminal import progress_bar, show, tell
from insourcing_assistant.errors import UsageError
from insourcing_assistant.rendering import printable

if TYPE_CHECKING:
    from insourcing_assistant.evaluation import Comparison, EvaluationReport

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("evaluate")
@click.argument("queries", type=FILE)
@click.option("--k", type=click.IntRange(1, 500), default=10, show_default=True, help="How many hits are judged.")
@click.option("--retrieval-only", is_flag=True, help="Judge the search and leave the answers out.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with charts to this file.")
@click.option("--baseline", type=FILE, help="Say what changed since this result of `evaluate --json`.")
@click.option(
    "--min", "minimums", multiple=True, metavar="METRIC=VALUE", help="Exit 1 if a metric is lower; may be repeated."
)
@model_options
@shared_options
def command(
    queries: Path,
    k: int,
    retrieval_only: bool,
    html: Path | None,
    baseline: Path | None,
    minimums: tuple[str, ...],
    answerer: str | None,
    model: str | None,
) -> None:
    """Ask test queries and judge the answers.

    QUERIES is a YAML or JSONL file, as in: insourcing evaluate corpus/test_queries.yaml --min quote_verified=1
    """
    wanted = dict(_minimum(text) for text in minimums)
    settings = settings_in_force(answerer=chosen_answerer(answerer, model), model=model).settings
    from insourcing_assistant import evaluation, wiring

    test_queries = evaluation.load_queries(queries)
    earlier = evaluation.load_baseline(baseline) if baseline else None
    with wiring.open_assistant(settings) as (assistant, _), progress_bar() as progress:
        report = evaluation.evaluate(
            assistant,
            test_queries,
            k=k,
            retrieval_only=retrieval_only,
            progress=lambda done, total: progress("queries", done, total, "Asking the test queries"),
        )
    shortfalls = evaluation.check_minimums(report, wanted)
    comparison = evaluation.compare(earlier, report) if earlier is not None else None
    if html is not None:
        _write(html, evaluation.evaluation_html(report, comparison=comparison, minimums=wanted, subtitle=queries.name))
    changes: dict[str, object] = {"comparison": comparison.as_json()} if comparison else {}
    show({**report.as_json(), **changes}, _report_text(report, comparison))
    for metric, minimum, value in shortfalls:
        tell(f"{metric} is {'not measured' if value is None else f'{value:g}'}, below {minimum:g}.", style="red")
    if shortfalls:
        click.get_current_context().exit(1)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The page cannot be written to {path}: {error.strerror}.") from error


def _minimum(text: str) -> tuple[str, float]:
    metric, _, value = text.partition("=")
    try:
        return metric.strip(), float(value)
    except ValueError as error:
        raise UsageError(f"--min {text}: write a metric and a number, such as --min recall_at_5=0.9.") from error


def _report_text(report: EvaluationReport, comparison: Comparison | None) -> Text:
    failed = [result for result in report.results if not result.passed]
    text = Text(f"{len(report.results)} queries, {len(failed)} failed\n\n", style="bold")
    for name, value in report.metrics.items():
        text.append(f"{name:<28}", style="not bold").append(
            f"{'-' if value is None else f'{value:.3f}'}\n", style="not bold cyan"
        )
    for result in failed:
        text.append(f"\n{printable(result.query.id)}", style="yellow")
        text.append(f" {printable(result.query.question)} ({', '.join(result.failed)})", style="not bold")
    return text.append_text(_comparison_text(comparison)) if comparison else text


def _comparison_text(comparison: Comparison) -> Text:
    text = Text("\n\nSince the baseline\n", style="bold")
    for change in comparison.metrics:
        interval = f" ({change.interval.low:+.3f} to {change.interval.high:+.3f})" if change.interval else ""
        text.append(
            f"{change.metric:<28}{change.before:.3f} → {change.now:.3f}  {change.difference:+.3f}{interval}\n",
            style="not bold" if not change.is_clear else "not bold green" if change.difference > 0 else "not bold red",
        )
    for query in comparison.queries:
        if query.passed_before != query.passed_now:
            text.append(f"{printable(query.id)}: {'now passes' if query.passed_now else 'now fails'}\n")
    return text
