"""The addresses of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Protocol

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from insourcing_assistant.api.describing import ASK, REPORTS, SEARCH, describe
from insourcing_assistant.api.intake import Intake
from insourcing_assistant.api.refusals import HEADERS, NO_JSON, refusal, refusal_of, refusal_of_fields
from insourcing_assistant.api.requests import Limits, Question, Search
from insourcing_assistant.api.turnstile import Turnstile
from insourcing_assistant.filters import check_reports
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.listings import listing_json
from insourcing_assistant.rendering import Json, answer_json, hits_json
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.types import Answer, Filters, Hit, Report

API_FOLDER = "/api"
API_PATHS = tuple(f"{API_FOLDER}/{name}" for name in ("ask", "search", "reports", "docs", "openapi.json"))

Ask = Callable[[str, Sequence[str], Filters], Answer]
"""Answers a question, given the questions asked before, oldest first, and what it is limited to."""

Find = Callable[[str, int, Filters], Sequence[Hit]]
"""Returns the k best passages for a query, best first."""


@dataclass(frozen=True, slots=True)
class Api:
    """What answers at the addresses, to be mounted at `API_FOLDER`, and the OpenAPI document that describes them."""

    app: FastAPI
    description: Json


class Shelf(Protocol):
    """What is told of the library. A library fits."""

    @property
    def version(self) -> str:
        """Changes whenever the content does."""

    def reports(self) -> Sequence[LibraryReport]:
        """Return the publications, by id."""


def build_api(
    *,
    ask: Ask,
    search: Find,
    reports: Callable[[], Mapping[str, Report]],
    shelf: Shelf,
    root_path: str = "",
    is_guarded: bool = False,
    at_once: int = 4,
    max_waiting: int = 64,
    wait_s: float = 20.0,
) -> Api:
    """Make the API.

    `reports` are the publications by id that there are now. As in the chat, `at_once` requests are worked on at a time;
    `max_waiting` others wait for at most `wait_s`, and what comes beyond that is told to come again. `root_path` is the
    path of a proxy, and `is_guarded` says that a password is asked for: both are only told of in the description.
    """
    turnstile = Turnstile(at_once=at_once, max_waiting=max_waiting, wait_s=wait_s)
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    api.add_middleware(Intake, path=f"{API_FOLDER}/ask")
    _refuse_in_sentences(api)

    async def answered(work: Callable[[], Json]) -> JSONResponse:
        try:
            return JSONResponse(await turnstile.through(work), headers=HEADERS)
        except Exception as error:  # whoever asks is owed a sentence, whatever went wrong
            return refusal_of(error)

    @api.post("/ask", **ASK)
    async def asked(question: Question) -> JSONResponse:
        def work() -> Json:
            filters = (question.filters or Limits()).filters()
            check_reports(filters, reports())
            answer = ask(question.question, question.history or (), filters)
            return answer_json(answer, reports())

        return await answered(work)

    @api.get("/search", **SEARCH)
    async def searched(wanted: Annotated[Search, Query()]) -> JSONResponse:
        def work() -> Json:
            filters, watch = wanted.filters(), Stopwatch()
            check_reports(filters, reports())
            query = " ".join((wanted.query or wanted.q).split())
            with watch.stage("search"):
                hits = search(query, wanted.k, filters)
            return hits_json(query, hits, stages=watch.timings().stages)

        return await answered(work)

    @api.get("/reports", **REPORTS)
    async def listed() -> JSONResponse:
        return await answered(lambda: listing_json(shelf.reports(), version=shelf.version))

    description = describe(api.routes, folder=API_FOLDER, root_path=root_path, is_guarded=is_guarded)

    @api.get("/openapi.json", include_in_schema=False)
    async def described() -> JSONResponse:
        return JSONResponse(description, headers=HEADERS)

    return Api(api, description)


def _refuse_in_sentences(api: FastAPI) -> None:
    @api.exception_handler(RequestValidationError)
    async def wrong_fields(_: Request, error: RequestValidationError) -> JSONResponse:
        return refusal_of_fields(error.errors())

    @api.exception_handler(HTTPException)
    async def wrong_request(request: Request, error: HTTPException) -> JSONResponse:
        sentences = {
            HTTPStatus.BAD_REQUEST: NO_JSON,
            HTTPStatus.NOT_FOUND: f"There is nothing here: {API_FOLDER}/docs says what there is.",
            HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} cannot be used here: {API_FOLDER}/docs says what can.",
        }
        status = HTTPStatus(error.status_code)
        return refusal(sentences.get(status, error.detail), status, headers=error.headers)
