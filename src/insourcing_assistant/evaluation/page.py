"""The evaluation as one page that stands alone, for people who ask what the assistant can be trusted with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from insourcing_assistant.evaluation.charts import share_bar, times_chart
from insourcing_assistant.evaluation.comparison import Comparison, MetricChange
from insourcing_assistant.evaluation.question_page import question_block
from insourcing_assistant.evaluation.report import LATENCIES, EvaluationReport, Tally
from insourcing_assistant.evaluation.scoring import METRICS
from insourcing_assistant.metrics import Interval
from insourcing_assistant.rendering import printable


def evaluation_html(report: EvaluationReport, *, comparison: Comparison | None = None, subtitle: str = "") -> str:
    """Write an evaluation as one HTML page with everything in it: no script, and nothing from another place.

    `subtitle` says what was evaluated and when; the page adds no time of its own, so that it repeats.
    """
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(
        [
            *_summary(report, subtitle),
            "<main>",
            *_measures(report, "The answers", [name for name in report.metric_names if not _is_of_search(name)]),
            *_measures(report, "The search", [name for name in report.metric_names if _is_of_search(name)]),
            *(_changes(comparison) if comparison else ()),
            *_times(report),
            *_tags(report.by_tag),
            *_questions(report, passed=False),
            *_questions(report, passed=True),
            "</main>",
        ]
    )
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Evaluation of the answers</title>\n<style>\n{style}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _summary(report: EvaluationReport, subtitle: str) -> Iterator[str]:
    total, passed = len(report.results), sum(result.passed for result in report.results)
    unanswerable = total - sum(result.query.answerable for result in report.results)
    what = "found the right place for" if report.retrieval_only else "passed every check on"
    yield "<header><h1>Evaluation of the answers</h1>"
    if subtitle:
        yield f'<p class="quiet">{escape(printable(subtitle))}</p>'
    yield f'<p class="lead">The assistant {what} {passed} of {total} test questions.</p>'
    yield (
        f"<p>{_count(total - unanswerable, 'question')} can be answered from the publications. {unanswerable} cannot, "
        "and the right reply to those is to say so. Each question comes with the publications that answer it, or "
        "the page or section, and with words that a right answer must hold.</p></header>"
    )


def _measures(report: EvaluationReport, title: str, names: Sequence[str]) -> Iterator[str]:
    metrics, intervals = report.metrics, report.intervals()
    counts = {name: sum(name in result.scores for result in report.results) for name in names}
    rows = [
        _measure_row(name, value, interval, counts[name])
        for name in names
        if (value := metrics[name]) is not None and (interval := intervals[name]) is not None
    ]
    if not rows:
        return
    yield f"<h2>{title}</h2>"
    yield (
        '<p class="quiet">The line on a bar shows where the result would lie in 95 of 100 evaluations with other '
        "questions of the same kind. A measure that applies to no question is left out.</p>"
    )
    yield '<table><thead><tr><th scope="col">Measure</th><th scope="col">Result</th></tr></thead><tbody>'
    yield from rows
    yield "</tbody></table>"


def _measure_row(name: str, value: float, interval: Interval, count: int) -> str:
    described = METRICS.get(name, "as the measures above, for the number of passages asked for")
    return (
        f'<tr><th scope="row">{escape(_label(name))}<span class="quiet">{escape(described)}</span></th>'
        f'<td class="result"><span class="value">{_shown(value)}</span>{share_bar(value, interval)}'
        f'<span class="quiet">{_shown(interval.low)} to {_shown(interval.high)}, {_count(count, "question")}</span>'
        "</td></tr>"
    )


def _changes(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Compared with the earlier evaluation</h2>"
    turned = [change for change in comparison.queries if change.passed_before != change.passed_now]
    if not turned:
        yield "<p>No question passed then and fails now, or the other way round.</p>"
    for title, now in (("Fail now, and passed before", False), ("Pass now, and failed before", True)):
        ids = [change.id for change in turned if change.passed_now is now]
        if ids:
            yield f"<h3>{title}</h3><p>{', '.join(_link(identifier) for identifier in ids)}</p>"
    yield (
        '<table><thead><tr><th scope="col">Measure</th><th scope="col">Before</th><th scope="col">Now</th>'
        '<th scope="col">Change</th></tr></thead><tbody>'
    )
    yield from (_change_row(change) for change in comparison.metrics)
    yield "</tbody></table>"


def _change_row(change: MetricChange) -> str:
    if change.metric in LATENCIES:
        before, now, difference = (f"{ms:,.0f} ms" for ms in (change.before, change.now, change.difference))
    else:
        before, now, difference = (_shown(share) for share in (change.before, change.now, change.difference))
    sign = "+" if change.difference > 0 else ""
    verdict = "more than chance" if change.is_clear else "could be chance"
    note = f'<span class="quiet">{verdict}</span>' if change.interval and change.difference else ""
    return (
        f'<tr><th scope="row">{escape(_label(change.metric))}</th><td>{before}</td><td>{now}</td>'
        f"<td>{sign}{difference}{note}</td></tr>"
    )


def _times(report: EvaluationReport) -> Iterator[str]:
    metrics = report.metrics
    yield "<h2>Speed</h2>"
    yield (
        f"<p>Half of the questions took no more than {metrics['latency_ms_p50']:,.0f} milliseconds, and 95 in 100 no "
        f"more than {metrics['latency_ms_p95']:,.0f}.</p>"
    )
    yield times_chart([result.latency_ms for result in report.results])


def _tags(tallies: Mapping[str, Tally]) -> Iterator[str]:
    if not tallies:
        return
    yield "<h2>By kind of question</h2>"
    yield '<table><thead><tr><th scope="col">Tag</th><th scope="col">Passed</th></tr></thead><tbody>'
    for tag, tally in tallies.items():
        share = f'<span class="value">{tally.passed} of {tally.queries}</span>{share_bar(tally.passed / tally.queries)}'
        yield f'<tr><th scope="row">{escape(printable(tag))}</th><td class="result">{share}</td></tr>'
    yield "</tbody></table>"


def _questions(report: EvaluationReport, *, passed: bool) -> Iterator[str]:
    chosen = [result for result in report.results if result.passed is passed]
    yield f"<h2>{'Passed' if passed else 'Failed'}: {_count(len(chosen), 'question')}</h2>"
    yield from (question_block(result, report.reports) for result in chosen)


def _is_of_search(name: str) -> bool:
    return name.startswith(("recall_at_", "mrr", "ndcg_at_", "report_hit_at_", "page_hit_at_"))


def _label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def _link(identifier: str) -> str:
    shown = escape(printable(identifier))
    return f'<a href="#{shown}">{shown}</a>'


def _shown(share: float) -> str:
    return f"{100 * share:.1f} %".replace("-", "−")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
