"""Decides who may change the library: from where, from which page, and with which password."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request

Uploads = Literal["on", "off", "local"]

COOKIE = "insourcing-editor"
ACCOUNT = "insourcing-account"
"""Under which name of a request's scope stands the account that has been checked, where there are accounts."""

STAYS_S = 12 * 3600
MAX_EDITORS = 100
MAX_WRONG = 10
WRONG_WITHIN_S = 60.0
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Gate:
    """Open, closed, or open for this computer; with a password, for those who typed it. Safe from many threads."""

    def __init__(self, uploads: Uploads = "off", *, password: str | None = None) -> None:
        self._uploads = uploads
        self._password = _digest(password) if password else None
        self._editors: OrderedDict[str, float] = OrderedDict()
        self._wrong: deque[float] = deque(maxlen=MAX_WRONG)
        self._lock = threading.Lock()

    def is_open(self, request: Request) -> bool:
        """Whether anything can be changed from where the request comes."""
        if self._uploads == "local":
            return _is_from_here(request)
        return self._uploads == "on"

    @property
    def has_password(self) -> bool:
        """Whether a password is asked for."""
        return self._password is not None

    def may_change(self, request: Request) -> bool:
        """Whether who sent the request may change the library."""
        if not self.is_open(request):
            return False
        return self._password is None or self._is_editor(request.cookies.get(COOKIE, ""))

    def visitor(self, request: Request) -> str:
        """Name who sent the request, for what is counted by visitor: by account, else by sign-in, else by address.

        An account is one that `Entrance` has checked; a name that anybody could send is none.
        """
        account = request.scope.get(ACCOUNT)
        if isinstance(account, str):
            return f"account {account}"
        token = request.cookies.get(COOKIE, "")
        if self._password is not None and self._is_editor(token):
            return f"editor {_digest(token).hex()}"
        return f"address {request.client.host}" if request.client else ""

    def enter(self, password: str) -> str | None:
        """Return a new cookie's value for the right password; None for a wrong one, and for any after too many."""
        now = time.monotonic()
        with self._lock:
            if len(self._wrong) == MAX_WRONG and now - self._wrong[0] < WRONG_WITHIN_S:
                return None
            if self._password is None or not hmac.compare_digest(_digest(password), self._password):
                self._wrong.append(now)
                return None
            token = secrets.token_urlsafe(32)
            self._editors[_digest(token).hex()] = now + STAYS_S
            while len(self._editors) > MAX_EDITORS:
                self._editors.popitem(last=False)
            return token

    def leave(self, request: Request) -> None:
        """Forget who sent the request."""
        with self._lock:
            self._editors.pop(_digest(request.cookies.get(COOKIE, "")).hex(), None)

    def _is_editor(self, token: str) -> bool:
        with self._lock:  # looked up by its hash, so that the time it takes says nothing about the token
            until = self._editors.get(_digest(token).hex(), 0.0)
        return time.monotonic() < until


def is_from_own_page(request: Request) -> bool:
    """Whether a page of ours sent the request, and not one of another site. What says neither is refused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site is not None
    return _split(origin) == request.headers.get("host")


def _is_from_here(request: Request) -> bool:
    # The name is checked too: a foreign page can have its own name lead here. A proxy is not the reader.
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    host = _host_of(request.headers.get("host", ""))
    return _is_loopback(request.client.host) and (host == "localhost" or _is_loopback(host))


def _host_of(authority: str) -> str:
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _split(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
