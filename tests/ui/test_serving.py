import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.errors import LibraryNotFoundError, UsageError
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.ui import build_ui, create_app, serve
from insourcing_assistant.ui.serving import MAX_BODY_BYTES
from tests.ui.answers import PDF, REPORTS, answer_of, quote
from tests.ui.pdfs import write_pdf
from tests.ui.rooms import in_a_loop

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(tmp_path_factory.mktemp("files") / "wards.pdf", [["One"], ["Two"]])


@pytest.fixture(scope="module")
def client(pdf: Path) -> Iterator[TestClient]:
    room = in_a_loop(
        lambda: build_ui(
            ask=answer_of,
            reports=REPORTS,
            page_file=lambda _: pdf,
            render=lambda *_, width_px: PICTURE,
            locate=lambda *_: (),
        )
    )
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        (picture,) = room.pictures.offer(quote(PDF, "Sickness fell"))
        client.headers["x-key"] = picture.key  # where the tests below find it
        yield client


def test_the_page_is_served_with_its_own_look(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Insourcing Assistant" in page.text
    assert "#faf8f4" in page.text


@pytest.mark.parametrize("encoding", ["gzip, br", ""])
def test_the_page_presents_itself_and_not_gradio(client: TestClient, encoding: str) -> None:
    page = client.get("/", headers={"accept-encoding": encoding})
    head = page.text.partition("</head>")[0]
    assert 'property="og:' not in head
    assert 'name="twitter:' not in head
    assert "raw.githubusercontent" not in head
    assert re.search(r'<html\s[^>]*lang="en-GB"', head)
    assert int(page.headers["content-length"]) == len(page.content)


def test_the_icons_that_browsers_look_for_are_there_in_no_other_size(client: TestClient) -> None:
    icons = client.get("/manifest.json").json()["icons"]
    assert [icon["sizes"] for icon in icons] == ["192x192", "512x512"]
    for icon in icons:
        assert client.get(icon["src"]).headers["content-type"] == "image/png"
    assert client.get("/pwa_icon/40000").status_code == 404


def test_nothing_may_come_from_or_go_to_another_host(client: TestClient) -> None:
    headers = client.get("/").headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_process_says_that_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "publications": 4}


def test_a_library_that_cannot_be_used_is_not_ready(tmp_path: Path) -> None:
    gone = False

    def reports() -> Mapping[str, Report]:
        if gone:
            raise LibraryNotFoundError(tmp_path)
        return REPORTS

    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=reports)))
    gone = True
    with TestClient(app) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "insourcing ingest" in answer.json()["status"]


@pytest.mark.parametrize(
    "path",
    [
        "/config",
        "/docs",
        "/openapi.json",
        "/monitoring",
        "/login",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/runs",
        "/gradio_api/file=/etc/hostname",
        "/gradio_api/proxy=https://example.org",
        "/gradio_api/deep_link",
        "/gradio_api/mcp/",
        "/gradio_api/vibe-code",
        "/pages/../config",
    ],
)
def test_what_gradio_serves_besides_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/call/asked", "/gradio_api/api/asked", "/login"])
def test_nothing_can_be_sent_but_questions(client: TestClient, path: str) -> None:
    assert client.post(path, json={"data": []}).status_code == 404


def test_a_page_that_lost_the_server_can_ask_whether_it_is_back(client: TestClient) -> None:
    assert set(client.get("/gradio_api/app_id").json()) == {"app_id"}


def test_questions_must_queue(client: TestClient) -> None:
    body = {"data": [None], "fn_index": 1, "session_hash": "s", "event_data": {"question": "Why?"}}
    assert client.post("/gradio_api/run/predict", json=body).status_code == 404


def test_a_large_body_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", content=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413


def test_a_large_body_in_chunks_is_refused_before_all_of_it_is_read(client: TestClient) -> None:
    chunks = iter([b"x" * 100_000] * 30)
    answer = client.post("/gradio_api/queue/join", content=chunks, headers={"content-type": "application/json"})
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413


def test_a_picture_opens_by_its_key_alone(client: TestClient) -> None:
    picture = client.get(f"/pages/{client.headers['x-key']}.png")
    assert (picture.status_code, picture.headers["content-type"], picture.content) == (200, "image/png", PICTURE)
    assert client.get(f"/pages/{'0' * 32}.png").status_code == 404


def test_a_page_file_of_any_citation_is_asked_for_with_that_citation() -> None:
    asked: list[Citation] = []

    def page_file(citation: Citation) -> Path | None:
        asked.append(citation)
        return None

    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, page_file=page_file))
    citation = quote(PDF, "Sickness fell")
    assert room.pictures.offer(citation) == ()
    assert asked == [citation]


def test_behind_a_proxy_the_page_knows_its_path() -> None:
    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS), root_path="/insourcing"))
    with TestClient(app) as client:
        page = client.get("/")
    assert re.search(r'"root":\s*"[^"]*/insourcing"', page.text)


def test_a_taken_port_is_a_sentence() -> None:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1, port {port} .*--port"):
            serve(room, port=port)


SERVING = """
from insourcing_assistant.ui import build_ui, serve
from tests.ui.answers import REPORTS, answer_of
serve(build_ui(ask=answer_of, reports=REPORTS), port=0, when_ready=lambda address: print(address, flush=True))
"""


def test_it_says_when_it_is_ready_and_stops_quietly_while_a_page_is_open() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVING],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdout
        assert serving.stderr
        address = serving.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/gradio_api/heartbeat/reader") as page:
            page.readline()  # the page is open
            serving.send_signal(signal.SIGINT)
            serving.wait(timeout=60)
        assert "ERROR" not in serving.stderr.read()
