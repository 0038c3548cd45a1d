"""Sees to what is sent before it is read: its kind and its size."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from insourcing_assistant.api.refusals import refusal

MAX_BODY_BYTES = 250_000
TOO_LARGE = f"The body is larger than {MAX_BODY_BYTES:,} bytes. Send a shorter question, or less of its history."
NOT_JSON = "Send the question as JSON, with the header “Content-Type: application/json”."


class Intake:
    """Refuses what is posted to `path` and is not said to be JSON, or is too large, whatever size it says it has.

    No other site can have a browser post JSON here: it would ask first, and is never allowed to.
    """

    def __init__(self, app: ASGIApp, *, path: str) -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith(self._path):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            await refusal(NOT_JSON, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)(scope, receive, send)
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            await refusal(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > MAX_BODY_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
            return message

        await self._app(scope, counted, send)
