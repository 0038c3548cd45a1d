"""The addresses of the Compare page: the page, and the table as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from insourcing_assistant.comparison_tables import table_csv
from insourcing_assistant.errors import AssistantError, LongQuestionError, UnknownReportError, UsageError
from insourcing_assistant.rendering import answer_markdown, citation_label, escape_markdown
from insourcing_assistant.types import Answer, Report
from insourcing_assistant.ui.compare_page import start_page, table_page
from insourcing_assistant.ui.comparing import Compared, Comparing, Wanted, not_held, wanted
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.library_page import Shelf
from insourcing_assistant.ui.links import report_of

COMPARE_PATHS = ("/compare", "/compare/page.js", "/compare/table.md", "/compare/table.csv")

Reports = Callable[[], Mapping[str, Report]]


def add_compare(app: FastAPI, comparing: Comparing, *, reports: Reports, shelf: Shelf) -> None:
    """Add the addresses; the `shelf` has the titles of publications that are only in the catalogue."""

    def table(asked: Wanted) -> Compared:
        missing = [each for each in asked.reports if each not in reports()]
        if missing:
            titles = {each.report.id: each.report.title for each in shelf()}
            raise UsageError(not_held([titles.get(each, "") or each for each in missing]))
        return comparing.table(asked)

    @app.get("/compare")
    def page(request: Request) -> Response:
        given = request.query_params.multi_items()
        asked = wanted(given)
        if asked.is_empty and not given:
            return _page(lambda: start_page(reports(), asked))
        if asked.fields and list(asked.fields) != given:
            # What is in the address bar is what can be kept: without what a form sends besides.
            return RedirectResponse(f"compare?{asked.address}", HTTPStatus.SEE_OTHER, headers=HEADERS)
        try:
            compared = table(asked)
        except (UsageError, UnknownReportError) as error:
            problem, could_be_asked = str(error), not isinstance(error, LongQuestionError)
            return _page(
                lambda: start_page(reports(), asked, problem=problem, could_be_asked=could_be_asked),
                HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        except AssistantError as error:
            problem = str(error)
            return _page(lambda: start_page({}, asked, problem=problem), HTTPStatus.SERVICE_UNAVAILABLE)
        return _page(lambda: table_page(reports(), asked, compared))

    _add_downloads(app, table, reports)


def _add_downloads(app: FastAPI, table: Callable[[Wanted], Compared], reports: Reports) -> None:
    def download(request: Request, suffix: str, kind: str, write: Callable[[Answer, Wanted], str]) -> Response:
        asked = wanted(request.query_params.multi_items())
        try:
            answer = table(asked).answer
        except AssistantError as error:
            return PlainTextResponse(str(error), HTTPStatus.UNPROCESSABLE_ENTITY, headers=HEADERS)
        if answer.table is None:
            return PlainTextResponse(answer.message, HTTPStatus.NOT_FOUND, headers=HEADERS)
        headers = {**HEADERS, "content-disposition": f'attachment; filename="comparison.{suffix}"'}
        return Response(write(answer, asked).encode("utf-8", "replace"), media_type=kind, headers=headers)

    @app.get("/compare/table.md")
    def as_markdown(request: Request) -> Response:
        return download(
            request, "md", "text/markdown; charset=utf-8", lambda answer, asked: _markdown(answer, asked, reports())
        )

    @app.get("/compare/table.csv")
    def as_csv(request: Request) -> Response:
        return download(request, "csv", "text/csv; charset=utf-8", lambda answer, _: _csv(answer, reports()))


def _page(write: Callable[[], str], status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    try:
        return HTMLResponse(write(), status, headers=HEADERS)
    except AssistantError as error:  # the library itself cannot be read
        markup = start_page({}, Wanted(), problem=str(error))
        return HTMLResponse(markup, HTTPStatus.SERVICE_UNAVAILABLE, headers=HEADERS)


def _csv(answer: Answer, reports: Mapping[str, Report]) -> str:
    # Spreadsheet programs take a file without the mark for one of their own country's encoding.
    mark = "\ufeff"
    if answer.table is None:
        return mark
    return mark + table_csv(
        answer.table, reports, lambda each: citation_label(each, report_of(each.report_id, reports))
    )


def _markdown(answer: Answer, asked: Wanted, reports: Mapping[str, Report]) -> str:
    aspects = answer.table.aspects if answer.table else ()
    made = [f"Compared on {datetime.now(UTC):%-d %B %Y}", f"library version {answer.library_version}"]
    made += [f"record {answer.id}"] if answer.id else []
    parts = [f"# Comparison: {escape_markdown(', '.join(aspects))}"]
    parts += [escape_markdown(asked.question)] if asked.question else []
    parts += [escape_markdown(f"{', '.join(made)}."), answer_markdown(answer, reports)]
    if any(citation.kind == "brief" for citation in answer.citations):
        parts.append("Briefs are secondary sources written for this library.")
    return "\n\n".join(parts) + "\n"
