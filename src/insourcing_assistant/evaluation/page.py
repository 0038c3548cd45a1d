"""The evaluation as one page that stands alone, for people who ask what the assistant can be trusted with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files

from insourcing_assistant.evaluation import sections
from insourcing_assistant.evaluation.comparison import Comparison
from insourcing_assistant.evaluation.question_page import question_block
from insourcing_assistant.evaluation.report import EvaluationReport
from insourcing_assistant.rendering import printable


def evaluation_html(
    report: EvaluationReport,
    *,
    comparison: Comparison | None = None,
    minimums: Mapping[str, float] = sections.NO_MINIMUMS,
    subtitle: str = "",
) -> str:
    """Write an evaluation as one HTML page with everything in it: no script, and nothing from another place.

    `subtitle` says what was evaluated and when; the page adds no time of its own, so that it repeats.
    """
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(
        [
            *_summary(report, subtitle),
            "<main>",
            *sections.measures(report, minimums=minimums),
            *(sections.changes(comparison) if comparison else ()),
            *sections.times(report),
            *sections.tags(report.by_tag),
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
    unanswerable = sum(not result.query.answerable for result in report.results)
    yield "<header><h1>Evaluation of the answers</h1>"
    if subtitle:
        yield f'<p class="quiet">{escape(printable(subtitle))}</p>'
    yield f'<p class="lead">{sections.verdict(report)}</p>'
    yield (
        f"<p>{sections.count(len(report.results) - unanswerable, 'question')} can be answered from the publications. "
        f"{unanswerable} cannot, and the right reply to those is to say so. Each question comes with the publications "
        "that answer it, or the page or section, and with words that a right answer must hold.</p></header>"
    )


def _questions(report: EvaluationReport, *, passed: bool) -> Iterator[str]:
    chosen = [result for result in report.results if result.passed is passed]
    yield f"<h2>{'Passed' if passed else 'Failed'}: {sections.count(len(chosen), 'question')}</h2>"
    yield from (question_block(result, report.reports, is_open=not passed) for result in chosen)
