"""Runs a chain to its end, or ends it: a model that stalls, rambles or breaks off keeps nobody waiting."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable
from langsmith import tracing_context

from insourcing_assistant.errors import GenerationError

Chain = Runnable[dict[str, str], BaseMessage]

_FINISHED = ("finish_reason", "done_reason", "stop_reason")
"""How OpenAI, Ollama and Anthropic each call the reason why a reply is at its end; without one it broke off."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, and how many tokens it read and wrote, as far as it says so."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


def stream_reply(chain: Chain, variables: Mapping[str, str], *, timeout_s: float, max_chars: int) -> Reply:
    """Run a chain and collect what it streams. Raises `GenerationError`.

    The chain runs on a thread of its own: no client has a deadline for the whole of a call, and one that is kept
    alive by a server without a word could not be left otherwise.
    """
    until = time.monotonic() + timeout_s
    arrivals: queue.SimpleQueue[BaseMessage | Exception | None] = queue.SimpleQueue()
    given_up = threading.Event()
    threading.Thread(target=_pump, args=(chain, dict(variables), arrivals, given_up), daemon=True).start()
    try:
        return _collect(arrivals, until=until, timeout_s=timeout_s, max_chars=max_chars)
    finally:
        given_up.set()


def _pump(
    chain: Chain,
    variables: dict[str, str],
    arrivals: queue.SimpleQueue[BaseMessage | Exception | None],
    given_up: threading.Event,
) -> None:
    try:
        with _untraced():
            for chunk in chain.stream(variables):
                if given_up.is_set():
                    return
                arrivals.put(chunk)
    except Exception as error:  # each provider has exceptions of its own; the waiting thread tells them apart
        arrivals.put(error)
    else:
        arrivals.put(None)


def _untraced() -> AbstractContextManager[None]:
    """Keep questions and passages from LangSmith, whatever the environment says."""
    return tracing_context(enabled=False)


def _collect(
    arrivals: queue.SimpleQueue[BaseMessage | Exception | None], *, until: float, timeout_s: float, max_chars: int
) -> Reply:
    parts: list[str] = []
    chars = read = written = 0
    finished = False
    while True:
        try:
            arrival = arrivals.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise GenerationError(f"took longer than {timeout_s:g} seconds") from None
        if arrival is None:
            break
        if isinstance(arrival, Exception):
            raise GenerationError(_problem(arrival, timeout_s, begun=bool(parts))) from arrival
        parts.append(arrival.text)
        chars += len(parts[-1])
        if chars > max_chars:
            raise GenerationError("did not come to an end")
        finished = finished or any(arrival.response_metadata.get(name) for name in _FINISHED)
        usage = arrival.usage_metadata if isinstance(arrival, AIMessage) else None
        read += usage["input_tokens"] if usage else 0
        written += usage["output_tokens"] if usage else 0
    if not finished:
        raise GenerationError("broke off in the middle of its reply")
    return Reply("".join(parts), read, written)


def _problem(error: Exception, timeout_s: float, *, begun: bool) -> str:
    """Say what failed, by the names and numbers that the providers' exceptions share; their texts may hold the key."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status > 0:
        return _STATUS.get(status, f"failed: its server answered with error {status}")
    names = {kind.__name__ for kind in type(error).__mro__}
    if any("Timeout" in name for name in names):
        return f"took longer than {timeout_s:g} seconds"
    if any("Connect" in name or name in ("RemoteProtocolError", "ReadError") for name in names):
        return "was cut off: the connection was lost" if begun else "could not be reached"
    return f"failed ({type(error).__name__})"


_STATUS = {
    400: "refused the request: it may be too long for it, or the model may not take these settings",
    401: "refused the key, or wants one",
    403: "refused the key, or wants one",
    404: "is not known to its server",
    413: "refused the request: it is too long for it",
    429: "has too many requests to answer, or the account's limit is reached",
}
