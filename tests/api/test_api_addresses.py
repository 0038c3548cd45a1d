"""Programs get the answers of the assistant as JSON, and a sentence with a fitting status where there is none."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from insourcing_assistant.api import build_api
from insourcing_assistant.api.intake import MAX_BODY_BYTES
from insourcing_assistant.api.replies import Answer, Hits, Publications
from insourcing_assistant.assistant import Assistant
from insourcing_assistant.errors import GenerationError, LibraryLockedError, LibraryNotFoundError
from insourcing_assistant.library import Library
from insourcing_assistant.listings import listing_json
from insourcing_assistant.rendering import answer_json, hits_json
from insourcing_assistant.types import Answer as Answered
from insourcing_assistant.types import Filters
from tests.api.conftest import mounted
from tests.api.serving import client_of

QUESTION = "Since when has Norton run its own parks?"
VOLATILE = ("id", "timings_ms")


def stable(laid_out: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in laid_out.items() if name not in VOLATILE}


def test_an_answer_is_what_the_command_line_prints_and_has_a_record(
    client: httpx.Client, assistant: Assistant, library: Library
) -> None:
    reply = client.post("/api/ask", json={"question": QUESTION})
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    said = reply.json()
    assert stable(said) == stable(answer_json(assistant.ask(QUESTION), assistant.reports()))
    assert "2016" in said["answer"]
    Answer.model_validate(said)
    record = library.answers.get(said["id"])
    assert record
    assert (record["question"], record["answer"]) == (QUESTION, said)


def test_a_comparison_and_an_abstention_are_described_too(client: httpx.Client) -> None:
    table = client.post(
        "/api/ask", json={"question": "How do Parks come home and Lamps in Eastham differ on gardeners and lamps?"}
    ).json()
    assert table["table"]
    Answer.model_validate(table)
    absent = client.post("/api/ask", json={"question": "Which penguins live in Lisbon?"})
    assert (absent.status_code, absent.json()["answerable"]) == (200, False)
    Answer.model_validate(absent.json())


def test_a_question_can_be_limited(client: httpx.Client) -> None:
    limits = {"reports": ["lamps"], "year_from": 2012, "year_to": 2012, "publisher": "Lamp"}
    said = client.post("/api/ask", json={"question": QUESTION, "filters": limits}).json()
    assert said["coverage"]["searched"] == ["lamps"]
    assert client.post("/api/ask", json={"question": QUESTION, "filters": None, "history": None}).status_code == 200


def test_a_question_can_follow_others(client: httpx.Client) -> None:
    said = client.post("/api/ask", json={"question": "And in Eastham?", "history": ["What was saved on lamps?"]}).json()
    assert "lamps" in said["rewritten"]


@pytest.mark.parametrize("name", ["query", "q"])
def test_a_search_is_what_the_command_line_prints(client: httpx.Client, assistant: Assistant, name: str) -> None:
    reply = client.get("/api/search", params={name: " Norton  parks", "k": 2})
    assert reply.status_code == 200
    hits = assistant.search("Norton parks", k=2)
    assert len(hits) == 2
    assert stable(reply.json()) == stable(hits_json("Norton parks", hits))
    assert set(reply.json()["timings_ms"]) == {"search", "total"}
    Hits.model_validate(reply.json())


def test_a_search_can_be_limited(client: httpx.Client) -> None:
    params = httpx.QueryParams([("query", "parks"), ("report", "lamps"), ("report", "bins"), ("year_to", "2013")])
    found = client.get("/api/search", params=params).json()["hits"]
    assert {hit["report_id"] for hit in found} == {"lamps"}


def test_the_publications_are_what_the_command_line_prints(client: httpx.Client, library: Library) -> None:
    reply = client.get("/api/reports")
    assert reply.json() == listing_json(library.reports(), version=library.version)
    assert [each["report_id"] for each in reply.json()["reports"]] == ["bins", "lamps", "parks"]
    Publications.model_validate(reply.json())


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 422, "Send an object such as"),
        ("{", 400, "The body is no JSON."),
        ("\x80".encode("latin-1"), 400, "The body is no JSON."),
        ("[" * 100_000, 400, "The body is no JSON."),
        (f'{{"question": {"1" * 6000}}}', 400, "The body is no JSON."),
        ("[]", 422, "Send an object such as"),
        ("null", 422, "Send an object such as"),
        ("{}", 422, "There is no 'question', which must be a text."),
        ('{"question": 5}', 422, "'question' must be a text."),
        ('{"question": null}', 422, "'question' must be a text."),
        (r'{"question": "\ud800"}', 422, "'question' must be a text."),
        ('{"question": " "}', 422, "The question is empty."),
        (f'{{"question": "{"x" * 2001}"}}', 422, "The question has 2,001 characters; at most 2,000 can be read."),
        ('{"question": "Why?", "k": 1}', 422, "There is no field 'k' in a question, which has: question, filters, hi"),
        ('{"question": "Why?", "filters": []}', 422, "'filters' must be an object with any of: reports, year_from,"),
        ('{"question": "Why?", "filters": {"year": 1}}', 422, "There is no field 'year' in filters, which has: rep"),
        ('{"question": "Why?", "filters": {"year_from": "2011"}}', 422, "'filters.year_from' must be a whole number"),
        ('{"question": "Why?", "filters": {"year_to": 99999}}', 422, "'filters.year_to' must be a whole number from"),
        ('{"question": "Why?", "filters": {"year_from": 2015, "year_to": 2011}}', 422, "No year is both 2015 or lat"),
        ('{"question": "Why?", "filters": {"reports": "parks"}}', 422, "'filters.reports' must be a list of at most"),
        ('{"question": "Why?", "filters": {"reports": ["lost"]}}', 422, "There is no report 'lost' in the library."),
        ('{"question": "Why?", "history": "Who?"}', 422, "'history' must be a list of at most 50 texts"),
        (r'{"question": "Why?", "history": ["\udfff"]}', 422, "'history' must be a list of at most 50 texts"),
        (f'{{"question": "Why?", "history": [{", ".join(["1"] * 51)}]}}', 422, "'history' must be a list of at most"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    client: httpx.Client, body: str | bytes, status: int, sentence: str
) -> None:
    reply = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == status
    assert reply.json()["error"].startswith(sentence)
    assert list(reply.json()) == ["error"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "The question is empty."),
        ({"query": "  "}, "The question is empty."),
        ({"query": "parks", "k": "0"}, "'k' must be a whole number from 1 to 500."),
        ({"query": "parks", "k": "501"}, "'k' must be a whole number from 1 to 500."),
        ({"query": "parks", "k": "many"}, "'k' must be a whole number from 1 to 500."),
        ({"query": "parks", "year_from": "0"}, "'year_from' must be a whole number from 1800 to 2200."),
        ({"query": "parks", "year": "2011"}, "There is no field 'year' in a search, which has: query, q, k, report,"),
        ({"query": "parks", "report": "lost"}, "There is no report 'lost' in the library. It has: bins, lamps, parks."),
    ],
)
def test_what_cannot_be_searched_for_is_said_in_a_sentence(
    client: httpx.Client, params: dict[str, str], sentence: str
) -> None:
    reply = client.get("/api/search", params=params)
    assert reply.status_code == 422
    assert reply.json()["error"].startswith(sentence)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_so_that_no_other_site_can_ask(client: httpx.Client, kind: str) -> None:
    reply = client.post("/api/ask", content='{"question": "Why?"}', headers={"content-type": kind})
    assert reply.status_code == 415
    assert "Content-Type: application/json" in reply.json()["error"]


def test_nobody_else_s_page_is_allowed_to_read_or_send(client: httpx.Client) -> None:
    origin = {"origin": "https://elsewhere.example.org"}
    asked = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    for reply in (client.get("/api/reports", headers=origin), client.options("/api/ask", headers=asked)):
        assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert client.options("/api/ask", headers=asked).status_code == 405


def test_a_large_body_is_refused_whether_or_not_it_says_so(client: httpx.Client) -> None:
    body = b'{"question": "%s"}' % (b"x" * MAX_BODY_BYTES)
    json = {"content-type": "application/json"}
    for content in (body, iter([body[:1000], body[1000:]])):  # the second is sent in chunks, without its size
        reply = client.post("/api/ask", content=content, headers=json)
        assert reply.status_code == 413
        assert reply.json()["error"].startswith("The body is larger than 250,000 bytes.")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/ask", 405), ("POST", "/api/search", 405), ("DELETE", "/api/reports", 405), ("GET", "/api/x", 404)],
)
def test_what_is_not_there_is_said_in_a_sentence(client: httpx.Client, method: str, path: str, status: int) -> None:
    reply = client.request(method, path)
    assert reply.status_code == status
    assert "/api/docs says what" in reply.json()["error"]


def test_nothing_that_is_answered_is_kept_or_run_by_a_browser(client: httpx.Client) -> None:
    for reply in (client.get("/api/reports"), client.get("/api/search"), client.get("/api/openapi.json")):
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (LibraryNotFoundError(Path("here")), 503, "There is no library at here. Build it with `insourcing ingest`."),
        (LibraryLockedError(Path("here"), "process 7"), 503, "The library at here is being written to by process 7."),
        (GenerationError("is silent"), 500, "The language model is silent."),
        (ZeroDivisionError("secret"), 500, "Something went wrong on the server, which has noted it."),
    ],
)
def test_what_fails_is_a_sentence_and_no_trace(
    library: Library, error: Exception, status: int, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Answered:
        raise error

    api = build_api(ask=fail, search=lambda *_: (), reports=dict, shelf=library)
    with client_of(mounted(api)) as client:
        reply = client.post("/api/ask", json={"question": "Why?"})
    assert reply.status_code == status
    assert reply.json()["error"].startswith(sentence)
    assert "secret" not in reply.text
    assert ("secret" in caplog.text) is isinstance(error, ZeroDivisionError)


def test_a_few_are_answered_at_once_and_too_many_are_told_to_come_again(library: Library, assistant: Assistant) -> None:
    begun, answer_now = threading.Semaphore(0), threading.Event()

    def ask(question: str, _: Sequence[str], filters: Filters) -> Answered:
        begun.release()
        assert answer_now.wait(30)
        return assistant.ask(question, filters=filters)

    api = build_api(
        ask=ask, search=lambda *_: (), reports=assistant.reports, shelf=library, at_once=2, max_waiting=1, wait_s=20
    )
    with client_of(mounted(api)) as client, ThreadPoolExecutor(4) as readers:

        def send() -> httpx.Response:
            return client.post("/api/ask", json={"question": QUESTION})

        asked = [readers.submit(send) for _ in range(2)]
        assert begun.acquire(timeout=30)
        assert begun.acquire(timeout=30)
        asked += [readers.submit(send) for _ in range(2)]
        # One of the two may wait; the other is sent away.
        while not any(each.done() for each in asked):
            answer_now.wait(0.01)
        (refused,) = [each.result() for each in asked if each.done()]
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["error"].startswith("Too many questions are being answered.")
        answer_now.set()
        assert sorted(each.result().status_code for each in asked) == [200, 200, 200, 503]
