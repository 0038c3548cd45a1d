"""What is answered where nothing else can be: a sentence in an object, with the status that fits it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

from insourcing_assistant.api.requests import KNOWN, RULES
from insourcing_assistant.api.turnstile import RETRY_AFTER_S, BusyError
from insourcing_assistant.errors import AssistantError, LibraryError, UnknownReportError, UsageError

logger = logging.getLogger(__name__)

HEADERS = {
    # Nothing here is a page: should a browser show it as one all the same, nothing in it can run or be framed.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}

NO_JSON = 'The body is no JSON. Send an object such as {"question": "Why do councils bring services back in-house?"}.'
UNFORESEEN = "Something went wrong on the server, which has noted it. Please try again."


def refusal(sentence: str, status: HTTPStatus, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer with a sentence that says what is wrong."""
    return JSONResponse({"error": sentence}, status, headers={**HEADERS, **(headers or {})})


def refusal_of(error: Exception) -> JSONResponse:
    """Answer with what went wrong, without what only those who run the server should see."""
    if isinstance(error, BusyError):
        return refusal(str(error), HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": str(RETRY_AFTER_S)})
    if isinstance(error, UsageError | UnknownReportError):
        return refusal(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(error, LibraryError):
        return refusal(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(error, AssistantError):
        return refusal(str(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    logger.error("A request failed", exc_info=error)
    return refusal(UNFORESEEN, HTTPStatus.INTERNAL_SERVER_ERROR)


def refusal_of_fields(errors: Sequence[Mapping[str, Any]]) -> JSONResponse:
    """Answer with the first of the things that are wrong with the fields, as pydantic tells of them."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return refusal(NO_JSON, HTTPStatus.BAD_REQUEST)
    return refusal(sentence_of(first["type"], first["loc"]), HTTPStatus.UNPROCESSABLE_ENTITY)


def sentence_of(problem: str, place: Sequence[str | int]) -> str:
    """Say what is wrong with a field: `place` begins with "body" or "query", and goes on with names and numbers."""
    source, names = place[0], [part for part in place[1:] if isinstance(part, str)]
    if not names:
        return 'Send an object such as {"question": "Why do councils bring services back in-house?"}.'
    name = ".".join(names)
    if problem == "missing":
        return f"There is no {name!r}, which must be {RULES[name]}."
    if problem == "extra_forbidden":
        whole = "a search" if source == "query" else "filters" if names[0] == "filters" else "a question"
        return f"There is no field {names[-1][:100]!r} in {whole}, which has: {', '.join(KNOWN[whole])}."
    return f"{name!r} must be {RULES.get(name, 'something else')}."
