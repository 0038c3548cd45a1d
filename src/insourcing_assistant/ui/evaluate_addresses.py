"""The addresses of the Evaluate page: looking is open to all, running and adding go through the gate."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.evaluation import TestQuery, add_own, evaluation_html
from insourcing_assistant.types import Report
from insourcing_assistant.ui import desk
from insourcing_assistant.ui.evaluate_page import Visitor, evaluate_page, run_section
from insourcing_assistant.ui.evaluating import Evaluating, Outcome
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.gate import Gate
from insourcing_assistant.ui.guarding import refusal, refused
from insourcing_assistant.ui.judged_questions import MAX_WORDS_CHARS, Choice
from insourcing_assistant.ui.markup import shortened
from insourcing_assistant.ui.new_query_page import new_query_page
from insourcing_assistant.ui.query_forms import fields_of, form_of
from insourcing_assistant.ui.receiving import small_form

logger = logging.getLogger(__name__)

EVALUATE_PATHS = (
    "/evaluate",
    *(f"/evaluate/{name}" for name in ("page.js", "progress", "run", "stop", "new", "report.html", "report.json")),
)
OFF = "Runs are switched off here, and so is adding test questions."
NONE_YET = "There is no run yet. Run the test questions on the Evaluate page first."

Reports = Callable[[], Mapping[str, Report]]
Record = Callable[[str], Mapping[str, object] | None]
"""Returns the record of an answer by its id."""

Wanting = Callable[[], Sequence[Mapping[str, object]]]
"""Returns the records of answers that readers found not helpful, the latest first."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What the Evaluate page takes: what evaluates, who may have it run, and where answers are recorded."""

    evaluating: Evaluating
    gate: Gate
    record: Record
    wanting: Wanting = tuple


def add_evaluate(app: FastAPI, judging: Judging, *, reports: Reports) -> None:
    """Add the addresses."""
    evaluating, gate = judging.evaluating, judging.gate

    @app.get("/evaluate")
    def page(request: Request) -> HTMLResponse:
        queries, outcome, problem = _there(evaluating)
        added = request.query_params.get("added", "")
        visitor = _visitor(request, gate, added if added in {query.id for query in queries} else "")
        markup = evaluate_page(evaluating, outcome, queries, _choice(request), visitor, problem=problem)
        return HTMLResponse(markup, headers=HEADERS)

    @app.get("/evaluate/progress")
    def progress(request: Request) -> HTMLResponse:
        queries = () if evaluating.job.state == "working" else _there(evaluating)[0]
        markup = run_section(evaluating.job, queries, _visitor(request, gate), model=evaluating.model)
        return HTMLResponse(markup, headers=HEADERS)

    @app.post("/evaluate/run")
    def run(request: Request) -> Response:
        return refusal(request, gate, page="Evaluate", off=OFF) or _then(evaluating.start)

    @app.post("/evaluate/stop")
    def stop(request: Request) -> Response:
        return refusal(request, gate, page="Evaluate", off=OFF) or _then(evaluating.stop)

    _add_downloads(app, evaluating)
    _add_new(app, judging, reports)


def _add_downloads(app: FastAPI, evaluating: Evaluating) -> None:
    def download(name: str, kind: str, write: Callable[[Outcome], str]) -> Response:
        try:
            outcome = evaluating.outcome()
        except AssistantError as error:
            return refused(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        if outcome is None:
            return refused(NONE_YET, HTTPStatus.NOT_FOUND)
        headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}"'}
        return Response(write(outcome).encode("utf-8", "replace"), media_type=kind, headers=headers)

    @app.get("/evaluate/report.html")
    def as_page() -> Response:
        return download("evaluation.html", "text/html; charset=utf-8", _as_page)

    @app.get("/evaluate/report.json")
    def as_json() -> Response:
        return download("evaluation.json", "application/json", _as_json)


