from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.ui import build_ui, create_app
from insourcing_assistant.ui.reader import COOKIE, cookie, key_of, new_key, owner_of
from tests.ui.recalling import make_ask, make_library, make_memory, open_library
from tests.ui.rooms import in_a_loop


def test_a_key_is_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    for key in keys:
        assert key_of({COOKIE: key}) == key


@pytest.mark.parametrize("sent", ["", "short", "x" * 42, "x" * 44, "x" * 42 + "\n", "x" * 42 + ";", "é" * 43])
def test_what_is_no_key_is_nobody(sent: str) -> None:
    assert owner_of({COOKIE: sent}) is None


def test_what_is_kept_of_a_key_does_not_say_it() -> None:
    key = new_key()
    owner = owner_of({COOKIE: key})
    assert owner
    assert key not in owner
    assert owner == owner_of({COOKIE: key})
    assert owner != owner_of({COOKIE: new_key()})


@pytest.mark.parametrize(
    ("root_path", "path"),
    [("", "/"), ("/", "/"), ("/insourcing", "/insourcing"), ("/a/b/", "/a/b"), ("https://x.example/c", "/c")],
)
def test_a_cookie_is_sent_to_the_pages_alone_and_no_script_sees_it(root_path: str, path: str) -> None:
    written = SimpleCookie(cookie("k" * 43, root_path=root_path, is_secure=True))[COOKIE]
    assert (written.value, written["path"], written["samesite"]) == ("k" * 43, path, "Lax")
    assert written["httponly"]
    assert written["secure"]
    assert int(written["max-age"]) == 34_560_000
    assert "Secure" not in cookie("k" * 43, root_path="", is_secure=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reader")
    make_library(made)
    return made


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with open_library(folder) as library:
        room = in_a_loop(lambda: build_ui(ask=make_ask(library), reports={}, memory=make_memory(library)))
        app = in_a_loop(lambda: create_app(room, root_path="/insourcing"))
        with TestClient(app, base_url="https://testserver") as client:
            yield client


def test_who_opens_the_page_is_known_again_and_for_longer(client: TestClient) -> None:
    first = client.get("/")
    assert first.headers["cache-control"] == "private, no-cache"
    written = SimpleCookie(first.headers["set-cookie"])[COOKIE]
    assert (written["path"], bool(written["secure"])) == ("/insourcing", True)
    again = client.get("/", headers={"cookie": f"{COOKIE}={written.value}"})
    assert SimpleCookie(again.headers["set-cookie"])[COOKIE].value == written.value
    other = client.get("/", headers={"cookie": f"{COOKIE}=made-up"})
    assert SimpleCookie(other.headers["set-cookie"])[COOKIE].value not in ("made-up", written.value)


@pytest.mark.parametrize("path", ["/healthz", "/library", "/conversations", "/nowhere"])
def test_nothing_else_gives_a_key(client: TestClient, path: str) -> None:
    assert "set-cookie" not in client.get(path).headers


def test_where_nothing_is_kept_nobody_is_given_a_key(folder: Path) -> None:
    with open_library(folder) as library:
        memory = make_memory(library, records=False)
        room = in_a_loop(lambda: build_ui(ask=make_ask(library), reports={}, memory=memory))
        with TestClient(in_a_loop(lambda: create_app(room))) as client:
            assert "set-cookie" not in client.get("/").headers
