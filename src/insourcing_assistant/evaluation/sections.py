"""The parts of an evaluation that any page may show: its measures, its changes, its times, its kinds of question.

Headings are of the second level, nothing is styled by attribute, and every chart's figures stand beside it as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from insourcing_assistant.evaluation.charts import share_bar, times_chart
from insourcing_assistant.evaluation.comparison import Comparison, MetricChange
from insourcing_assistant.evaluation.report import LATENCIES, EvaluationReport, Tally
from insourcing_assistant.evaluation.scoring import METRICS
from insourcing_assistant.metrics import Interval
from insourcing_assistant.rendering import printable

NO_MINIMUMS: Mapping[str, float] = {}


def verdict(report: EvaluationReport) -> str:
    """Say in a sentence how many queries passed."""
    total, passed = len(report.results), sum(result.passed for result in report.results)
    what = "found the right place for" if report.retrieval_only else "passed every check on"
    return f"The assistant {what} {passed} of {total} test questions."


def measures(
    report: EvaluationReport,
    *,
    minimums: Mapping[str, float] = NO_MINIMUMS,
    intervals: Mapping[str, Interval | None] | None = None,
) -> Iterator[str]:
    """Write the metrics of the answers and those of the search, each with its minimum where it has one.

    `intervals` are those of the report, where they are known already.
    """
    metrics, intervals = report.metrics, report.intervals() if intervals is None else intervals
    rows: dict[str, list[str]] = {"The answers": [], "The search": []}
    for name in report.metric_names:
        value, interval = metrics[name], intervals[name]
        if value is not None and interval is not None:
            count = sum(name in result.scores for result in report.results)
            row = _measure_row(name, value, interval, count, minimums.get(name))
            rows["The search" if _is_of_search(name) else "The answers"].append(row)
    for title, group in rows.items():
        if group:
            yield f"<h2>{title}</h2>"
            yield (
                '<p class="quiet">The line on a bar shows where the result would lie in 95 of 100 evaluations with '
                "other questions of the same kind. A measure that applies to no question is left out.</p>"
            )
            yield f'<table aria-label="{title}: results of each measure"><thead><tr><th scope="col">Measure</th>'
            yield '<th scope="col">Result</th></tr></thead><tbody>'
            yield from group
            yield "</tbody></table>"


def changes(comparison: Comparison, *, address: str = "") -> Iterator[str]:
    """Write what changed; `address` is that of the page with the queries, where it is another one."""
    yield "<h2>Compared with the earlier evaluation</h2>"
    turned = [change for change in comparison.queries if change.passed_before != change.passed_now]
    if not turned:
        yield "<p>No question passed then and fails now, or the other way round.</p>"
    for title, now in (("Fail now, and passed before", False), ("Pass now, and failed before", True)):
        ids = [change.id for change in turned if change.passed_now is now]
        if ids:
            yield f"<h3>{title}</h3><p>{', '.join(_link(identifier, address) for identifier in ids)}</p>"
    for title, others in (("New", comparison.added), ("Not asked any more", comparison.missing)):
        if others:
            yield f"<h3>{title}</h3><p>{escape(printable(', '.join(others)))}</p>"
    yield (
        '<table aria-label="Each measure before and now"><thead><tr><th scope="col">Measure</th>'
        '<th scope="col">Before</th><th scope="col">Now</th>'
        '<th scope="col">Change</th></tr></thead><tbody>'
    )
    yield from (_change_row(change) for change in comparison.metrics)
    yield "</tbody></table>"


def times(report: EvaluationReport) -> Iterator[str]:
    """Write how long the questions took."""
    metrics = report.metrics
    yield "<h2>Speed</h2>"
    yield (
        f"<p>Half of the questions took no more than {metrics['latency_ms_p50']:,.0f} milliseconds, and 95 in 100 no "
        f"more than {metrics['latency_ms_p95']:,.0f}.</p>"
    )
    yield times_chart([result.latency_ms for result in report.results])


def tags(tallies: Mapping[str, Tally], *, address: str = "") -> Iterator[str]:
    """Write how many queries of each tag passed; `address` with the tag behind it leads to them, where it is given."""
    if not tallies:
        return
    yield "<h2>By kind of question</h2>"
    yield '<table class="tallies" aria-label="Questions passed, by kind"><thead><tr><th scope="col">Tag</th>'
    yield '<th scope="col">Passed</th></tr></thead><tbody>'
    for tag, tally in tallies.items():
        share = f'<span class="value">{tally.passed} of {tally.queries}</span>{share_bar(tally.passed / tally.queries)}'
        name = escape(printable(tag))
        link = f'<a href="{escape(address + quote(tag))}#questions">{name}</a>' if address else name
        yield f'<tr><th scope="row">{link}</th><td class="result">{share}</td></tr>'
    yield "</tbody></table>"


def count(number: int, noun: str) -> str:
    """Say how many, such as "1 question"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def query_anchor(identifier: str) -> str:
    """Name the block of a query on a page, escaped."""
    return f"query-{escape(printable(identifier))}"


