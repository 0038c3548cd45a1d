"""The pages beside the conversation are served with headers of their own, which are stricter."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.errors import LibraryNotFoundError
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.ui import build_ui, create_app
from tests.ui.answers import REPORTS, answer_of
from tests.ui.holdings import SHELF
from tests.ui.rooms import in_a_loop


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, shelf=lambda: SHELF))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        yield client


def test_the_library_has_an_address_of_its_own(client: TestClient) -> None:
    page = client.get("/library", params={"q": "wards"})
    assert page.status_code == 200
    assert "Rebuilding the Wards" in page.text
    assert "Bins Brought Home" not in page.text


@pytest.mark.parametrize(
    "path", ["/library", "/accessibility", "/library/look.css", "/library/page.js", "/", "/healthz", "/nowhere"]
)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["content-security-policy"].startswith("default-src ")


def test_the_library_runs_no_script_but_its_own(client: TestClient) -> None:
    policy = client.get("/library").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.get("/library/page.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/library/look.css").headers["content-type"].startswith("text/css")


def test_both_pages_link_each_other(client: TestClient) -> None:
    assert 'href="./"' in client.get("/library").text
    assert 'href=\\"library\\"' in client.get("/").text


def test_where_nothing_evaluates_the_page_says_so(client: TestClient) -> None:
    page = client.get("/evaluate")
    assert page.status_code == 200
    assert "Nothing evaluates the answers here." in page.text


def test_the_accessibility_statement_is_linked_and_says_what_was_not_tested(client: TestClient) -> None:
    assert 'href="accessibility"' in client.get("/library").text
    assert 'href=\\"accessibility\\"' in client.get("/").text
    statement = client.get("/accessibility").text
    assert f"version {version('insourcing-assistant')}" in statement
    assert "No screen reader, magnifier or voice control has been used" in statement


def test_a_library_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    def shelf() -> tuple[LibraryReport, ...]:
        raise LibraryNotFoundError(tmp_path)

    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS, shelf=shelf)))
    with TestClient(app) as client:
        page = client.get("/library")
    assert page.status_code == 503
    assert "Build it with" in page.text
