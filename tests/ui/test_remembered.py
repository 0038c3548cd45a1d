"""The addresses of conversations and answers, and whom they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from insourcing_assistant.library import Library
from insourcing_assistant.types import Report
from insourcing_assistant.ui import Gate, build_ui, create_app
from insourcing_assistant.ui.memory import NO_RECORDS
from insourcing_assistant.ui.reader import COOKIE
from tests.shelves import LAMPS, PARKS, fill, make_assistant, put
from tests.ui.answers import REPORTS, answer_of
from tests.ui.judges import Bench
from tests.ui.reading import of_class, of_tag
from tests.ui.recalling import (
    ANN,
    ANN_KEY,
    BO_KEY,
    LAMPS_SAVED,
    NOWHERE,
    PARKS_SINCE,
    ask_all,
    make_ask,
    make_library,
    make_memory,
    make_sitting,
    open_library,
)
from tests.ui.rooms import in_a_loop

OURS = {"sec-fetch-site": "same-origin"}
FOREIGN = {"sec-fetch-site": "cross-site", "origin": "https://evil.example.org"}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    make_library(tmp_path)
    with open_library(tmp_path, writable=True) as opened:
        yield opened


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    room = in_a_loop(
        lambda: build_ui(ask=make_ask(library), reports=make_assistant(library).reports, memory=make_memory(library))
    )
    with TestClient(in_a_loop(lambda: create_app(room)), cookies={COOKIE: ANN_KEY}) as client:
        yield client


def as_bo(client: TestClient) -> TestClient:
    client.cookies.set(COOKIE, BO_KEY)
    return client


def asked(library: Library, *questions: str) -> tuple[str, list[str]]:
    seat = ask_all(make_sitting(library), *questions)
    return seat.conversation, [turn.record or "" for turn in seat.turns]


def titles(client: TestClient, words: str = "") -> list[str]:
    page = client.get("/conversations", params={"q": words})
    assert page.status_code == 200
    return [each.text for each in of_tag(page.text, "h2")]


def test_the_page_lists_searches_and_opens_what_this_browser_asked(client: TestClient, library: Library) -> None:
    one, _ = asked(library, PARKS_SINCE, NOWHERE)
    asked(library, LAMPS_SAVED)
    assert titles(client) == [LAMPS_SAVED, PARKS_SINCE]
    assert titles(client, "lisbon SUBMARINES") == [PARKS_SINCE]
    page = client.get("/conversations", params={"q": "nobody asked"}).text
    assert "No conversation has “nobody asked” in it." in page
    page = client.get("/conversations").text
    assert f'href="./?conversation={one}"' in page
    assert "2 questions · " in page
    assert 'aria-current="page">Conversations' in page


def test_another_browser_sees_none_of_them(client: TestClient, library: Library) -> None:
    asked(library, PARKS_SINCE)
    page = as_bo(client).get("/conversations").text
    assert "This browser has no conversations here yet." in page
    assert PARKS_SINCE not in page
    client.cookies.clear()
    assert PARKS_SINCE not in client.get("/conversations").text


def test_its_length_is_told_to_its_reader_alone(client: TestClient, library: Library) -> None:
    kept = ask_all(make_sitting(library), PARKS_SINCE, LAMPS_SAVED).conversation
    told = client.get("/conversations/length", params={"conversation": kept})
    assert (told.text, told.headers["cache-control"]) == ("2", "no-store")
    assert client.get("/conversations/length").text == "0"
    assert as_bo(client).get("/conversations/length", params={"conversation": kept}).text == "0"


def test_a_conversation_is_renamed(client: TestClient, library: Library) -> None:
    key, _ = asked(library, PARKS_SINCE)
    form = {"id": key, "title": "  Norton's <b>parks</b> "}
    done = client.post("/conversations/rename", data=form, headers=OURS, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"../conversations#conversation-{key}")
    assert titles(client) == ["Norton's <b>parks</b>"]
    none = client.post("/conversations/rename", data={"id": key, "title": " "}, headers=OURS)
    assert (none.status_code, none.text) == (422, "A conversation must have a title.")


def test_one_is_deleted_and_put_back(client: TestClient, library: Library) -> None:
    key, _ = asked(library, PARKS_SINCE)
    asked(library, LAMPS_SAVED)
    page = client.post("/conversations/delete", data={"id": key}, headers=OURS).text
    assert f"“{PARKS_SINCE}” was deleted." in page
    assert titles(client) == [LAMPS_SAVED]
    (stamp,) = [each for each in of_tag(page, "input") if each.attributes.get("name") == "at"]
    client.post("/conversations/undo", data={"at": stamp.attributes["value"]}, headers=OURS)
    assert titles(client) == [LAMPS_SAVED, PARKS_SINCE]


def test_all_are_deleted_at_once_and_put_back_together(client: TestClient, library: Library) -> None:
    asked(library, PARKS_SINCE)
    asked(library, LAMPS_SAVED)
    page = client.post("/conversations/delete", data={"all": "1"}, headers=OURS).text
    assert "2 conversations were deleted." in page
    assert titles(client) == []
    (stamp,) = [each for each in of_tag(page, "input") if each.attributes.get("name") == "at"]
    client.post("/conversations/undo", data={"at": stamp.attributes["value"]}, headers=OURS)
    assert len(titles(client)) == 2


def test_nothing_is_deleted_unless_it_is_said_what(client: TestClient, library: Library) -> None:
    asked(library, PARKS_SINCE)
    assert client.post("/conversations/delete", data={}, headers=OURS).status_code == 422
    assert titles(client) == [PARKS_SINCE]


def test_what_is_gone_in_another_window_is_a_sentence(client: TestClient) -> None:
    page = client.post("/conversations/delete", data={"id": "0" * 20}, headers=OURS)
    assert "is not one of this browser's any more" in of_class(page.text, "notice")[0].text
    assert page.status_code == 200


@pytest.mark.parametrize("headers", [FOREIGN, {}, {"origin": "null"}])
@pytest.mark.parametrize("path", ["rename", "delete", "undo"])
def test_a_forged_form_changes_nothing(
    client: TestClient, library: Library, path: str, headers: dict[str, str]
) -> None:
    key, _ = asked(library, PARKS_SINCE)
    form = {"id": key, "title": "Forged", "all": "1", "at": "2026"}
    assert client.post(f"/conversations/{path}", data=form, headers=headers).status_code == 403
    assert titles(client) == [PARKS_SINCE]


@pytest.mark.parametrize("path", ["rename", "delete"])
def test_nobody_changes_the_conversations_of_others(client: TestClient, library: Library, path: str) -> None:
    key, _ = asked(library, PARKS_SINCE)
    as_bo(client).post(f"/conversations/{path}", data={"id": key, "title": "Mine", "all": "1"}, headers=OURS)
    client.cookies.set(COOKIE, ANN_KEY)
    assert titles(client) == [PARKS_SINCE]


def test_an_answer_opens_for_whoever_has_its_link(client: TestClient, library: Library) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    client.cookies.clear()
    page = client.get(f"/answer/{record}")
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"
    assert "unsafe" not in page.headers["content-security-policy"]
    (heading,) = of_tag(page.text, "h1")
    assert heading.text == PARKS_SINCE
    assert [each.text for each in of_class(page.text, "statement")] == [
        each.text for each in of_class(ask_all(make_sitting(library), PARKS_SINCE).turns[0].thread, "statement")
    ]
    assert "Norton has run its own parks since 2016." in [each.text for each in of_tag(page.text, "mark")]
    assert f"Library version {library.version} · answer {record}" in of_class(page.text, "quiet")[0].text
    assert "The library is as it was then." in page.text
    assert "../library/look.css" in page.text
    assert not of_class(page.text, "thumbs")
    assert not [each for each in of_tag(page.text, "button") if "data-ask" in each.attributes]


def test_the_page_says_what_has_changed_since(client: TestClient, library: Library, tmp_path: Path) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    for name in ("one", "two", "three"):
        put(library, tmp_path, Report(id=name, title=f"Report <{name}>"), f"# {name}\n\nIt says {name}.\n")
    page = client.get(f"/answer/{record}").text
    assert "3 reports were added since this answer was given." in of_class(page, "since")[0].text
    assert "Report &lt;one&gt;" in page
    library.remove("bins")
    put(library, tmp_path, LAMPS, "# Lamps\n\nThey are green.\n")
    said = of_class(client.get(f"/answer/{record}").text, "since")[0].text
    assert said.startswith("3 reports were added, 1 report was removed and 1 report was changed since")
    assert not of_class(client.get(f"/answer/{record}").text, "fallen")


def test_the_page_says_which_of_its_sources_no_longer_stand(
    client: TestClient, library: Library, tmp_path: Path
) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    library.remove("parks")
    page = client.get(f"/answer/{record}").text
    assert "“Parks come home” was removed from the library since." in of_class(page, "fallen")[0].text
    assert "Norton has run its own parks since 2016." in page
    assert next(each.text for each in of_tag(page, "dd")) == "Parks come home"
    fill(library, tmp_path, PARKS)
    assert not of_class(client.get(f"/answer/{record}").text, "fallen")


def test_what_is_not_in_the_reports_is_shown_with_its_suggestions_as_links(
    client: TestClient, library: Library
) -> None:
    _, (record, *_) = asked(library, NOWHERE)
    page = client.get(f"/answer/{record}").text
    assert "Not in these reports." in page
    links = of_class(page, "asks")
    assert links
    assert {each.tag for each in links} == {"a"}
    assert links[0].attributes["href"].startswith("../?question=")


def test_nothing_that_was_asked_becomes_markup(client: TestClient, library: Library) -> None:
    wicked = "What of <img src=x onerror=alert(1)> \"parks\" & 'lamps'?"
    key, (record, *_) = asked(library, wicked)
    client.post("/conversations/rename", data={"id": key, "title": wicked}, headers=OURS)
    deleted = client.post("/conversations/delete", data={"id": key}, headers=OURS).text
    for page in (
        deleted,
        client.get(f"/answer/{record}").text,
        client.get("/conversations", params={"q": wicked}).text,
    ):
        assert not of_tag(page, "img")
    assert wicked in of_tag(deleted, "p")[1].text


@pytest.mark.parametrize("record", ["a" * 16, "%252e%252e", "x" * 5000, "'; DROP TABLE answers;--"])
def test_an_answer_that_is_not_there_is_a_sentence(client: TestClient, record: str) -> None:
    assert client.get(f"/answer/{record}").status_code == 404


def test_an_older_record_is_a_sentence(client: TestClient, library: Library) -> None:
    library.answers.add(
        {"id": "old", "asked_at": "2026", "question": "Why?", "library_version": "x", "answer": {}}, keep=100
    )
    page = client.get("/answer/old")
    assert page.status_code == 404
    assert "recorded by an earlier version of the program" in page.text


def test_an_answer_is_judged_where_it_was_given(client: TestClient, library: Library) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    said = client.post(f"/answer/{record}/feedback", data={"verdict": "down", "reason": "Old."}, headers=OURS)
    assert said.text == "Noted: this answer was not helpful, with your reason."
    kept = library.answers.get(record)
    assert kept
    assert isinstance(kept["feedback"], dict)
    assert (kept["feedback"]["verdict"], kept["feedback"]["reason"]) == ("down", "Old.")
    back = client.post(f"/answer/{record}/feedback", data={"verdict": ""}, headers=OURS)
    assert back.text == "Your judgement of the answer was taken back."
    kept = library.answers.get(record)
    assert kept
    assert kept["feedback"] is None


def test_only_who_may_evaluate_is_told_where_a_test_query_is_made(library: Library, tmp_path: Path) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    for gate, told in (
        (Gate("on"), f'<../../evaluate/new?answer={record}>; rel="create-form"'),
        (Gate("off"), None),
        (Gate("on", password="tulips and daisies"), None),
    ):
        judging = Bench(tmp_path / "corpus", gate).judging
        room = in_a_loop(
            lambda judging=judging: build_ui(  # type: ignore[misc]
                ask=answer_of, reports=REPORTS, memory=make_memory(library), judging=judging
            )
        )
        with TestClient(in_a_loop(lambda room=room: create_app(room)), cookies={COOKIE: ANN_KEY}) as client:  # type: ignore[misc]
            for verdict, link in (("down", told), ("up", None), ("", None)):
                said = client.post(f"/answer/{record}/feedback", data={"verdict": verdict}, headers=OURS)
                assert (said.status_code, said.headers.get("link")) == (200, link)


def test_who_has_but_the_link_cannot_judge_and_a_forged_judgement_is_refused(
    client: TestClient, library: Library
) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    assert client.post(f"/answer/{record}/feedback", data={"verdict": "up"}, headers=FOREIGN).status_code == 403
    as_bo(client)
    refused = client.post(f"/answer/{record}/feedback", data={"verdict": "up"}, headers=OURS)
    assert refused.status_code == 403
    assert refused.text.startswith("Only the browser in which an answer was given can judge it")
    client.cookies.clear()
    assert client.post(f"/answer/{record}/feedback", data={"verdict": "up"}, headers=OURS).status_code == 403
    kept = library.answers.get(record)
    assert kept
    assert "feedback" not in kept


def test_a_judgement_that_cannot_be_kept_is_a_sentence(client: TestClient, library: Library) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    for form in ({"verdict": "sideways"}, {"verdict": "up", "reason": "x" * 1001}, {"verdict": "x" * 20_000}):
        assert client.post(f"/answer/{record}/feedback", data=form, headers=OURS).status_code == 422


def test_where_nothing_is_remembered_the_pages_say_so() -> None:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS))
    with TestClient(in_a_loop(lambda: create_app(room)), cookies={COOKIE: ANN_KEY}) as client:
        assert NO_RECORDS in client.get("/conversations").text
        assert client.get("/answer/abc").status_code == 404
        assert client.post("/answer/abc/feedback", data={"verdict": "up"}, headers=OURS).status_code == 403
        assert client.post("/conversations/delete", data={"all": "1"}, headers=OURS).status_code == 403


def test_an_answer_opens_where_conversations_are_no_longer_kept(library: Library) -> None:
    _, (record, *_) = asked(library, PARKS_SINCE)
    memory = make_memory(library, records=False)
    room = in_a_loop(lambda: build_ui(ask=make_ask(library), reports=make_assistant(library).reports, memory=memory))
    with TestClient(in_a_loop(lambda: create_app(room)), cookies={COOKIE: ANN_KEY}) as client:
        assert client.get(f"/answer/{record}").status_code == 200
        assert NO_RECORDS in client.get("/conversations").text
        assert memory.latest(ANN) == ""
