"""A server on loopback that speaks the streaming chat protocols, and behaves as badly as it is told to.

OpenAI's is at /v1/chat/completions, Ollama's at /api/chat, and Anthropic's at /v1/messages.
"""

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
            speak = _PROTOCOLS[self.path.partition("?")[0]]
            for opening in speak.opening:
                self._chunk(opening)
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
                self._chunk(speak.piece(piece))
            for closing in (*speak.closing, b""):
                self._chunk(closing)

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


@dataclass(frozen=True)
class _Protocol:
    piece: Callable[[str], bytes]
    closing: tuple[bytes, ...]
    opening: tuple[bytes, ...] = ()


def _openai(**event: object) -> bytes:
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **event}
    return b"data: " + json.dumps(whole).encode() + b"\n\n"


def _ollama(text: str, **event: object) -> bytes:
    message = {"role": "assistant", "content": text}
    whole = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": False, **event}
    return json.dumps(whole).encode() + b"\n"


def _anthropic(kind: str, **event: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **event})}\n\n".encode()


_PROTOCOLS = {
    "/v1/chat/completions": _Protocol(
        piece=lambda text: _openai(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": None}]),
        closing=(
            _openai(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}]),
            _openai(choices=[], usage={"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}),
            b"data: [DONE]\n\n",
        ),
    ),
    "/api/chat": _Protocol(
        piece=_ollama,
        closing=(_ollama("", done=True, done_reason="stop", prompt_eval_count=300, eval_count=40),),
    ),
    "/v1/messages": _Protocol(
        opening=(
            _anthropic(
                "message_start",
                message={
                    "id": "1",
                    "type": "message",
                    "role": "assistant",
                    "content": [],
                    "model": "scripted",
                    "stop_reason": None,
                    "stop_sequence": None,
                    "usage": {"input_tokens": 300, "output_tokens": 0},
                },
            ),
            _anthropic("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        ),
        piece=lambda text: _anthropic("content_block_delta", index=0, delta={"type": "text_delta", "text": text}),
        closing=(
            _anthropic("content_block_stop", index=0),
            _anthropic(
                "message_delta",
                delta={"stop_reason": "end_turn", "stop_sequence": None},
                usage={"input_tokens": 300, "output_tokens": 40},
            ),
            _anthropic("message_stop"),
        ),
    ),
}


def _pieces(manners: Manners) -> Iterator[str]:
    reply = manners.write(manners.messages)
    while True:
        yield from (reply[at : at + 7] for at in range(0, len(reply), 7))
        if not manners.endless:
            return
