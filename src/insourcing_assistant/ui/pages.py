"""The addresses of the pages beside the conversation, and of what they are made of."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from insourcing_assistant.errors import AssistantError
from insourcing_assistant.ui.accessibility import accessibility_page
from insourcing_assistant.ui.changing import CHANGING_PATHS, Changing, add_changing, desk_for
from insourcing_assistant.ui.compare_addresses import COMPARE_PATHS, Reports, add_compare
from insourcing_assistant.ui.comparing import Comparing
from insourcing_assistant.ui.evaluate_addresses import EVALUATE_PATHS, Judging, add_evaluate
from insourcing_assistant.ui.frame import HEADERS, SCRIPTS, document, look, script_of
from insourcing_assistant.ui.library_page import Shelf, library_page, wanted
from insourcing_assistant.ui.markup import text

PATHS = (
    "/accessibility",
    "/library",
    "/library/look.css",
    "/library/page.js",
    *CHANGING_PATHS,
    *COMPARE_PATHS,
    *EVALUATE_PATHS,
)

_KEPT = {"cache-control": "public, max-age=31536000, immutable"}
"""For what has its content's hash in its address."""


def add_pages(
    app: FastAPI,
    *,
    shelf: Shelf,
    changing: Changing | None,
    comparing: Comparing,
    judging: Judging | None,
    reports: Reports,
) -> None:
    """Add the pages, the accessibility statement and, if the library may be changed here, what changes it."""
    add_compare(app, comparing, reports=reports, shelf=shelf)
    if judging is not None:
        add_evaluate(app, judging, reports=reports)
    else:
        app.get("/evaluate")(lambda: failed("Nothing evaluates the answers here.", status=200, title="Evaluate"))
    if changing is not None:
        add_changing(app, changing, shelf=shelf)

    @app.get("/library")
    def library(request: Request) -> HTMLResponse:
        asked = wanted(request.query_params.get("q", ""), request.query_params.get("sort", ""))
        try:
            held = shelf()
        except AssistantError as error:
            return failed(str(error))
        return page(library_page(held, asked, desk=desk_for(changing, request, held)))

    @app.get("/accessibility")
    def accessibility() -> HTMLResponse:
        return page(accessibility_page())

    @app.get("/library/look.css")
    def style() -> Response:
        return Response(look(), media_type="text/css", headers=_KEPT)

    def add_script(page: str) -> None:
        @app.get(f"/{page}/page.js")
        def script() -> Response:
            return Response(script_of(page), media_type="text/javascript", headers=_KEPT)

    for name in SCRIPTS:
        add_script(name)


def page(markup: str, *, status: int = 200) -> HTMLResponse:
    """Answer with a page."""
    return HTMLResponse(markup, status, headers=HEADERS)


def failed(sentence: str, *, status: int = 503, title: str = "Library") -> HTMLResponse:
    """Answer with a page that says in a sentence what is wrong."""
    said = f'<div class="failed"><p><strong>This cannot be shown.</strong> {text(sentence)}</p></div>'
    return page(document(title, current=title, main=said), status=status)
