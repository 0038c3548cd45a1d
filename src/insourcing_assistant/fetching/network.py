"""The way out: connects only to addresses that the guard has checked, and keeps one deadline over all it does."""

from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

Connectable = Callable[[str, int], tuple[str, ...]]
"""Host and port → the IP addresses that may be connected to, checked."""

FindProxy = Callable[[httpx.URL], str | None]
"""The address of the proxy that leads to a URL, if there is one."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it has to be over, and how long that was from the beginning."""

    at: float
    total_s: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Set it so many seconds from now."""
        return cls(time.monotonic() + seconds, seconds)

    @property
    def left_s(self) -> float:
        """Seconds that are left; below zero where it is over."""
        return self.at - time.monotonic()


def system_proxy(url: httpx.URL) -> str | None:
    """Find the proxy in HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or in the system's settings."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def transport(connectable: Connectable, deadline: Deadline, *, proxy: str | None) -> httpx.BaseTransport:
    """Make a way out for one request; `connectable` decides which addresses of a host are connected to."""
    return _GuardedTransport(_GuardedBackend(connectable, deadline), proxy=proxy)


class _GuardedTransport(httpx.HTTPTransport):
    """Httpx has no door for a network backend; httpcore, which it stands on, has.

    Connections are used once. Kept alive they would be shared between requests with different deadlines.
    """

    def __init__(self, backend: httpcore.NetworkBackend, *, proxy: str | None) -> None:
        super().__init__(verify=_certificates())
        self._pool.close()
        if proxy is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=_certificates(), network_backend=backend, max_keepalive_connections=0
            )
            return
        known = httpx.Proxy(proxy)
        self._pool = httpcore.HTTPProxy(
            str(known.url),
            proxy_auth=known.raw_auth,
            ssl_context=_certificates(),
            network_backend=backend,
            max_keepalive_connections=0,
        )


@cache
def _certificates() -> ssl.SSLContext:
    """Load them once: it takes longer than a request. SSL_CERT_FILE and SSL_CERT_DIR are honoured."""
    return httpx.create_ssl_context()


class _GuardedBackend(httpcore.NetworkBackend):
    """Looks a host up once, by `connectable`, and connects to what that returned and nothing else."""

    def __init__(self, connectable: Connectable, deadline: Deadline) -> None:
        self._connectable, self._deadline = connectable, deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"no address of {host} can be connected to")
        for address in self._connectable(host, port):
            try:
                limit_s = _within(timeout, self._deadline, httpcore.ConnectTimeout)
                stream = self._real.connect_tcp(address, port, limit_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """Ends with the deadline: a server that sends a byte now and then never runs into a time-out for silence."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(timeout, self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(timeout, self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit_s = _within(timeout, self._deadline, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit_s), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _within(timeout: float | None, deadline: Deadline, error: type[httpcore.TimeoutException]) -> float:
    left_s = deadline.left_s
    if left_s <= 0:
        raise error(f"{deadline.total_s:g} s are over")
    return left_s if timeout is None else min(timeout, left_s)
