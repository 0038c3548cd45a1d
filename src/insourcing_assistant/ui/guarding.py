"""Refuses a request to change something, in a sentence, unless the gate and the page it came from let it through."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import PlainTextResponse

from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.gate import Gate, is_from_own_page


def refusal(request: Request, gate: Gate, *, page: str, off: str) -> PlainTextResponse | None:
    """Return what a request is refused with, or None.

    `page` is where it should come from, and `off` what is said where nothing can be changed at all.
    """
    if not gate.is_open(request):
        return refused(off, HTTPStatus.FORBIDDEN)
    if not is_from_own_page(request):
        return refused(foreign(page), HTTPStatus.FORBIDDEN)
    if not gate.may_change(request):
        return refused(f"Sign in on the {page} page first.", HTTPStatus.UNAUTHORIZED)
    return None


def foreign(page: str) -> str:
    """Say that a request is forged, or looks so."""
    return f"This did not come from the {page} page, so nothing was changed. Open the page and try again there."


def refused(sentence: str, status: HTTPStatus) -> PlainTextResponse:
    """Answer with a sentence."""
    return PlainTextResponse(sentence, status, headers=HEADERS)
