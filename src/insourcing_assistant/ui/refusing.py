"""Refuses a request in a sentence, which programs get as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from insourcing_assistant.api import API_FOLDER, refusal


def path_of(scope: Scope) -> str:
    """Return the path that is asked for, without that of a proxy."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path or "/"


def refused(
    path: str, sentence: str, status: HTTPStatus, *, headers: Mapping[str, str] | None = None
) -> PlainTextResponse | Response:
    """Answer a request for this path with what is wrong."""
    if path.startswith(f"{API_FOLDER}/"):
        return refusal(sentence, status, headers=headers)
    return PlainTextResponse(sentence, status, headers={"cache-control": "no-store", **(headers or {})})
