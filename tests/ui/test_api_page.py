"""The API has a page that describes it, without a script or a style from anywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.ui import build_ui, create_app
from insourcing_assistant.ui.api_page import api_page
from tests.ui.answers import REPORTS, WHY, answer_of
from tests.ui.apis import make_api
from tests.ui.holdings import WICKED
from tests.ui.reading import of_tag
from tests.ui.rooms import in_a_loop


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS))
    with TestClient(in_a_loop(lambda: create_app(room, api=make_api()))) as client:
        yield client


def test_every_address_has_an_example_and_its_fields(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    for address in ("POST /api/ask", "GET /api/search", "GET /api/reports"):
        assert f"<code>{address}</code>" in page.text
    assert "curl http://testserver/api/ask" in page.text
    assert "<code>filters.year_from</code>" in page.text
    assert "A whole number from 1 to 500, 10 if left out. How many passages at most." in page.text
    assert "<code>citations.quote</code></dt><dd>A text. The words as they stand there.</dd>" in page.text
    assert "What <code>insourcing ask --json</code> prints." in page.text
    assert "curl --user" not in page.text


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_of_others(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert re.findall(r'(?:src|href)="((?:https?:)?//[^"]*)"', page.text) == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for address in re.findall(r'(?:src|href)="([^"#]+)"', page.text):
        assert client.get(f"/api/{address}").status_code == 200, address


def test_the_api_answers_beside_the_page(client: TestClient) -> None:
    assert client.post("/api/ask", json={"question": WHY}).json()["answerable"] is True
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Insourcing Assistant"
    assert [each["report_id"] for each in client.get("/api/reports").json()["reports"]] == [
        "wards-2019",
        "bins-2011",
        "lamps",
    ]
    assert client.get("/api/reports").headers["x-content-type-options"] == "nosniff"


def test_what_is_not_there_or_too_large_is_said_to_programs_as_json(client: TestClient) -> None:
    nowhere = client.get("/api/nowhere")
    assert (nowhere.status_code, nowhere.json()) == (404, {"error": "There is nothing here."})
    large = client.post("/api/ask", content=b"x" * 1_000_001, headers={"content-type": "application/json"})
    assert (large.status_code, large.json()) == (413, {"error": "The request is too large."})


def test_without_an_api_there_is_nothing_at_its_addresses() -> None:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        for path in ("/api/docs", "/api/openapi.json", "/api/reports"):
            assert client.get(path).status_code == 404
        assert client.post("/api/ask", json={"question": WHY}).status_code in (404, 405)


def test_the_examples_name_the_path_of_a_proxy_and_the_sign_in() -> None:
    api = make_api(root_path="/insourcing", is_guarded=True)
    page = api_page(api.description, origin="https://town.example.org")
    assert "https://town.example.org/insourcing/api/ask" in page
    assert "curl --user NAME" in page


def test_the_host_that_a_browser_names_is_text() -> None:
    page = api_page(make_api().description, origin=f"http://{WICKED}")
    assert "&lt;script&gt;alert(1)" in page
    assert len(of_tag(page, "script")) == 1
    assert of_tag(page, "img") == []
