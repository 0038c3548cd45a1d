"""Download one address into a file: try again after a pause, and go on where it broke off."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from insourcing_assistant.errors import FetchError, TooLargeError
from insourcing_assistant.fetching.decoding import decoded
from insourcing_assistant.fetching.network import Deadline
from insourcing_assistant.fetching.parts import Part, Validators
from insourcing_assistant.fetching.requesting import Session

TRIES = 4
LONGEST_WAIT_S = 60.0
NO_VALIDATORS = Validators()

Show = Callable[[int, int], None]
"""Told how many bytes have come, of how many."""

_ACCEPT = "application/pdf, text/html;q=0.9, */*;q=0.5"
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_SENTENCES = {
    401: "it wants a password (401).",
    403: "access is refused (403).",
    404: "there is nothing at this address (404).",
    410: "what was there has been taken down (410).",
}


@dataclass(frozen=True, slots=True)
class Download:
    """What came: the file is in the `Part`, or nothing came because nothing has changed."""

    url: str
    changed: bool
    validators: Validators
    content_type: str = ""
    disposition: str = ""


def download(address: str, part: Part, *, session: Session, show: Show, known: Validators = NO_VALIDATORS) -> Download:
    """Download into `part`; `known` is what the server called the state that is there already.

    What broke off stays in the part, for the next try or the next run. Raises `FetchError`.
    """
    deadline = Deadline.after(session.timeout_s)

    def worth_another_try(error: BaseException) -> bool:
        return isinstance(error, FetchError) and error.passing and _pause_s(error, 1) < deadline.left_s

    retrying = Retrying(
        retry=retry_if_exception(worth_another_try),
        stop=stop_after_attempt(TRIES),
        wait=_wait,
        sleep=session.pause,
        reraise=True,
    )
    return retrying(_try, address, part, session, deadline, known, show)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return _pause_s(error, state.attempt_number)


def _pause_s(error: BaseException | None, attempt: int) -> float:
    """1, 2 and 4 seconds, or what the server asks for."""
    asked_s = error.wait_s if isinstance(error, FetchError) else 0.0
    return max(asked_s, 2.0 ** (attempt - 1))


def _try(address: str, part: Part, session: Session, deadline: Deadline, known: Validators, show: Show) -> Download:
    left = part.validators()
    goes_on = left.range_header is not None
    headers = {"Accept": _ACCEPT, **(_range_headers(part, left) if goes_on else known.unless_changed)}
    with session.open(address, headers, deadline) as response:
        if response.status_code == 304 and known.unless_changed and not goes_on:
            return Download(str(response.url), changed=False, validators=known)
        if response.status_code == 416 and goes_on:
            part.discard()
            raise FetchError(address, "it has become shorter since the download broke off.", passing=True)
        _check_status(address, response)
        if response.status_code == 206:
            _check_continues(address, response, part, left, asked=goes_on)
        _receive(address, response, part, session.max_bytes, show)
        return Download(
            str(response.url),
            changed=True,
            validators=Validators.of(response),
            content_type=response.headers.get("Content-Type", ""),
            disposition=response.headers.get("Content-Disposition", ""),
        )


def _range_headers(part: Part, validators: Validators) -> dict[str, str]:
    return {"Range": f"bytes={part.size}-", "If-Range": validators.range_header or ""}


def _check_status(address: str, response: httpx.Response) -> None:
    status = response.status_code
    if status in (200, 203, 206):
        return
    if status not in _PASSING:
        raise FetchError(address, _SENTENCES.get(status, f"the server answers with an error ({status})."))
    wait_s = _retry_after_s(response.headers.get("Retry-After", ""))
    if wait_s > LONGEST_WAIT_S:
        raise FetchError(address, f"the server asks to be left alone for {wait_s:,.0f} seconds ({status}).")
    problem = "the server is asked too often (429)." if status == 429 else f"the server is in trouble ({status})."
    raise FetchError(address, problem, passing=True, wait_s=wait_s)


def _retry_after_s(header: str) -> float:
    """Read seconds, or a date; anything else asks for nothing."""
    if re.fullmatch(r"\d{1,9}", header.strip()):
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _check_continues(address: str, response: httpx.Response, part: Part, left: Validators, *, asked: bool) -> None:
    """See that what comes is the rest of what is there, in the same state."""
    start, _ = _range(response)
    tag = response.headers.get("ETag")
    other = tag is not None and left.etag is not None and tag != left.etag
    if not asked or start != part.size or other or response.headers.get("Content-Encoding"):
        part.discard()
        raise FetchError(address, "the server goes on with something else than the rest of it.", passing=True)


def _receive(address: str, response: httpx.Response, part: Part, max_bytes: int, show: Show) -> None:
    """Write the body to the part: behind what is there for a 206, else in its place."""
    start = part.size if response.status_code == 206 else 0
    whole = _range(response)[1] if response.status_code == 206 else 0
    total = whole or start + _declared(response)
    if total > max_bytes:
        part.discard()
        raise TooLargeError(address, max_bytes)
    encoding = response.headers.get("Content-Encoding", "")
    validators = NO_VALIDATORS if encoding else Validators.of(response)
    size = start
    with part.continued() if start else part.begun(validators) as file:
        for piece in decoded(response.iter_raw(), encoding, address=address):
            size += len(piece)
            if size > max_bytes:
                break
            file.write(piece)
            show(size, max(total, size))
    if size > max_bytes:
        part.discard()
        raise TooLargeError(address, max_bytes)
    if whole and size != whole:
        part.discard()
        raise FetchError(address, "its parts do not make up the whole.", passing=True)


def _range(response: httpx.Response) -> tuple[int, int]:
    """Read `Content-Range`: where it starts (-1 where that is not said), and how large the whole is (else 0)."""
    header = response.headers.get("Content-Range", "").strip()
    match = re.fullmatch(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", header)
    if match is None:
        return -1, 0
    return int(match[1]), 0 if match[2] == "*" else int(match[2])


def _declared(response: httpx.Response) -> int:
    header = response.headers.get("Content-Length", "")
    return int(header) if re.fullmatch(r"\d{1,18}", header) else 0