def _measure_row(name: str, value: float, interval: Interval, queries: int, minimum: float | None) -> str:
    described = METRICS.get(name, "as the measures above, for the number of passages asked for")
    return (
        f'<tr><th scope="row">{escape(_label(name))}<span class="quiet">{escape(described)}</span></th>'
        f'<td class="result"><span class="value">{_shown(value)}</span>{_wanted(value, minimum)}'
        f"{share_bar(value, interval, minimum)}"
        f'<span class="quiet">{_shown(interval.low)} to {_shown(interval.high)}, {count(queries, "question")}</span>'
        "</td></tr>"
    )


def _wanted(value: float, minimum: float | None) -> str:
    if minimum is None:
        return ""
    look, word = ("least", "reached") if value >= minimum else ("missed", "missed")
    return f'<span class="{look}">Minimum {_shown(minimum)}: {word}</span>'


def _change_row(change: MetricChange) -> str:
    if change.metric in LATENCIES:
        # Rounded first, or less than half a millisecond less would be "-0 ms".
        before, now, difference = (f"{round(ms):,} ms" for ms in (change.before, change.now, change.difference))
    else:
        before, now, difference = (_shown(share) for share in (change.before, change.now, change.difference))
    sign = "+" if change.difference > 0 else ""
    chance = "more than chance" if change.is_clear else "could be chance"
    note = f'<span class="quiet">{chance}</span>' if change.interval and change.difference else ""
    return (
        f'<tr><th scope="row">{escape(_label(change.metric))}</th><td>{before}</td><td>{now}</td>'
        f"<td>{sign}{difference}{note}</td></tr>"
    )


def _is_of_search(name: str) -> bool:
    return name.startswith(("recall_at_", "mrr", "ndcg_at_", "report_hit_at_", "page_hit_at_"))


def _label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def _link(identifier: str, address: str) -> str:
    return f'<a href="{escape(address)}#{query_anchor(identifier)}">{escape(printable(identifier))}</a>'


def _shown(share: float) -> str:
    return f"{100 * share:.1f}\u00a0%".replace("-", "−")


_LABELS: Mapping[str, str] = {
    "recall_at_1": "Right place found first",
    "recall_at_5": "Right place among the first 5",
    "recall_at_10": "Right place among the first 10",
    "mrr": "Mean reciprocal rank (MRR)",
    "ndcg_at_10": "Discounted gain (nDCG@10)",
    "report_hit_at_1": "Right publication found first",
    "page_hit_at_5": "Right page among the first 5",
    "answer_contains": "Answer says what it must",
    "answer_in_first_statement": "First statement says it",
    "answer_in_first_three": "First three statements say it",
    "citation_precision": "Citations from the right publication",
    "citation_recall": "Right publication cited",
    "report_cited": "Right publication cited, where answered",
    "page_cited": "Right page cited, where answered",
    "quote_verified": "Quotes that stand in the source",
    "answered_when_answerable": "Answered when it should",
    "abstained_when_unanswerable": "Declined when it should",
    "latency_ms_p50": "Time, half of the questions",
    "latency_ms_p95": "Time, 95 in 100 questions",
}
