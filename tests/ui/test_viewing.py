"""The viewer over the wire: what is served of a library's publications, and that nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from insourcing_assistant.errors import DamagedFileError, StoreUnavailableError
from insourcing_assistant.page_images import render_page
from insourcing_assistant.types import Kind, ParsedReport
from insourcing_assistant.ui import build_ui, create_app
from insourcing_assistant.ui.drawings import WIDTHS_PX
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.sights import Asked, Texts, asked_by
from insourcing_assistant.ui.viewing import Viewing, add_viewing
from tests.ui.answers import OCR, PDF, REPORTS, answer_of, quote
from tests.ui.pdfs import write_pdf
from tests.ui.reading import of_class, of_tag
from tests.ui.rooms import in_a_loop
from tests.ui.texts import PARSED, texts_of

ASKED = asked_by(quote(PDF, "Sickness fell by a fifth in the first year."))


def client_of(texts: Texts) -> TestClient:
    return TestClient(in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS, texts=texts))))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = [["One"], ["Sickness fell by a fifth in the first year.", "More."], ["Three"]]
    return write_pdf(tmp_path_factory.mktemp("files") / "wards.pdf", pages)


@pytest.fixture(scope="module")
def client(pdf: Path) -> Iterator[TestClient]:
    with client_of(texts_of(files={("wards-2019", "report"): pdf})) as client:
        yield client


def test_a_page_is_served_under_the_strict_policy(client: TestClient) -> None:
    page = client.get(f"/{ASKED.address}")
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert len(of_tag(page.text, "rect")) == 1


def test_its_picture_is_served_as_large_as_asked_and_kept(client: TestClient) -> None:
    (image,) = of_tag(client.get(f"/{ASKED.address}").text, "img")
    picture = client.get(f"/{image.attributes['src']}")
    assert picture.headers["content-type"] == "image/png"
    assert "immutable" in picture.headers["cache-control"]
    wide = client.get(f"/{image.attributes['data-address']}&width={WIDTHS_PX[1]}")
    assert int.from_bytes(wide.content[16:20]) == WIDTHS_PX[1]
    undated = client.get("/source/page.png?of=wards-2019&text=report&page=2&width=1240")
    assert undated.headers["cache-control"] == "no-cache"


FILE = "/source/file.pdf?of=wards-2019&text=report&page=2"


def test_who_may_not_change_the_library_is_not_handed_its_files(client: TestClient) -> None:
    assert client.get(FILE).status_code == 403
    assert "file.pdf" not in client.get(f"/{ASKED.address}").text


def test_who_may_change_the_library_can_open_the_file_at_the_page(pdf: Path) -> None:
    app = FastAPI()
    viewing = Viewing(texts_of(files={("wards-2019", "report"): pdf}), draw=render_page, locate=lambda *_: ())
    add_viewing(app, viewing, reports=lambda: REPORTS, may_open=lambda _: True)
    with TestClient(app) as client:
        links = [link.attributes["href"] for link in of_tag(client.get(f"/{ASKED.address}").text, "a")]
        (link,) = [link for link in links if link.startswith("source/file.pdf?")]
        assert link.endswith("#page=2")
        served = client.get(f"/{link.partition('#')[0]}")
        assert served.content == pdf.read_bytes()
        assert served.headers["content-type"] == "application/pdf"
        assert served.headers["content-disposition"].startswith("inline")
        assert "object-src" not in served.headers["content-security-policy"]
        assert client.get(FILE.replace("wards-2019", "../../etc/passwd")).status_code == 404
        assert client.get(FILE.replace("wards-2019", "bins-2011").replace("page=2", "page=11")).status_code == 404


def test_a_page_is_drawn_at_a_few_widths_only(client: TestClient) -> None:
    for width in ("", "0", "1241", "99999999", "-1240", "1240.0"):
        refused = client.get(f"/source/page.png?of=wards-2019&text=report&page=2&width={width}")
        assert refused.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "of=wards-2019&text=report&page=4",  # no such page
        "of=wards-2019&text=brief&page=2",  # a text without pages
        "of=bins-2011&text=report&page=11",  # a text whose file is gone
        "of=gone&text=report&page=1",
        "of=../../etc/passwd&text=report&page=1",
        "of=wards-2019&text=report&page=x",
        "text=report",
    ],
)
def test_there_are_pictures_of_the_library_s_pages_alone(client: TestClient, query: str) -> None:
    assert client.get(f"/source/page.png?{query}&width=1240").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "sentence", "way"),
    [
        (replace(ASKED, page=9), 404, "There is no page 9 in this text, which has 3 pages.", "Open its beginning"),
        (replace(ASKED, report_id="gone"), 404, "not in the library any more", "Back to the questions"),
        (Asked("leisure-2016", "report"), 404, "does not have this text of “Leisure after", "See what there is of it"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence_with_a_way_back(
    client: TestClient, asked: Asked, status: int, sentence: str, way: str
) -> None:
    page = client.get(f"/{asked.address}")
    assert page.status_code == status
    assert sentence in of_class(page.text, "failed")[0].text
    assert way in [each.text for each in of_tag(page.text, "a")]


def test_an_address_without_sense_is_refused_in_a_sentence(client: TestClient) -> None:
    page = client.get("/source?of=<script>&text=report&page=<script>&quote=<script>")
    assert page.status_code == 400
    assert "names no page of a publication" in of_class(page.text, "failed")[0].text
    assert not [each for each in of_tag(page.text, "script") if "src" not in each.attributes]


def test_a_text_whose_file_is_gone_is_read(client: TestClient) -> None:
    page = client.get(f"/{asked_by(quote(OCR, '60% of them')).address}")
    assert page.status_code == 200
    assert "is not here any more" in page.text
    assert [each.text for each in of_tag(page.text, "mark")] == ["60% of them"]


def test_a_page_that_cannot_be_drawn_is_read(tmp_path: Path) -> None:
    broken = tmp_path / "wards.pdf"
    broken.write_bytes(b"no PDF")
    with client_of(texts_of(files={("wards-2019", "report"): broken})) as client:
        page = client.get(f"/{ASKED.address}")
        assert client.get("/source/page.png?of=wards-2019&text=report&page=2&width=1240").status_code == 404
    assert "The page cannot be drawn. This is its text, as it was read." in page.text
    assert of_tag(page.text, "mark")


def test_a_library_that_does_not_answer_is_told_of() -> None:
    def unavailable(report_id: str, kind: Kind) -> ParsedReport:
        raise StoreUnavailableError("corpus/library", "it is being rebuilt.")

    with client_of(Texts(unavailable, lambda *_: None)) as client:
        page = client.get(f"/{ASKED.address}")
    assert page.status_code == 503
    assert "it is being rebuilt." in page.text


def test_a_quote_whose_place_cannot_be_found_is_not_fatal(pdf: Path) -> None:
    def locate(path: Path, number: int, words: str) -> tuple[()]:
        raise DamagedFileError(path, "a test")

    texts = texts_of(files={("wards-2019", "report"): pdf})
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, texts=texts, locate=locate))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        assert "The page cannot be drawn" in client.get(f"/{ASKED.address}").text


def test_without_texts_nothing_is_served() -> None:
    with TestClient(in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS)))) as client:
        assert client.get(f"/{ASKED.address}").status_code == 404


def test_the_script_is_served(client: TestClient) -> None:
    script = client.get("/source/viewer.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "export function wire" in script.text


def test_the_texts_that_tests_are_about_tile_their_pages() -> None:
    for parsed in PARSED.values():
        assert [page.start for page in parsed.pages[1:]] == [page.end for page in parsed.pages[:-1]]
        assert parsed.pages[-1].end == len(parsed.text)
