"""Knows a reader's browser again, by a key in a cookie that nobody can guess; of the reader it knows nothing."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Scope

COOKIE = "insourcing-reader"
STAYS_S = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; each visit begins it anew."""

Remember = Callable[[Scope, MutableHeaders], None]
"""Adds to the headers of an answer what makes the reader known the next time."""

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def new_key() -> str:
    """Make a key of 256 random bits."""
    return secrets.token_urlsafe(32)


def key_of(cookies: Mapping[str, str]) -> str | None:
    """Return the key that a browser sent, if it is one."""
    key = cookies.get(COOKIE, "")
    return key if _KEY.fullmatch(key) else None


def owner_of(cookies: Mapping[str, str]) -> str | None:
    """Return the name under which a browser's conversations are kept, from which its key cannot be told."""
    key = key_of(cookies)
    return None if key is None else hashlib.sha256(key.encode()).hexdigest()


def remembering(root_path: str) -> Remember:
    """Make what gives a browser that opens the page its key, or the same one for longer."""

    def remember(scope: Scope, headers: MutableHeaders) -> None:
        if scope["method"] != "GET" or (scope["path"].removeprefix(scope.get("root_path", "")) or "/") != "/":
            return
        key = key_of(Request(scope).cookies) or new_key()
        headers.append("set-cookie", cookie(key, root_path=root_path, is_secure=scope["scheme"] == "https"))
        headers["cache-control"] = "private, no-cache"  # no proxy may give one reader's key to another

    return remember


def forget(scope: Scope, headers: MutableHeaders) -> None:
    """Give no key."""


def cookie(key: str, *, root_path: str, is_secure: bool) -> str:
    """Write the cookie, for the pages under the path at which a proxy shows them alone."""
    written: SimpleCookie = SimpleCookie({COOKIE: key})
    morsel = written[COOKIE]
    morsel["path"] = quote(urlsplit(root_path).path.rstrip("/"), safe="/%") or "/"
    morsel["max-age"] = STAYS_S
    morsel["httponly"] = True
    morsel["samesite"] = "Lax"
    if is_secure:
        morsel["secure"] = True
    return morsel.OutputString()
