"""The addresses of what is remembered: the conversations of a browser, and single answers for who has their link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.library.conversations import MAX_TITLE_CHARS, Conversations
from insourcing_assistant.types import Report
from insourcing_assistant.ui.answer_page import answer_page, no_answer_page
from insourcing_assistant.ui.answers import NO_GLOSSARY
from insourcing_assistant.ui.conversations_page import MAX_WORDS_CHARS, conversations_page, not_kept_page
from insourcing_assistant.ui.feedback import feedback_of, is_wanting, new_query_address, said_of
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.gate import is_from_own_page
from insourcing_assistant.ui.markup import shortened
from insourcing_assistant.ui.memory import NO_RECORDS, Memory
from insourcing_assistant.ui.reader import owner_of
from insourcing_assistant.ui.receiving import small_form
from insourcing_assistant.ui.theme import resource

_BELOW = ("answer.js", "length", "rename", "delete", "undo")
REMEMBERED_PATHS = ("/conversations", *(f"/conversations/{name}" for name in _BELOW))

FOREIGN = "This did not come from a page of ours, so nothing was changed. Open the page and try again there."
NOT_YOURS = "Only the browser in which an answer was given can judge it, while its conversation is kept."
GONE = "That conversation is not one of this browser's any more. Perhaps it was deleted in another window."

Act = Callable[[Conversations, str, Mapping[str, str]], str]
"""Changes conversations of an owner as a form asks; returns where on the page to go."""

MayMake = Callable[[Request], bool]
"""Whether who sent a request may make test queries on the Evaluate page."""


def nobody(request: Request) -> bool:  # noqa: ARG001 (the signature is MayMake)
    """Let nobody make test queries."""
    return False


def add_remembered(
    app: FastAPI,
    memory: Memory | None,
    reports: Callable[[], Mapping[str, Report]],
    *,
    may_make: MayMake = nobody,
    glossary: Glossary = NO_GLOSSARY,
) -> None:
    """Add the addresses; the terms of the `glossary` are explained in single answers too."""

    @app.get("/conversations")
    def conversations(request: Request) -> HTMLResponse:
        owner = owner_of(request.cookies)
        kept = memory.conversations if memory else None
        if memory is None or kept is None:
            return _page(not_kept_page(memory.why_not(owner) if memory else NO_RECORDS))
        words = shortened(request.query_params.get("q", ""), max_chars=MAX_WORDS_CHARS)
        try:
            return _page(_listed(kept, owner, words, GONE if "gone" in request.query_params else ""))
        except AssistantError as error:
            return _page(not_kept_page(str(error)), HTTPStatus.SERVICE_UNAVAILABLE)

    @app.get("/conversations/length")
    def length(request: Request) -> PlainTextResponse:
        asked = request.query_params.get("conversation", "")
        try:
            count = memory.length(owner_of(request.cookies), asked) if memory else 0
        except AssistantError as error:
            return _refused(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse(str(count), headers=HEADERS)

    acts: Mapping[str, Act] = {"rename": _rename, "delete": _delete, "undo": _undo}
    for name, act in acts.items():
        app.post(f"/conversations/{name}")(_guarded(act, memory))
    _add_answers(app, memory, reports, glossary)
    _add_judging(app, memory, may_make)


def _listed(kept: Conversations, owner: str | None, words: str, notice: str) -> str:
    kept.tidy()
    if owner is None:
        return conversations_page((), words="", of=0)
    found = kept.find(owner, words)
    of = len(kept.find(owner)) if words else len(found)
    return conversations_page(found, words=words, of=of, deleted=kept.deleted(owner), notice=notice)


def _rename(kept: Conversations, owner: str, form: Mapping[str, str]) -> str:
    title = shortened(form.get("title", ""), max_chars=MAX_TITLE_CHARS)
    if not title:
        raise UsageError("A conversation must have a title.")
    key = form.get("id", "")
    return f"#conversation-{quote(key)}" if kept.rename(owner, key, title) else "?gone=1"


def _delete(kept: Conversations, owner: str, form: Mapping[str, str]) -> str:
    if form.get("all") != "1" and not form.get("id"):
        raise UsageError("Say which conversation is to be deleted.")
    return "#deleted" if kept.delete(owner, None if form.get("all") == "1" else form["id"]) else "?gone=1"


def _undo(kept: Conversations, owner: str, form: Mapping[str, str]) -> str:
    return "#kept" if kept.put_back(owner, form.get("at", "")) else "?gone=1"


def _guarded(act: Act, memory: Memory | None) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        owner = owner_of(request.cookies)
        kept = memory.conversations if memory else None
        if not is_from_own_page(request):
            return _refused(FOREIGN, HTTPStatus.FORBIDDEN)
        if kept is None or owner is None:
            return _refused(GONE, HTTPStatus.FORBIDDEN)
        try:
            place = await run_in_threadpool(act, kept, owner, await small_form(request))
        except AssistantError as error:
            return _refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        # Relative, so that it holds under the path of a proxy.
        return RedirectResponse(f"../conversations{place}", HTTPStatus.SEE_OTHER, headers=HEADERS)

    return answered


def _add_answers(
    app: FastAPI, memory: Memory | None, reports: Callable[[], Mapping[str, Report]], glossary: Glossary
) -> None:
    @app.get("/answer/{record_id}")
    def answer(record_id: str) -> HTMLResponse:
        try:
            recalled = memory.recall(record_id) if memory else None
            if memory is None or recalled is None:
                return _page(no_answer_page(), HTTPStatus.NOT_FOUND)
            changes = memory.changes_since(recalled.answer.library_version)
            return _page(answer_page(recalled, changes, reports(), glossary=glossary))
        except UsageError as error:
            return _page(no_answer_page(str(error)), HTTPStatus.NOT_FOUND)
        except AssistantError as error:
            return _page(no_answer_page(str(error)), HTTPStatus.SERVICE_UNAVAILABLE)

    @app.get("/conversations/answer.js")
    def script() -> Response:
        content = "".join(map(resource, ("clipboard.js", "answer.js", "terms.js")))
        return Response(content, media_type="text/javascript", headers={"cache-control": "no-cache"})


def _add_judging(app: FastAPI, memory: Memory | None, may_make: MayMake) -> None:
    @app.post("/answer/{record_id}/feedback")
    async def judge(record_id: str, request: Request) -> Response:
        if not is_from_own_page(request):
            return _refused(FOREIGN, HTTPStatus.FORBIDDEN)
        try:
            feedback = feedback_of(await small_form(request))
            owner = owner_of(request.cookies)
            done = memory is not None and await run_in_threadpool(memory.judge, owner, record_id, feedback)
        except AssistantError as error:
            return _refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        if not done:
            return _refused(NOT_YOURS, HTTPStatus.FORBIDDEN)
        headers = dict(HEADERS)
        if is_wanting(feedback) and may_make(request):
            # Relative to this address, as RFC 8288 has it, so that it holds under the path of a proxy.
            headers["link"] = f'<../../{new_query_address(record_id)}>; rel="create-form"'
        return PlainTextResponse(said_of(feedback), headers=headers)


def _page(markup: str, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    # Who was given a link may follow it; nobody should find it by a search.
    return HTMLResponse(markup, status, headers={**HEADERS, "x-robots-tag": "noindex"})


def _refused(sentence: str, status: HTTPStatus) -> PlainTextResponse:
    return PlainTextResponse(sentence, status, headers=HEADERS)