def _add_new(app: FastAPI, judging: Judging, reports: Reports) -> None:
    @app.get("/evaluate/new")
    def blank(request: Request) -> Response:
        if not judging.gate.may_change(request):
            return _back("#run")
        given = request.query_params.get("answer", "")
        if not given:
            return _form_page({}, reports, wanting=_still_wanting(judging))
        record = judging.record(given[:100])
        if record is None:
            problem = "There is no record of that answer any more, so the form is empty."
            return _form_page({}, reports, problem=problem, status=HTTPStatus.NOT_FOUND)
        return _form_page(form_of(record) if record else {}, reports, answered=_answered(record))

    @app.post("/evaluate/new")
    async def add(request: Request) -> Response:
        no = refusal(request, judging.gate, page="Evaluate", off=OFF)
        if no is not None:
            return no
        try:
            form = await small_form(request)
        except UsageError as error:
            return refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            query = add_own(judging.evaluating.corpus, fields_of(form, reports()))
        except AssistantError as error:
            record = judging.record(form.get("answer", "")[:100])
            unprocessable = HTTPStatus.UNPROCESSABLE_ENTITY
            return _form_page(form, reports, answered=_answered(record), problem=str(error), status=unprocessable)
        return _back(f"?added={query.id}")


def _form_page(
    form: Mapping[str, str],
    reports: Reports,
    *,
    answered: str = "",
    wanting: Sequence[Mapping[str, object]] = (),
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    markup = new_query_page(form, reports(), answered=answered, wanting=wanting, problem=problem)
    return HTMLResponse(markup, status, headers=HEADERS)


def _still_wanting(judging: Judging) -> list[Mapping[str, object]]:
    """Return the answers that were found not helpful, but for those that a test query was made of."""
    queries = _there(judging.evaluating)[0]
    made_of = {query.extra.get("answer") for query in queries}
    return [record for record in judging.wanting() if record.get("id") not in made_of]


def _answered(record: Mapping[str, object] | None) -> str:
    answer = record.get("answer") if record else None
    return str(answer.get("answer") or "") if isinstance(answer, dict) else ""


def _there(evaluating: Evaluating) -> tuple[tuple[TestQuery, ...], Outcome | None, str]:
    """Return the queries and the last run, and what is wrong with either."""
    problems = []
    queries: tuple[TestQuery, ...] = ()
    outcome = None
    try:
        queries = evaluating.queries()
    except AssistantError as error:
        problems.append(str(error))
    try:
        outcome = evaluating.outcome()
    except AssistantError as error:
        problems.append(str(error))
    return queries, outcome, " ".join(problems)


def _visitor(request: Request, gate: Gate, added: str = "") -> Visitor:
    if not gate.is_open(request):
        return Visitor()
    if gate.may_change(request):
        return Visitor(may_run=True, added=added)
    to = "run them, and to add some"
    return Visitor(sign_in=desk.sign_in(wrong="wrong" in request.query_params, to=to, then="evaluate").block)


def _choice(request: Request) -> Choice:
    given = request.query_params
    words = shortened(given.get("q", ""), max_chars=MAX_WORDS_CHARS)
    return Choice(given.get("show", ""), given.get("tag", ""), words)


def _as_page(outcome: Outcome) -> str:
    run = outcome.run
    return evaluation_html(
        run.report,
        comparison=outcome.comparison,
        minimums=outcome.minimums,
        subtitle=f"{run.ended_at[:16].replace('T', ' ')} UTC, library version {run.library_version}",
    )


def _as_json(outcome: Outcome) -> str:
    changes = {"comparison": outcome.comparison.as_json()} if outcome.comparison else {}
    return json.dumps({**outcome.run.report.as_json(), **changes}, ensure_ascii=False, indent=1)


def _then(act: Callable[[], None]) -> Response:
    act()
    return _back("#run")


def _back(place: str) -> RedirectResponse:
    # Relative, so that it holds under the path of a proxy.
    return RedirectResponse(f"../evaluate{place}", HTTPStatus.SEE_OTHER, headers=HEADERS)
