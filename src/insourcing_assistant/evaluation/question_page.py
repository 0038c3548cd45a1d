"""One test query on the evaluation page: what was asked, expected, found and answered, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from insourcing_assistant.evaluation.queries import Expected, TestQuery
from insourcing_assistant.evaluation.report import QueryResult
from insourcing_assistant.evaluation.sections import query_anchor
from insourcing_assistant.rendering import citation_label, place_label, printable
from insourcing_assistant.types import Answer, Filters, Hit, Report


def question_block(result: QueryResult, reports: Mapping[str, Report], *, is_open: bool, acts: str = "") -> str:
    """Write a query as a block that opens and closes; `acts` is markup for what can be done with it."""
    verdict = '<span class="tag">Pass</span>' if result.passed else '<span class="tag fail">Fail</span>'
    parts = [
        f'<details id="{query_anchor(result.query.id)}"{" open" if is_open else ""}>',
        f"<summary>{verdict}{_text(result.query.question)}</summary><div>",
        *_reasons(result),
        *_asked(result),
        "<h3>Expected</h3>",
        *_expected(result.query, reports),
        *(_answered(result.answer, reports) if result.answer else ()),
        *_found(result.hits, reports),
        f"{acts}</div></details>",
    ]
    return "\n".join(parts)


def _reasons(result: QueryResult) -> Iterator[str]:
    # What was declined says and cites nothing; that need not be said again.
    checks = result.failed[:1] if "answered_when_answerable" in result.failed else result.failed
    if checks:
        yield f'<div class="why">{"".join(f"<p>{_REASONS[check]}</p>" for check in checks)}</div>'


def _asked(result: QueryResult) -> Iterator[str]:
    query = result.query
    tags = f" · {_text(', '.join(query.tags))}" if query.tags else ""
    yield f'<p class="quiet">{_text(query.id)}{tags} · {result.latency_ms:,.0f} ms</p>'
    if query.history:
        yield f"<p>Asked before: {_text(' · '.join(query.history))}</p>"
    if result.answer and result.answer.rewritten:
        yield f"<p>Searched for: {_text(result.answer.rewritten)}</p>"
    limits = _limits(query.filters)
    if limits:
        yield f"<p>Limited to: {_text('; '.join(limits))}</p>"


def _limits(filters: Filters) -> list[str]:
    return [
        *([", ".join(filters.reports)] if filters.reports else []),
        *([f"from {filters.year_from}"] if filters.year_from is not None else []),
        *([f"to {filters.year_to}"] if filters.year_to is not None else []),
        *([filters.publisher] if filters.publisher else []),
    ]


def _expected(query: TestQuery, reports: Mapping[str, Report]) -> Iterator[str]:
    if not query.answerable:
        yield "<p>The publications do not answer this, and the assistant should say so.</p>"
        return
    places = "".join(f"<li>{_text(_place(place, reports))}</li>" for place in query.expected)
    if places:
        yield f"<p>An answer from {'one of these' if len(query.expected) > 1 else 'this'}:</p><ul>{places}</ul>"
    wanted = (
        ("It must say", query.must_contain),
        ("It must say one of", query.must_contain_any),
        ("It must not say", query.must_not_contain),
    )
    for words, given in wanted:
        if given:
            yield f"<p>{words}: {_text(', '.join(f'“{item}”' for item in given))}.</p>"
    if not places and not any(given for _, given in wanted):
        yield "<p>An answer; nothing more is laid down.</p>"


def _place(place: Expected, reports: Mapping[str, Report]) -> str:
    numbers = ", ".join(str(number) for number in place.pages)
    return ", ".join(
        [
            _title(place.report_id, reports),
            *([f"page {numbers}" if len(place.pages) == 1 else f"pages {numbers}"] if place.pages else []),
            *(f"“{section}”" for section in place.sections),
        ]
    )


def _answered(answer: Answer, reports: Mapping[str, Report]) -> Iterator[str]:
    yield "<h3>Answered</h3>"
    if not answer.statements:
        yield f"<p>{_text(answer.message)}</p>"
    for statement in answer.statements:
        sources = " ".join(
            citation_label(citation, reports[citation.report_id])
            if citation.report_id in reports
            else f"({citation.report_id})"
            for citation in statement.citations
        )
        yield f'<blockquote>{_text(statement.text)} <span class="quiet">{_text(sources)}</span></blockquote>'


def _found(hits: Sequence[Hit], reports: Mapping[str, Report]) -> Iterator[str]:
    if not hits:
        yield "<h3>Found</h3><p>Nothing.</p>"
        return
    yield f"<h3>Found first</h3><ol>{''.join(_hit(hit, reports) for hit in hits[:5])}</ol>"


def _hit(hit: Hit, reports: Mapping[str, Report]) -> str:
    pages = hit.passage.pages
    place = place_label(hit.passage.unit, [page.number for page in pages], [page.label for page in pages])
    return f'<li>{_text(_title(hit.passage.report_id, reports))} <span class="quiet">{_text(place)}</span></li>'


def _title(report_id: str, reports: Mapping[str, Report]) -> str:
    report = reports.get(report_id)
    if report is None:
        return f"{report_id} (not in the library)"
    return f"{report.title} ({report.year})" if report.year else report.title


def _text(value: str) -> str:
    return escape(printable(value))


_REASONS = {
    "answered_when_answerable": "The publications answer this, but the assistant declined.",
    "abstained_when_unanswerable": "The publications do not answer this, but the assistant answered.",
    "answer_contains": "The answer lacks what it must say, or says what it must not.",
    "citation_recall": "No expected publication is cited.",
    "quote_verified": "A quote does not stand where its citation says.",
    "page_hit_at_5": "No expected page or section is among the first five passages found.",
}
"""What each check means when it is not passed."""
