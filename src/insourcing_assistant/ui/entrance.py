"""Lets in who has an account: HTTP's own sign-in, which browsers and programs know, in front of every address."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from insourcing_assistant.accounts import MAX_PASSWORD_CHARS, make_account, same
from insourcing_assistant.ui.gate import ACCOUNT
from insourcing_assistant.ui.refusing import path_of, refused

OPEN_TO_ALL = ("/healthz",)
"""What says that the process is alive, and nothing more."""

MAX_WRONG, MAX_WRONG_OF_A_NAME = 100, 10
WRONG_WITHIN_S = 60
MAX_REMEMBERED = 1000

_CHALLENGE = {"www-authenticate": 'Basic realm="Insourcing Assistant", charset="UTF-8"'}
_SIGN_IN = "Sign in with your name and password."
_LATER = f"Too many wrong passwords were tried. Try again in {WRONG_WITHIN_S} seconds."


class Check(Protocol):
    """What knows a password. An account fits."""

    def accepts(self, password: str) -> bool:
        """Whether this is the password."""


class Entrance:
    """Passes requests on that bring a right name and password, and refuses all others.

    A password is checked once, slowly, and one at a time; after that it is known by a digest that nobody else can
    make. After too many wrong ones none is checked for a while: who is in already stays in.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        accounts: Mapping[str, Check],
        nobody: Check | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._accounts, self._clock = app, accounts, clock
        # Checked in place of an account that is not there, so that the time it takes does not tell.
        self._nobody = nobody or make_account("nobody", secrets.token_urlsafe(32))
        self._secret = secrets.token_bytes(32)
        self._right: dict[str, bytes] = {}
        self._wrong: OrderedDict[bytes, None] = OrderedDict()
        self._wrong_lately: deque[tuple[float, str]] = deque(maxlen=MAX_WRONG)
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] == "lifespan" or path_of(scope) in OPEN_TO_ALL:
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        if refusal is None:
            name, _ = credentials(Headers(scope=scope).get("authorization", "")) or ("", "")
            await self._app({**scope, ACCOUNT: name}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        told = credentials(Headers(scope=scope).get("authorization", ""))
        if told is not None:
            name, password = told
            digest = self._digest(name, password)
            if self._is_known(name, digest):
                return None
            if digest not in self._wrong:
                async with self._turn:
                    if self._is_known(name, digest):  # found out while this waited
                        return None
                    if self._is_closed_to(name):
                        later = {"retry-after": str(WRONG_WITHIN_S)}
                        return refused(path_of(scope), _LATER, HTTPStatus.TOO_MANY_REQUESTS, headers=later)
                    if await self._checked(name, password, digest):
                        return None
        return refused(path_of(scope), _SIGN_IN, HTTPStatus.UNAUTHORIZED, headers=_CHALLENGE)

    async def _checked(self, name: str, password: str, digest: bytes) -> bool:
        account = self._accounts.get(name)
        is_right = await run_in_threadpool((account or self._nobody).accepts, password)
        if account is not None and is_right:
            self._right[name] = digest
            return True
        # The same wrong one again is nobody's guess: a program that was told a wrong one goes on trying it.
        self._wrong[digest] = None
        while len(self._wrong) > MAX_REMEMBERED:
            self._wrong.popitem(last=False)
        self._wrong_lately.append((self._clock(), name))
        return False

    def _is_known(self, name: str, digest: bytes) -> bool:
        return hmac.compare_digest(self._right.get(name, b""), digest)

    def _is_closed_to(self, name: str) -> bool:
        since = self._clock() - WRONG_WITHIN_S
        lately = [tried for at, tried in self._wrong_lately if at >= since]
        return len(lately) >= MAX_WRONG or lately.count(name) >= MAX_WRONG_OF_A_NAME

    def _digest(self, name: str, password: str) -> bytes:
        said = f"{name}:{password}".encode("utf-8", "surrogatepass")  # no name has a colon
        return hmac.digest(self._secret, said, hashlib.sha256)


def credentials(header: str) -> tuple[str, str] | None:
    """Read a name and a password off an Authorization header; None where there are none that could be right."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        said = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    name, colon, password = said.partition(":")
    if not colon or len(password) > MAX_PASSWORD_CHARS:
        return None
    return same(name), same(password)
