"""Serves the page, and nothing else that Gradio would serve."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus

import gradio as gr
import uvicorn
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from insourcing_assistant.accounts import Account
from insourcing_assistant.api import API_PATHS, Api
from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.ui.api_page import add_api
from insourcing_assistant.ui.changing import ADD
from insourcing_assistant.ui.entrance import Entrance
from insourcing_assistant.ui.exports import EXPORTS, add_exports
from insourcing_assistant.ui.pages import PATHS, add_pages
from insourcing_assistant.ui.plain_head import PlainHead
from insourcing_assistant.ui.reader import Remember, forget, remembering
from insourcing_assistant.ui.refusing import not_found, path_of, refused
from insourcing_assistant.ui.remembered import REMEMBERED_PATHS, add_remembered, nobody
from insourcing_assistant.ui.room import ReadingRoom
from insourcing_assistant.ui.theme import gradio_theme, resource_path, stylesheet
from insourcing_assistant.ui.viewing import VIEWING_PATHS, add_viewing

OPEN_PATHS = (
    *PATHS,
    *REMEMBERED_PATHS,
    *API_PATHS,
    *VIEWING_PATHS,
    "/",
    "/favicon.ico",
    "/manifest.json",
    "/pwa_icon/192",  # the manifest's; any other size would be drawn just as well, however much memory it takes
    "/pwa_icon/512",
    "/robots.txt",
    "/theme.css",
    "/healthz",
    "/readyz",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/run/predict",
    "/gradio_api/cancel",
    "/gradio_api/reset",
    "/gradio_api/startup-events",
    "/gradio_api/app_id",  # by which a page that lost the server finds it again, and loads itself anew
)
OPEN_FOLDERS = (EXPORTS, "/assets/", "/static/", "/pages/", "/gradio_api/heartbeat/")
"""What the page asks for. All else is not found: Gradio's uploads, files, proxies, logins, API pages, run history."""

MAX_BODY_BYTES = 1_000_000
TOO_LARGE = "The request is too large."

SECURITY_HEADERS = {
    # Gradio makes functions of templates, so scripts need unsafe-eval. Nothing may come from, or go to, another host.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def serve(
    room: ReadingRoom,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    root_path: str = "",
    api: Api | None = None,
    accounts: Mapping[str, Account] | None = None,
    when_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted; `when_ready` is told its address. Raises `UsageError` for a taken port."""
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    app = create_app(room, root_path=root_path, api=api, accounts=accounts)
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=1)
    server = _Server(config, when_ready=when_ready, address=_address(host, port))
    server.run(sockets=[listening])


def create_app(
    room: ReadingRoom,
    *,
    root_path: str = "",
    api: Api | None = None,
    accounts: Mapping[str, Account] | None = None,
) -> FastAPI:
    """Make the application: the pages, the pictures of cited pages, the API if there is one, and two health checks.

    Where there are `accounts`, by name, nobody else is let in.
    """
    app = FastAPI(title="Insourcing Assistant", docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, room)
    add_pages(
        app,
        shelf=room.shelf,
        changing=room.changing,
        comparing=room.comparing,
        judging=room.judging,
        reports=room.reports,
    )
    add_exports(app, room.records, room.reports, texts=room.texts)
    may_change = room.changing.gate.may_change if room.changing else nobody
    add_viewing(app, room.viewing, reports=room.reports, may_open=may_change)
    may_make = room.judging.gate.may_change if room.judging else nobody
    add_remembered(app, room.memory, room.reports, may_make=may_make, glossary=room.glossary)
    if api is not None:
        add_api(app, api)
    if accounts is not None:
        app.add_middleware(Entrance, accounts=accounts)
    app.add_middleware(PlainHead)
    app.add_middleware(
        Guard,
        max_upload_bytes=room.changing.max_bytes if room.changing else 0,
        remember=remembering(root_path) if room.memory and room.memory.conversations else forget,
    )
    gr.mount_gradio_app(
        app,
        room,
        path="/",
        root_path=root_path or None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        favicon_path=str(resource_path("icon.png")),
        theme=gradio_theme(),
        # Gradio rewrites the rules of css=, and breaks them; in the head they stay as they are.
        head=f"<style>{stylesheet()}</style>",
    )
    return app


class Guard:
    """Closes what the page does not need, refuses large bodies, and adds the security headers."""

    def __init__(self, app: ASGIApp, *, max_upload_bytes: int = 0, remember: Remember = forget) -> None:
        self._app, self._max_upload_bytes = app, max_upload_bytes
        self._remember = remember

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)  # a page of ours may be stricter
                self._remember(scope, headers)
            await send(message)

        refusal = _refusal(scope, self._max_upload_bytes)
        counted = _counting(receive, _max_bytes(scope, self._max_upload_bytes))
        await (refusal or self._app)(scope, counted, send_with_headers)


def _add_routes(app: FastAPI, room: ReadingRoom) -> None:
    @app.get("/healthz")
    def healthy() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def ready() -> JSONResponse:
        try:
            publications = len(room.reports())
        except AssistantError as error:
            return JSONResponse({"status": str(error)}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ok", "publications": publications})

    @app.get("/pages/{key}.png")
    def page_picture(key: str) -> Response:
        try:
            png = room.pictures.png(key)
        except KeyError as error:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such picture.") from error
        return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=86400, immutable"})


def _refusal(scope: Scope, max_upload_bytes: int) -> Response | None:
    path = path_of(scope)
    if path not in OPEN_PATHS and not path.startswith(OPEN_FOLDERS):
        return not_found(scope)
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length) > _max_bytes(scope, max_upload_bytes):
        return refused(path, TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return None


def _max_bytes(scope: Scope, max_upload_bytes: int) -> int:
    return max(max_upload_bytes, MAX_BODY_BYTES) if path_of(scope) == ADD else MAX_BODY_BYTES


def _counting(receive: Receive, max_bytes: int) -> Receive:
    """Receive no more than may come: a request that is sent in chunks does not say how long it is."""
    come = 0

    async def counted() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > max_bytes:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
        return message

    return counted


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"The chat cannot listen on {host}, port {port} ({error.strerror}): choose another with `--port`."
        ) from error
    return listening


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    """A server that says when it accepts requests, and hangs up when it stops."""

    def __init__(self, config: uvicorn.Config, *, when_ready: Callable[[str], None] | None, address: str) -> None:
        super().__init__(config)
        self._when_ready, self._address = when_ready, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._when_ready and self.started:
            self._when_ready(self._address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Every page holds a connection for as long as it is open: Ctrl-C would wait for the readers to leave.
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.close()
        await super().shutdown(sockets)
