"""A server on loopback that speaks OpenAI's streaming chat protocol, and behaves as badly as it is told to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Messages = list[dict[str, str]]
Write = Callable[[Messages], str]
"""Writes the whole reply to the messages of a request."""


@dataclass
class Manners:
    """How to answer: with what `write` returns, or with one of the failures."""

    write: Write = lambda messages: ""
    status: int = 200
    stall_after: int | None = None
    """After so many pieces, nothing more comes, and the connection stays open."""
    drip_after: int | None = None
    """After so many pieces, nothing comes but signs of life."""
    drop_after: int | None = None
    """After so many pieces, the connection is lost."""
    end_after: int | None = None
    """After so many pieces, the reply ends in good order, but without a reason."""
    endless: bool = False
    requests: list[dict[str, object]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def messages(self) -> Messages:
        """What was sent last."""
        found = self.requests[-1]["messages"]
        assert isinstance(found, list)
        return found


@contextmanager
def chat_server(manners: Manners) -> Iterator[str]:
    """Serve until the block ends; gives the base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            manners.requests.append(json.loads(self.rfile.read(length)))
            manners.keys.append(self.headers.get("Authorization", ""))
            if manners.status != 200:
                body = json.dumps({"error": {"message": "no key of sk-secret was taken"}}).encode()
                self.send_response(manners.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.close_connection = True
            with suppress(OSError):  # the client has left
                self._stream()

        def _stream(self) -> None:
            for number, piece in enumerate(_pieces(manners)):
                if manners.stall_after == number:
                    manners.closing.wait(30)
                    return
                if manners.drip_after == number:
                    while not manners.closing.wait(0.05):
                        self._chunk(b": still here\n\n")
                    return
                if manners.drop_after == number:
                    return
                if manners.end_after == number:
                    self._chunk(b"")
                    return
                self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            usage = {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}
            self._event({"choices": [], "usage": usage})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _event(self, event: dict[str, object]) -> None:
            whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **event}
            self._chunk(b"data: " + json.dumps(whole).encode() + b"\n\n")

        def _chunk(self, content: bytes) -> None:
            self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the signature is the library's)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        manners.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def passages_shown(messages: Messages) -> dict[str, str]:
    """Return the passages of a request by their codes, as a model that reads would see them."""
    return dict(re.findall(r"\[\[(\w+)\]\]\n(.*?)\n\[\[/\1\]\]", messages[-1]["content"], re.DOTALL))


def code_of(messages: Messages, words: str) -> str:
    """Return the code of the passage in which the words stand."""
    return next(code for code, text in passages_shown(messages).items() if words in text)


def _pieces(manners: Manners) -> Iterator[str]:
    reply = manners.write(manners.messages)
    while True:
        yield from (reply[at : at + 7] for at in range(0, len(reply), 7))
        if not manners.endless:
            return
