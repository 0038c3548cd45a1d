"""Rewrite the page that Gradio writes: nothing presents it as Gradio where its link is shared, and it has our id."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CARD = re.compile(rb"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>\s*")
_LANGUAGE = re.compile(rb"(<html\s[^>]*?lang=\")en(\")")
_WHOLE = re.compile(rb"<gradio-app\b")
"""What everything will stand in: masthead and main part, as in our other pages, whose rules count below `#page`."""


class PlainHead:
    """Rewrites the one page that Gradio writes; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer too, but for the head of the page."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body") or start is None:
                return
            headers = MutableHeaders(scope=start)
            if headers.get("content-type", "").startswith("text/html"):
                body = _LANGUAGE.sub(rb"\1en-GB\2", _CARD.sub(b"", body), count=1)
                body = _WHOLE.sub(rb'\g<0> id="page"', body, count=1)
                headers["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._app(_uncompressed(scope), receive, rewrite)


def _uncompressed(scope: Scope) -> Scope:
    """Ask for the page as it is: what is compressed cannot be rewritten, and the server is mostly the same computer."""
    kept = [(name, value) for name, value in Headers(scope=scope).raw if name != b"accept-encoding"]
    return {**scope, "headers": kept}
