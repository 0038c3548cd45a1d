"""Answers can be had as files, by a menu under each and by their address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.exporting import FORMATS, STYLES
from insourcing_assistant.ui import answers, build_ui, create_app
from insourcing_assistant.ui import exports as exports_module
from insourcing_assistant.ui.exports import MAX_ANSWERS, export_menu
from insourcing_assistant.ui.sights import no_texts
from tests.exporting.making import ANSWER, COMPARISON, REPORTS, hostile_record, kept, recorded
from tests.ui.answers import REPORTS as WARDS
from tests.ui.answers import WHY, answer_of
from tests.ui.reading import of_class, of_tag
from tests.ui.rooms import in_a_loop

RECORDS: dict[str, dict[str, object]] = {
    str(ANSWER.id): recorded(),
    str(COMPARISON.id): recorded(COMPARISON),
    "hostile": hostile_record(),
    "damaged": {**recorded(), "answer": {}},
}


def record(record_id: str) -> Mapping[str, object] | None:
    if record_id == "unreadable":
        raise StoreUnavailableError("library.db", "the disk is gone.")
    return RECORDS.get(record_id)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, records=record))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        yield client


@pytest.mark.parametrize("key", FORMATS)
def test_an_answer_is_downloaded_under_a_safe_name(client: TestClient, key: str) -> None:
    answer = client.get(f"/answer/{ANSWER.id}/export", params={"format": key, "style": "oscola"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[key].media_type
    name = f"insourcing-why-do-councils-bring-services-back-in-house.{key}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content


def test_without_wishes_it_is_a_word_document(client: TestClient) -> None:
    assert client.get(f"/answer/{ANSWER.id}/export").content.startswith(b"PK")


def test_several_answers_are_one_conversation_in_their_order(client: TestClient) -> None:
    written = client.get(f"/answer/{COMPARISON.id},{ANSWER.id}/export?format=md").text
    assert 0 < written.index(f"## {COMPARISON.question}") < written.index(f"## {ANSWER.question}")


def test_hostile_text_stays_out_of_the_headers(client: TestClient) -> None:
    answer = client.get("/answer/hostile/export?format=json")
    assert json.loads(answer.content)[0]["id"] == "bad"
    assert "script" not in answer.headers["content-type"]
    assert answer.headers["content-disposition"].isascii()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/answer/nothing/export", 404, "There is no answer to export"),
        (f"/answer/{ANSWER.id},nothing/export", 404, "There is no answer to export"),
        ("/answer/..%2Fx/export", 404, ""),
        ("/answer/A!/export", 404, "There is no answer to export"),
        (f"/answer/{','.join(['a'] * (MAX_ANSWERS + 1))}/export", 404, "There is no answer to export"),
        (f"/answer/{ANSWER.id}/export?format=exe", 400, "There is no format 'exe'"),
        (f"/answer/{ANSWER.id}/export?style=%3Cb%3E", 400, "There is no style '<b>'"),
        ("/answer/damaged/export", 503, "the record of the answer is damaged"),
        ("/answer/unreadable/export", 503, "the disk is gone"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(client: TestClient, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    if said:
        main = answer.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        (failed,), (link,) = of_class(main, "failed"), of_tag(main, "a")
        assert said in failed.text
        assert link.attributes["href"] == "../../"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_server_that_is_busy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports_module, "WAIT_S", 0.01)
    begun, go_on = threading.Event(), threading.Event()

    def slow(record_id: str) -> Mapping[str, object] | None:
        begun.set()
        go_on.wait(timeout=20)
        return record(record_id)

    monkeypatch.setattr(exports_module, "AT_ONCE", 1)
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, records=slow))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        statuses: list[int] = []
        path = f"/answer/{ANSWER.id}/export?format=ris"
        first = threading.Thread(target=lambda: statuses.append(client.get(path).status_code))
        first.start()
        assert begun.wait(timeout=20)
        assert client.get(path).status_code == 503
        go_on.set()
        first.join()
        assert statuses == [200]
        assert client.get(path).status_code == 200  # its place was given back


def test_a_file_says_which_sources_have_left_the_library_since() -> None:
    records = {"abc": kept()}
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS, records=records.get, texts=no_texts()))
    with TestClient(in_a_loop(lambda: create_app(room))) as client:
        written = client.get("/answer/abc/export?format=md").text
    assert "**Not all of this answer can be checked any more.**" in written
    assert "no longer in the library" in written


def test_the_menu_offers_every_format_and_style_by_name() -> None:
    menu = export_menu("3", ["abc"])
    (form,) = of_tag(menu, "form")
    assert (form.attributes["action"], form.attributes["method"]) == ("answer/abc/export", "get")
    options = [(option.attributes["value"], option.text) for option in of_tag(menu, "option")]
    assert options == [
        *((key, each.name) for key, each in FORMATS.items()),
        *((key, each.name) for key, each in STYLES.items()),
    ]
    labels = {label.attributes["for"] for label in of_tag(menu, "label")}
    assert (
        labels
        == {select.attributes["id"] for select in of_tag(menu, "select")}
        == {"export-3-format", "export-3-style"}
    )


def test_a_conversation_has_one_menu() -> None:
    (form,) = of_tag(export_menu("all", ["abc", "def"], folder="../answer/"), "form")
    assert form.attributes["action"] == "../answer/abc,def/export"


@pytest.mark.parametrize("ids", [[], [None], ["abc", None], ["a"] * (MAX_ANSWERS + 1)])
def test_what_is_not_recorded_has_no_menu(ids: list[str | None]) -> None:
    assert export_menu("1", ids) == ""


def test_the_menu_stands_under_a_complete_answer() -> None:
    given = replace(answer_of(WHY), id="abc")
    whole = "".join(answers.reply(1, given, WARDS, said=len(given.statements)))
    growing = "".join(answers.reply(1, given, WARDS, said=1))
    assert (len(of_class(whole, "export")), len(of_class(growing, "export"))) == (1, 0)


def test_the_menu_stands_under_an_abstention() -> None:
    given = replace(answer_of("What is the capital of Peru?"), id="abc")
    assert not given.statements
    assert len(of_class("".join(answers.reply(1, given, WARDS, said=0)), "export")) == 1
