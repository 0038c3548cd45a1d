"""The judge path: test queries → hits and answers → scores → an evaluation report.

::

    queries = load_queries(Path("corpus/test_queries.yaml"))
    report = evaluate(assistant, queries)
    report.metrics["mrr"]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.errors import AssistantError, UnknownReportError, UsageError
from insourcing_assistant.evaluation.comparison import Comparison, MetricChange, QueryChange, compare, load_baseline
from insourcing_assistant.evaluation.minimums import load_minimums
from insourcing_assistant.evaluation.own_queries import add_own, load_all
from insourcing_assistant.evaluation.page import evaluation_html
from insourcing_assistant.evaluation.queries import Expected, TestQuery, load_queries
from insourcing_assistant.evaluation.report import EvaluationReport, QueryResult, Shortfall, Tally, check_minimums
from insourcing_assistant.evaluation.saving import Run, load_run, save_run
from insourcing_assistant.evaluation.scoring import DEPTH, METRICS, score
from insourcing_assistant.types import Answer, Citation, Filters, Hit, Kind, Report

__all__ = [
    "METRICS",
    "Comparison",
    "EvaluationReport",
    "Expected",
    "MetricChange",
    "QueryChange",
    "QueryResult",
    "Respondent",
    "Run",
    "Shortfall",
    "Tally",
    "TestQuery",
    "Texts",
    "add_own",
    "check_minimums",
    "compare",
    "evaluate",
    "evaluation_html",
    "load_all",
    "load_baseline",
    "load_minimums",
    "load_queries",
    "load_run",
    "save_run",
]

T = TypeVar("T")


class Texts(Protocol):
    """Gives the text of a report, against which quotes are checked. A library fits."""

    def text(self, report_id: str, kind: Kind) -> str:
        """The whole text. Raises an `AssistantError` where there is none."""

    def page_text(self, report_id: str, kind: Kind, number: int) -> str:
        """The text of a page or section. Raises an `AssistantError` where there is none."""


class Respondent(Protocol):
    """What is judged: it finds and answers. An assistant fits."""

    @property
    def library(self) -> Texts:
        """Where its citations can be looked up."""

    def reports(self) -> Mapping[str, Report]:
        """The publications it answers from, by id."""

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        """At most k passages, best first."""

    def ask(self, question: str, *, filters: Filters, history: tuple[str, ...]) -> Answer:
        """The answer to a question asked after those of `history`, the oldest first."""


def evaluate(
    respondent: Respondent,
    queries: Sequence[TestQuery],
    *,
    k: int = DEPTH,
    retrieval_only: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> EvaluationReport:
    """Ask every query in order and judge what comes back.

    The search is judged on the first k hits, and on ten where k is less. `retrieval_only` leaves out the answers;
    follow-up questions are then searched for as they stand, because only an answer rewrites them. `progress` is
    called with the number done and the total. Raises `UsageError` naming the query that cannot be asked.
    """
    if k < 1:
        raise UsageError(f"At least one passage must be looked for, so k cannot be {k}.")
    if not queries:
        raise UsageError("There is no test query to evaluate.")
    reports = respondent.reports()
    results = []
    for done, query in enumerate(queries, start=1):
        try:
            results.append(_judge(respondent, query, reports, k=k, retrieval_only=retrieval_only))
        except (UsageError, UnknownReportError) as error:
            raise UsageError(f"Test query {query.id} cannot be asked: {error}") from error
        if progress is not None:
            progress(done, len(queries))
    return EvaluationReport(tuple(results), reports, k)


def _judge(
    respondent: Respondent, query: TestQuery, reports: Mapping[str, Report], *, k: int, retrieval_only: bool
) -> QueryResult:
    if retrieval_only:
        answer, question = None, query.question
    else:
        answer, answer_ms = _timed(lambda: respondent.ask(query.question, filters=query.filters, history=query.history))
        question = answer.rewritten or query.question
    hits, search_ms = _timed(lambda: respondent.search(question, k=max(k, DEPTH), filters=query.filters))
    scores = score(query, hits, answer, k=k, quote_stands=lambda citation: _stands(citation, respondent, reports))
    return QueryResult(query, hits[:k], answer, scores, search_ms if answer is None else answer_ms)


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    outcome = call()
    return outcome, (time.perf_counter() - begun) * 1000


def _stands(citation: Citation, respondent: Respondent, reports: Mapping[str, Report]) -> bool:
    """Check a quote against the text itself: at its offset, and on the pages that the citation names."""
    if citation.kind == "catalogue":
        report = reports.get(citation.report_id)
        return report is not None and stands(citation, report.about or "")
    library = respondent.library
    try:
        text = library.text(citation.report_id, citation.kind)
        on_pages = "".join(library.page_text(citation.report_id, citation.kind, number) for number in citation.pages)
    except AssistantError:
        return False
    return stands(citation, text) and citation.quote in on_pages
