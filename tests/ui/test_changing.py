"""The addresses that change the library refuse everybody but its page, and say why in a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ui import Changing, Gate, Jobs, build_ui, create_app
from insourcing_assistant.ui.changing import CHANGING_PATHS, edits_of
from tests.ui.answers import REPORTS, answer_of
from tests.ui.holdings import BINS, WARDS
from tests.ui.keepers import MemoryKeeper
from tests.ui.rooms import in_a_loop
from tests.ui.test_adding import until

HERE = "http://127.0.0.1:7860"
OWN = {"origin": HERE}
PASSWORD = "tulips and daisies"


class Answered(Protocol):
    """What is looked at of an answer."""

    status_code: int

    @property
    def text(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Site:
    """A served library with its keeper, to which forms are sent."""

    def __init__(
        self, folder: Path, gate: Gate | None = None, *, max_bytes: int = 100_000, max_waiting_each: int = 25
    ) -> None:
        self.keeper, self.folder = MemoryKeeper(), folder
        self.jobs = Jobs(self.keeper, max_waiting_each=max_waiting_each)
        changing = Changing(gate or Gate("on"), self.jobs, folder, max_bytes)
        room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, shelf=self.keeper.reports, changing=changing))
        app = in_a_loop(lambda: create_app(room))
        self.client = TestClient(app, base_url=HERE, follow_redirects=False)

    def post(self, name: str, headers: Mapping[str, str] = OWN, /, **fields: str) -> Answered:
        return self.client.post(f"/library/{name}", data=fields, headers=headers)

    def upload(self, *files: tuple[str, bytes], headers: dict[str, str] = OWN, of: str = "") -> Answered:
        sent = [("file", file) for file in files]
        return self.client.post("/library/add", data={"of": of}, files=sent, headers=headers)

    def finish(self) -> list[tuple[object, ...]]:
        for _ in range(1000):
            if all(job.state in ("done", "failed") for job in self.jobs.all()):
                return self.keeper.done
            time.sleep(0.01)
        raise AssertionError(self.jobs.all())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "reports")


def test_a_file_is_brought_in_and_the_page_says_so(site: Site) -> None:
    answer = site.upload(("ferries.pdf", b"good"))
    assert (answer.status_code, answer.headers["location"]) == (303, "../library#changes")
    assert site.finish() == [("add", "ferries.pdf", "", b"good")]
    assert list(site.folder.iterdir()) == []
    assert "Added: " in site.client.get("/library/changes").text
    assert "Added: " in site.client.get("/library").text


def test_a_file_can_be_the_full_text_of_a_publication(site: Site) -> None:
    assert site.upload(("b.pdf", b"good"), of="bins-2011").status_code == 303
    assert site.finish() == [("add", "b.pdf", "bins-2011", b"good")]
    for answer in (
        site.upload(("b.pdf", b"good"), of="nowhere"),
        site.upload(("a.pdf", b"good"), ("b.pdf", b"good"), of="bins-2011"),
    ):
        assert answer.status_code == 422
    assert list(site.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("tables.xlsx", b"x")], "files of this kind (.xlsx) cannot be read. Open it in the program that made it"),
        ([("good.pdf", b"x"), ("run.exe", b"x")], "files of this kind (.exe) cannot be read."),
        ([("noname", b"x")], "no suffix"),
        ([], "Choose a file first."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_advice(
    site: Site, files: list[tuple[str, bytes]], sentence: str
) -> None:
    if files:
        answer = site.upload(*files)
    else:
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n'
        kind = {"content-type": "multipart/form-data; boundary=x"}
        answer = site.client.post("/library/add", content=body, headers=OWN | kind)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert site.finish() == []
    assert list(site.folder.iterdir()) == []


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_file_that_is_too_large_is_refused_while_it_comes(tmp_path: Path, is_announced: bool) -> None:
    site = Site(tmp_path / "reports", max_bytes=2_000_000)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    pieces = [head, *[b"x" * 100_000] * 30, b"\r\n--x--\r\n"]
    headers = OWN | {"content-type": "multipart/form-data; boundary=x"}
    content = b"".join(pieces) if is_announced else iter(pieces)
    answer = site.client.post("/library/add", content=content, headers=headers)
    assert answer.status_code == 413
    assert "too" in answer.text
    assert site.finish() == []
    assert not site.folder.exists() or list(site.folder.iterdir()) == []


def test_where_no_more_may_wait_the_next_is_refused_and_all_that_was_taken_is_done(tmp_path: Path) -> None:
    site = Site(tmp_path / "reports", max_waiting_each=3)
    site.keeper.going.clear()
    assert site.upload(("0.pdf", b"good")).status_code == 303
    until(site.jobs, lambda all_jobs: all_jobs[0].state == "working")
    assert site.upload(("1.pdf", b"good")).status_code == 303
    some = site.upload(*((f"{number}.pdf", b"good") for number in range(2, 6)))
    assert some.status_code == 429
    assert some.text == (
        "The first 2 files were taken, but not “4.pdf” and what follows it. 3 changes of yours are waiting, which is "
        "the most that may. Wait until some are done, and send this again."
    )
    more = site.upload(("6.pdf", b"good"))
    assert (more.status_code, more.text[:10]) == (429, "3 changes ")
    assert site.post("fetch", address="https://union.example.org/bins.pdf").status_code == 429
    assert len(list(site.folder.iterdir())) == 4  # nothing of what was refused is kept
    site.keeper.going.set()
    assert [name for _, name, *_ in site.finish()] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]
    assert list(site.folder.iterdir()) == []


def test_addresses_are_fetched_and_other_things_are_not(site: Site) -> None:
    assert site.post("fetch", address=" https://union.example.org/bins.pdf ").status_code == 303
    for address in ("file:///etc/passwd", "/etc/passwd", "", "--rebuild", "https://a.example.org/" + "x" * 3000):
        assert site.post("fetch", address=address).status_code == 422
    assert site.finish() == [("fetch", "https://union.example.org/bins.pdf")]


def test_details_are_edited_and_a_publication_removed_and_put_back(site: Site) -> None:
    assert site.post("edit", id="wards-2019", year="2020").status_code == 303
    assert site.post("remove", id="bins-2011").status_code == 303
    site.finish()
    assert "bins-2011" not in site.keeper.shelf
    number = str(next(job.number for job in site.jobs.all() if job.aside))
    assert site.post("undo", job=number).status_code == 303
    assert site.finish() == [("edit", "wards-2019", {"year": 2020}), ("remove", "bins-2011"), ("restore", "bins-2011")]
    assert site.post("undo", job=number).status_code == 422
    assert site.post("undo", job="²").status_code == 422


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("edit", {"id": "nowhere"}, "There is no report 'nowhere'"),
        ("remove", {}, "There is no report ''"),
        ("edit", {"id": "wards-2019"}, "Nothing was changed"),
        ("edit", {"id": "wards-2019", "title": " "}, "must have a title"),
        ("edit", {"id": "wards-2019", "year": "0201900"}, "A year is a number from 1800 to 2200"),
        ("edit", {"id": "wards-2019", "year": "20192019"}, "A year is a number from 1800 to 2200"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(site: Site, name: str, fields: dict[str, str], sentence: str) -> None:
    answer = site.post(name, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text


SENDERS: list[Callable[[Site, dict[str, str]], Answered]] = [
    lambda site, headers: site.upload(("a.pdf", b"good"), headers=headers),
    lambda site, headers: site.post("fetch", headers, address="https://a.example.org/"),
    lambda site, headers: site.post("edit", headers, id="wards-2019", year="2020"),
    lambda site, headers: site.post("remove", headers, id="wards-2019"),
    lambda site, headers: site.post("undo", headers, job="1"),
    lambda site, headers: site.post("enter", headers, password=PASSWORD),
]


@pytest.mark.parametrize("send", SENDERS)
@pytest.mark.parametrize(
    "headers", [{}, {"origin": "https://evil.example.org"}, {"sec-fetch-site": "cross-site", "origin": HERE}]
)
def test_another_site_can_send_nothing(
    site: Site, send: Callable[[Site, dict[str, str]], Answered], headers: dict[str, str]
) -> None:
    answer = send(site, headers)
    assert answer.status_code == 403
    assert "did not come from the Library page" in answer.text
    assert site.finish() == []
    assert not site.folder.exists()


@pytest.mark.parametrize("send", SENDERS)
def test_switched_off_there_is_nothing_to_see_and_everything_is_refused(
    tmp_path: Path, send: Callable[[Site, dict[str, str]], Answered]
) -> None:
    site = Site(tmp_path / "reports", Gate("off"))
    page = site.client.get("/library").text
    assert "<h1>Library</h1>" in page
    assert 'method="post"' not in page
    assert "Edit or remove" not in page
    assert send(site, OWN).status_code == 403
    assert site.client.get("/library/changes").status_code == 403
    assert site.finish() == []


def test_where_nothing_changes_the_library_the_addresses_are_not_there() -> None:
    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS)))
    client = TestClient(app, base_url=HERE)
    assert [client.post(path, headers=OWN).status_code for path in CHANGING_PATHS] == [404] * len(CHANGING_PATHS)


def test_with_a_password_only_who_typed_it_sees_and_changes(tmp_path: Path) -> None:
    site = Site(tmp_path / "reports", Gate("on", password=PASSWORD))
    assert "Sign in to add" in site.client.get("/library").text
    assert "Edit or remove" not in site.client.get("/library").text
    assert site.post("remove", id="wards-2019").status_code == 401
    assert site.client.get("/library/changes").status_code == 403
    wrong = site.post("enter", password="tulips")
    assert wrong.headers["location"] == "../library?wrong=1#password"
    assert "set-cookie" not in wrong.headers
    right = site.post("enter", password=PASSWORD)
    cookie = right.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert PASSWORD not in cookie
    assert "Edit or remove" in site.client.get("/library").text
    assert site.post("remove", id="wards-2019").status_code == 303
    assert site.post("leave").status_code == 303
    assert "Edit or remove" not in site.client.get("/library").text


@pytest.mark.parametrize("path", CHANGING_PATHS)
def test_every_answer_has_the_security_headers(site: Site, path: str) -> None:
    for answer in (site.client.get(path), site.client.post(path), site.client.post(path, headers=OWN)):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src ")
        assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")


def test_only_what_differs_is_an_edit() -> None:
    same = {"title": WARDS.title, "authors": "Ann Lee;  Bo Oak ;", "publisher": "Northmoor Institute", "year": "2019"}
    assert edits_of(same, WARDS) == {}
    assert edits_of({**same, "authors": "", "publisher": " ", "year": ""}, WARDS) == {
        "authors": (),
        "publisher": None,
        "year": None,
    }
    assert edits_of({}, BINS) == {}
    with pytest.raises(UsageError, match="A year is a number"):
        edits_of({"year": "٢٠١٩"}, WARDS)
