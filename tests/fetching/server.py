"""A real HTTP server on loopback that does to its clients whatever it is told to, and remembers what they asked."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PDF = b"%PDF-1.4\n" + b"".join(b"%% line %06d of a report\n" % number for number in range(12_000)) + b"%%EOF\n"
"""About 330 kB, every part of it different from every other."""

ARTICLE = (
    "<!doctype html><html><head><title>What followed Carillion</title></head><body><h1>What followed</h1>"
    + "".join(f"<p>Councils brought service {n} back in-house after the contractor had failed.</p>" for n in range(40))
    + "</body></html>"
).encode()  # fmt: skip

ETAG = '"one"'
MODIFIED = "Wed, 29 May 2019 10:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]


class Exchange(BaseHTTPRequestHandler):
    """One request and the answer to it."""

    server: Loopback

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.close_connection = True
        answer = self.server.answers.get(self.path)
        try:
            if answer is None:
                self.answer(404, b"Not here.")
            else:
                answer(self)
        except OSError:
            pass  # the client has hung up, as it may

    @property
    def times(self) -> int:
        """How often this path was asked for, this time included."""
        return len(self.server.requests(self.path))

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.head(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def hang_up(self) -> None:
        """Reset the connection, as a cable that is pulled does not even do."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


Answer = Callable[[Exchange], None]


class Loopback(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        pass

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def says(self, path: str, answer: Answer) -> str:
        """Answer a path so from now on; returns its address."""
        self.answers[path] = answer
        return self.url(path)

    def requests(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


@contextmanager
def serving() -> Iterator[Loopback]:
    with Loopback() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def body(content: bytes, *, status: int = 200, **headers: str) -> Answer:
    """Answer properly; `content_type` becomes Content-Type, and so on."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.answer(status, content, named)


def redirect(target: str, *, status: int = 302) -> Answer:
    return lambda exchange: exchange.answer(status, b"", {"Location": target})


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, and so on; the last one for all that follow."""
    return lambda exchange: answers[min(exchange.times, len(answers)) - 1](exchange)


def dropping(content: bytes, *, after: int, etag: str = ETAG) -> Answer:
    """Promise all of it and hang up in the midst of it."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Length": str(len(content)), "ETag": etag})
        exchange.wfile.write(content[:after])
        exchange.wfile.flush()
        exchange.connection.shutdown(socket.SHUT_RDWR)

    return answer


def ranges(content: bytes, *, etag: str = ETAG, shift: int = 0, total: int | None = None) -> Answer:
    """Serve ranges as they are asked for; `shift` makes Content-Range, and what comes, start elsewhere."""

    def answer(exchange: Exchange) -> None:
        asked = exchange.headers.get("Range")
        if asked is None or exchange.headers.get("If-Range") != etag:
            exchange.answer(200, content, {"ETag": etag})
            return
        start = int(asked.removeprefix("bytes=").partition("-")[0]) + shift
        rest = content[start:]
        said = f"bytes {start}-{len(content) - 1}/{len(content) if total is None else total}"
        exchange.answer(206, rest, {"ETag": etag, "Content-Range": said})

    return answer


def conditional(content: bytes, *, etag: str = ETAG, modified: str | None = None) -> Answer:
    """Send it only to those who do not have it."""
    named = {"ETag": etag, **({"Last-Modified": modified} if modified else {})}

    def answer(exchange: Exchange) -> None:
        if exchange.headers.get("If-None-Match") == etag:
            exchange.head(304, named)
        else:
            exchange.answer(200, content, named)

    return answer


def stalling(content: bytes, *, after: int) -> Answer:
    """Send a beginning, and then nothing."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Length": str(len(content)), "ETag": ETAG})
        exchange.wfile.write(content[:after])
        exchange.wfile.flush()
        exchange.server.over.wait(20)

    return answer


def slow_headers(exchange: Exchange) -> None:
    """Send a header line now and then, for ever."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(2000):
        exchange.wfile.write(b"X-%d: a\r\n" % number)
        exchange.wfile.flush()
        if exchange.server.over.wait(0.05):
            return


def silent(exchange: Exchange) -> None:
    """Take the request, and say nothing."""
    exchange.server.over.wait(20)


def endless(exchange: Exchange) -> None:
    """Send more and more, without having said how much it will be."""
    exchange.head(200, {"Content-Type": "application/pdf"})
    exchange.wfile.write(b"%PDF-1.4\n")
    while not exchange.server.over.is_set():
        exchange.wfile.write(b"x" * 100_000)


def gzip_bomb(exchange: Exchange) -> None:
    """50 MB in 50 kB."""
    exchange.answer(200, gzip.compress(b"%PDF-1.4\n" + b"\0" * 50_000_000, 9), {"Content-Encoding": "gzip"})


def huge_headers(exchange: Exchange) -> None:
    exchange.head(200, {f"X-{number}": "a" * 8000 for number in range(100)})


def trickling(content: bytes, *, piece: int, pause_s: float) -> Answer:
    """Send it in small pieces with pauses."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Length": str(len(content)), "ETag": ETAG})
        for start in range(0, len(content), piece):
            exchange.wfile.write(content[start : start + piece])
            exchange.wfile.flush()
            time.sleep(pause_s)

    return answer
