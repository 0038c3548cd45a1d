"""Ask an address for its content: politely, over checked redirects, with a sentence for whatever goes wrong."""

from __future__ import annotations

import errno
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from importlib.metadata import version
from urllib.parse import urljoin

import httpx

from insourcing_assistant.errors import BlockedAddressError, FetchError, UnreachableError
from insourcing_assistant.fetching.guard import Resolve, check_named, check_url, checked_addresses, look_up
from insourcing_assistant.fetching.network import Deadline, FindProxy, system_proxy, transport

MAX_REDIRECTS = 5
CONNECT_S = 10.0
SILENCE_S = 30.0
PAUSE_S = 1.0
"""Between two requests to one host."""

USER_AGENT = (
    f"insourcing-assistant/{version('insourcing-assistant')} "
    "(fetches published reports on insourcing for a local library, one document at a time)"
)

_REDIRECTS = (301, 302, 303, 307, 308)
_ENOUGH_HOSTS = 3
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


class Session:
    """What requests of one run share: the rules, and which hosts were asked when and how that went."""

    def __init__(
        self,
        *,
        timeout_s: float = 300.0,
        max_bytes: int = 200_000_000,
        allow_private: bool = False,
        silence_s: float = SILENCE_S,
        resolve: Resolve = look_up,
        pause: Callable[[float], None] = time.sleep,
        find_proxy: FindProxy = system_proxy,
    ) -> None:
        self.timeout_s, self.max_bytes, self.pause = timeout_s, max_bytes, pause
        self._allow_private, self._silence_s, self._resolve = allow_private, silence_s, resolve
        self._find_proxy = find_proxy
        self._asked_at: dict[str, float] = {}
        self._unreached: dict[bytes, str] = {}
        self._refusals: Counter[bytes] = Counter()
        self._answered = False

    @property
    def offline(self) -> bool:
        """Whether it is the network that is missing: several hosts, and none that could be reached."""
        return len(self._unreached) >= _ENOUGH_HOSTS and not self._answered

    def check(self, address: str) -> httpx.URL:
        """Let the guard check what an address shows by itself. Raises `FetchError`."""
        return check_url(address, allow_private=self._allow_private)

    @contextmanager
    def open(self, address: str, headers: Mapping[str, str], deadline: Deadline) -> Iterator[httpx.Response]:
        """Ask for an address and follow where it leads; the body is yet to be read.

        Each hop is checked by the guard. Raises `FetchError`, also for what goes wrong while the body is read.
        """
        url = self.check(address)
        seen = [url]
        with _explained(address, deadline, self._silence_s):
            while True:
                with self._request(address, url, headers, deadline) as response:
                    target = response.headers.get("Location") if response.status_code in _REDIRECTS else None
                    if target is None:
                        yield response
                        return
                url = self._next(address, url, target)
                if url in seen:
                    raise FetchError(address, "it redirects in a circle.")
                if len(seen) > MAX_REDIRECTS:
                    raise FetchError(address, f"it redirects more than {MAX_REDIRECTS} times.")
                seen.append(url)

    def _next(self, address: str, url: httpx.URL, target: str) -> httpx.URL:
        try:
            following = urljoin(str(url), target)
        except ValueError as error:
            raise FetchError(address, "it redirects to something that is no web address.") from error
        try:
            return self.check(following)
        except FetchError as error:
            problem = f"it redirects to {error.address[:200]}, which is refused: {error.problem}"
            raise type(error)(address, problem) from error

    @contextmanager
    def _request(
        self, address: str, url: httpx.URL, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[httpx.Response]:
        if url.netloc in self._unreached:
            raise UnreachableError(address, self._unreached[url.netloc])
        self._be_polite(url.host)
        # Without compression a broken download can be gone on with, and a small one cannot swell.
        own = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        limits = httpx.Timeout(self._silence_s, connect=min(CONNECT_S, self._silence_s))
        request = httpx.Request("GET", url, headers={**own, **headers}, extensions={"timeout": limits.as_dict()})
        try:
            # No client between: it would prepare the next hop by itself, and keep cookies.
            with self._way(address, url, deadline) as way, closing(way.handle_request(request)) as response:
                self._answered = True
                response.request = request
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            problem = self._no_connection(url, error)
            if problem is None or deadline.left_s <= 0:
                raise
            raise self._note(url, UnreachableError(address, problem)) from error
        except UnreachableError as error:
            raise self._note(url, error) from error.__cause__

    def _no_connection(self, url: httpx.URL, error: httpx.TransportError) -> str | None:
        """Say why it is no use to ask this host again in this run; None where it is worth another try."""
        if isinstance(error, httpx.ConnectTimeout):
            return f"no connection to {self._peer(url)} can be made within {min(CONNECT_S, self._silence_s):g} seconds."
        if any(isinstance(cause, OSError) and cause.errno in _NO_WAY for cause in _causes(error)):
            return f"no way leads to {self._peer(url)}."
        if _has_cause(error, ConnectionRefusedError):
            self._refusals[url.netloc] += 1
            if self._refusals[url.netloc] > 1:
                return f"nothing listens at {self._peer(url)}."
        return None

    def _peer(self, url: httpx.URL) -> str:
        proxy = self._find_proxy(url)
        return f"the proxy {httpx.URL(proxy).host}" if proxy else url.host

    def _note(self, url: httpx.URL, error: UnreachableError) -> UnreachableError:
        self._unreached[url.netloc] = error.problem
        return error

    def _way(self, address: str, url: httpx.URL, deadline: Deadline) -> httpx.BaseTransport:
        proxy = self._find_proxy(url)
        if proxy is None:
            return transport(
                lambda host, port: checked_addresses(
                    address, host, port, resolve=self._resolve, allow_private=self._allow_private
                ),
                deadline,
                proxy=None,
            )
        # The proxy looks the name up, so that only the name can be checked here; the proxy itself is the user's choice.
        check_named(address, url.host, allow_private=self._allow_private)
        if httpx.URL(proxy).scheme not in ("http", "https"):
            raise FetchError(address, f"the proxy {httpx.URL(proxy).host} is not one of http:// or https://.")
        return transport(partial(self._proxy_addresses, address), deadline, proxy=proxy)

    def _proxy_addresses(self, address: str, host: str, port: int) -> tuple[str, ...]:
        try:
            return self._resolve(host, port)
        except OSError as error:
            raise UnreachableError(address, f"the name of the proxy {host} cannot be looked up.") from error

    def _be_polite(self, host: str) -> None:
        """Leave a pause between two requests to one host."""
        now = time.monotonic()
        wait_s = self._asked_at.get(host, now - PAUSE_S) + PAUSE_S - now
        if wait_s > 0:
            self.pause(wait_s)
        self._asked_at[host] = time.monotonic()


@contextmanager
def _explained(address: str, deadline: Deadline, silence_s: float) -> Iterator[None]:
    """Turn what httpx raises into sentences; most of it may go better the next time."""
    try:
        yield
    except httpx.TimeoutException as error:
        if deadline.left_s <= 0:
            raise FetchError(address, f"it took longer than {deadline.total_s:g} seconds in all.") from error
        raise FetchError(address, f"nothing came for {silence_s:g} seconds.", passing=True) from error
    except httpx.ProxyError as error:
        raise FetchError(address, f"the proxy refuses it ({error}).") from error
    except httpx.ConnectError as error:
        raise _not_connected(address, error) from error
    except httpx.NetworkError as error:
        raise FetchError(address, "the connection broke off.", passing=True) from error
    except httpx.RemoteProtocolError as error:
        raise _broken_off(address, error) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchError(address, f"the server does not speak as expected ({error}).") from error


def _not_connected(address: str, error: httpx.ConnectError) -> FetchError:
    if _has_cause(error, ssl.SSLCertVerificationError):
        return BlockedAddressError(address, f"its certificate cannot be trusted ({_last_cause(error)}).")
    refused = _has_cause(error, ConnectionRefusedError)
    problem = "nothing listens there." if refused else f"no connection can be made ({_last_cause(error)})."
    return FetchError(address, problem, passing=True)


def _broken_off(address: str, error: httpx.RemoteProtocolError) -> FetchError:
    text = str(error)
    if "closed connection" in text or "disconnected" in text:
        return FetchError(address, "the connection broke off within it.", passing=True)
    return FetchError(address, f"the server's answer is not well-formed ({text}).")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _has_cause(error: BaseException, kind: type[BaseException]) -> bool:
    return any(isinstance(cause, kind) for cause in _causes(error))


def _last_cause(error: BaseException) -> str:
    *_, last = _causes(error)
    return str(last)
