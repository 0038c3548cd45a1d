"""Refuses a request in a sentence, which programs get as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

from insourcing_assistant.api import API_FOLDER, refusal
from insourcing_assistant.ui.frame import HEADERS, document

NOTHING = "There is nothing here."


def path_of(scope: Scope) -> str:
    """Return the path that is asked for, without that of a proxy."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path or "/"


def not_found(scope: Scope) -> Response:
    """Answer a request for what there is not: a reader with a page that leads on, a program with a sentence."""
    path = path_of(scope)
    asks_for_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    if path.startswith(f"{API_FOLDER}/") or not asks_for_page:
        return refused(path, NOTHING, HTTPStatus.NOT_FOUND)
    root = "../" * (path.count("/") - 1)
    said = (
        f'<div class="failed"><p><strong>{NOTHING}</strong> The address may be mistyped, or from another version of '
        f'this program.</p></div><p class="onward"><a class="btn" href="{root or "./"}">Ask a question</a></p>'
    )
    return HTMLResponse(document("Not found", current="", main=said, root=root), HTTPStatus.NOT_FOUND, headers=HEADERS)


def refused(
    path: str, sentence: str, status: HTTPStatus, *, headers: Mapping[str, str] | None = None
) -> PlainTextResponse | Response:
    """Answer a request for this path with what is wrong."""
    if path.startswith(f"{API_FOLDER}/"):
        return refusal(sentence, status, headers=headers)
    return PlainTextResponse(sentence, status, headers={"cache-control": "no-store", **(headers or {})})
