"""The gate lets nobody change the library from elsewhere, from another site, or without the password."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from insourcing_assistant.ui.gate import ACCOUNT, COOKIE, MAX_WRONG, Gate, is_from_own_page


def request(*, client: str | None = "127.0.0.1", **headers: str) -> Request:
    named = {"host": "127.0.0.1:7860"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        {
            "type": "http",
            "client": (client, 5000) if client else None,
            "headers": [(name.encode(), value.encode()) for name, value in named.items() if value],
        }
    )


@pytest.mark.parametrize(("uploads", "is_open"), [("on", True), ("off", False)])
def test_a_switch_holds_for_all(uploads: str, is_open: bool) -> None:
    gate = Gate(uploads)  # type: ignore[arg-type]
    assert gate.is_open(request()) is is_open
    assert gate.may_change(request(client="203.0.113.9", host="library.example.org")) is is_open


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
def test_by_default_this_computer_may(host: str) -> None:
    assert Gate("local").may_change(request(host=host))
    assert Gate("local").may_change(request(host=host, client="::1"))


@pytest.mark.parametrize(
    "other",
    [
        {"client": "203.0.113.9"},
        {"client": None},
        {"host": "rebound.example.org:7860"},
        {"host": "127.0.0.1.example.org"},
        {"host": "[bad"},
        {"host": ""},
        {"x_forwarded_for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
        {"via": "1.1 proxy"},
    ],
)
def test_by_default_nobody_else_may(other: dict[str, str]) -> None:
    assert not Gate("local").may_change(request(**other))


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"sec_fetch_site": "same-origin", "origin": "http://127.0.0.1:7860"}, True),
        ({"origin": "http://127.0.0.1:7860"}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:7860"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": "http://evil.example.org"}, False),
        ({"origin": "http://127.0.0.1:9999"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[bad"}, False),
        ({}, False),
    ],
)
def test_a_form_of_another_site_is_told_from_ours(headers: dict[str, str], is_own: bool) -> None:
    assert is_from_own_page(request(**headers)) is is_own


def test_a_password_is_asked_for_where_there_is_one() -> None:
    gate = Gate("on", password="tulips and daisies")
    assert gate.has_password
    assert not gate.may_change(request())
    assert gate.enter("tulips") is None
    token = gate.enter("tulips and daisies")
    assert token
    editor = request(cookie=f"{COOKIE}={token}")
    assert gate.may_change(editor)
    assert not gate.may_change(request(cookie=f"{COOKIE}={token}x"))
    gate.leave(editor)
    assert not gate.may_change(editor)


def test_guessing_is_stopped() -> None:
    gate = Gate("on", password="tulips and daisies")
    assert [gate.enter(f"guess {number}") for number in range(MAX_WRONG)] == [None] * MAX_WRONG
    assert gate.enter("tulips and daisies") is None


def test_without_a_password_nobody_signs_in() -> None:
    assert Gate("on").enter("") is None


def test_a_visitor_is_an_account_or_a_sign_in_or_an_address() -> None:
    gate = Gate("on", password="tulips and daisies")
    by_address = request(client="203.0.113.9", cookie=f"{COOKIE}=made-up", authorization="Basic YW5uOng=")
    assert gate.visitor(by_address) == "address 203.0.113.9"  # a name or cookie that nobody has checked is none
    token = gate.enter("tulips and daisies")
    signed_in = request(client="203.0.113.9", cookie=f"{COOKIE}={token}")
    assert gate.visitor(signed_in).startswith("editor ")
    assert str(token) not in gate.visitor(signed_in)
    signed_in.scope[ACCOUNT] = "ann"
    assert gate.visitor(signed_in) == "account ann"
    assert gate.visitor(request(client=None)) == ""
