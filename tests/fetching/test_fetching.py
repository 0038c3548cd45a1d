"""What the catalogue lists, and what addresses give, ends in `reports/`, recorded; nothing of a person's is touched."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching import OFFLINE, origins
from insourcing_assistant.fetching.record import NAME, Record
from insourcing_assistant.types import Address
from tests.fetching.making import Fetching, make_report, make_session
from tests.fetching.server import (
    ARTICLE,
    ETAG,
    PDF,
    Answer,
    Exchange,
    Loopback,
    body,
    conditional,
    dropping,
    in_turn,
    ranges,
    redirect,
)

NEWER = PDF.replace(b"line", b"LINE")
SHA256 = hashlib.sha256(PDF).hexdigest()


def test_a_publication_is_fetched_from_the_first_address_that_has_it(fetching: Fetching, server: Loopback) -> None:
    urls = [
        server.says("/login", body(b"<html><title>Log in</title>", Content_Type="application/pdf")),
        server.says("/page", body(ARTICLE)),
        server.says("/cut", body(PDF[:-5000])),
        server.says("/good", body(PDF, ETag=ETAG)),
        server.says("/better", body(NEWER)),
    ]
    [done] = fetching.run(make_report(*urls))
    assert (done.report_id, done.status, done.url, done.bytes, done.sha256) == (
        "harbour-2018", "fetched", urls[3], len(PDF), SHA256,
    )  # fmt: skip
    assert [(attempt.url, attempt.reason) for attempt in done.attempts] == [
        (urls[0], "it is a page to log in, not the publication."),
        (urls[1], "it is a web page, where a PDF was expected."),
        (urls[2], "it is a PDF that has been cut short: its end is missing."),
    ]
    assert done.path == fetching.folder / "harbour-2018.pdf"
    assert done.path.read_bytes() == PDF
    assert fetching.names() == ["harbour-2018.pdf"]
    entry = Record(fetching.folder).entries["harbour-2018.pdf"]
    assert (entry.address, entry.url, entry.sha256, entry.bytes) == (urls[3], urls[3], SHA256, len(PDF))
    assert (entry.etag, entry.report_id) == (ETAG, "harbour-2018")
    assert entry.fetched_at[:4].isdigit()
    assert server.requests("/better") == []


def test_a_web_page_is_kept_as_one(fetching: Fetching, server: Loopback) -> None:
    [done] = fetching.run(make_report(server.says("/a", body(ARTICLE)), expects="html"))
    assert done.path == fetching.folder / "harbour-2018.html"
    # A web page of a publication whose file is to be a PDF goes by the publication's id.
    report = make_report(server.url("/a"), expects="html", id="lamps")
    [done] = fetching.run(replace(report, filename="lamps-report.pdf"))
    assert done.path == fetching.folder / "lamps.html"


def test_the_second_run_asks_only_whether_there_is_something_new(fetching: Fetching, server: Loopback) -> None:
    bad = server.says("/bad", body(b"", status=404))
    report = make_report(bad, server.says("/a", conditional(PDF)))
    fetching.run(report)
    server.asked.clear()
    [done] = fetching.run(report)
    assert (done.status, done.bytes, done.sha256, done.attempts) == ("unchanged", len(PDF), SHA256, ())
    assert [asked.path for asked in server.asked] == ["/a"]
    server.says("/a", conditional(NEWER, etag='"two"'))
    [done] = fetching.run(report)
    assert done.status == "fetched"
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == NEWER
    assert Record(fetching.folder).entries["harbour-2018.pdf"].etag == '"two"'
    assert [origin.problem for origin in origins(fetching.folder).values()] == [None]


def test_a_server_that_knows_no_conditions_is_compared_by_content(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", body(PDF)))
    fetching.run(report)
    [done] = fetching.run(report)
    assert (done.status, done.sha256) == ("unchanged", SHA256)
    assert fetching.names() == ["harbour-2018.pdf"]


@pytest.mark.parametrize("answer", [body(b"", status=404), body(b"<html><title>Log in</title>"), body(b"", status=500)])
def test_what_was_fetched_stays_where_it_cannot_be_fetched_again(
    fetching: Fetching, server: Loopback, answer: Answer
) -> None:
    report = make_report(server.says("/a", body(PDF)))
    fetching.run(report)
    server.says("/a", answer)
    [done] = fetching.run(report)
    assert done.status == "present"
    assert done.reason is not None
    assert done.reason.startswith("it cannot be asked for again; the file fetched on ")
    assert len(done.attempts) == 1
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == PDF


def test_a_file_that_a_person_put_there_is_left_alone(fetching: Fetching, server: Loopback) -> None:
    (fetching.folder / "harbour-2018.pdf").write_bytes(b"my own")
    [done] = fetching.run(make_report(server.says("/a", body(PDF))))
    assert (done.status, done.reason) == ("present", "it was put there by hand, and is left alone.")
    assert server.asked == []
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == b"my own"


def test_a_file_that_is_put_there_meanwhile_is_left_alone(fetching: Fetching, server: Loopback) -> None:
    def answer(exchange: Exchange) -> None:
        (fetching.folder / "harbour-2018.pdf").write_bytes(b"my own")
        exchange.answer(200, PDF)

    [done] = fetching.run(make_report(server.says("/a", answer)))
    assert done.status == "failed"
    assert done.attempts[0].reason == "harbour-2018.pdf was put there by hand; it is left alone."
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == b"my own"
    assert not (fetching.folder / NAME).exists()


def test_a_fetched_file_that_was_changed_is_kept_aside_and_fetched_again(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", conditional(PDF)))
    fetching.run(report)
    (fetching.folder / "harbour-2018.pdf").write_bytes(b"scribbled over")
    server.asked.clear()
    [done] = fetching.run(report)
    # Without the old content there is nothing to compare with: it is asked for without a condition.
    assert "if-none-match" not in server.asked[0].headers
    aside = f".changed-{hashlib.sha256(b'scribbled over').hexdigest()[:8]}-harbour-2018.pdf"
    assert done.status == "fetched"
    assert done.reason == f"the file had been changed since it was fetched; the changed one is kept as {aside}."
    assert (fetching.folder / aside).read_bytes() == b"scribbled over"
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == PDF
    assert [origin.problem for origin in origins(fetching.folder).values()] == [None]


def test_another_content_than_the_catalogue_knows_is_refused(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(NEWER))
    [done] = fetching.run(make_report(url, sha256=SHA256))
    assert done.status == "failed"
    assert done.attempts[0].reason == (
        f"its SHA-256 is {hashlib.sha256(NEWER).hexdigest()[:12]}…, but the catalogue says {SHA256[:12]}…."
    )
    assert fetching.names() == []
    server.says("/a", body(PDF))
    assert fetching.run(make_report(url, sha256=SHA256))[0].status == "fetched"


def test_what_broke_off_in_one_run_is_gone_on_with_in_the_next(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", dropping(PDF, after=100_000)))
    assert fetching.run(report)[0].status == "failed"
    server.asked.clear()
    server.says("/a", ranges(PDF))
    assert fetching.run(report)[0].status == "fetched"
    assert "range" in server.asked[0].headers
    assert fetching.names() == ["harbour-2018.pdf"]


def test_what_broke_off_is_thrown_away_once_the_publication_is_there(fetching: Fetching, server: Loopback) -> None:
    broken = server.says("/broken", dropping(PDF, after=100_000))
    [done] = fetching.run(make_report(broken, server.says("/a", body(PDF))))
    assert (done.status, len(done.attempts)) == ("fetched", 1)
    assert fetching.names() == ["harbour-2018.pdf"]


def test_what_has_no_address_cannot_be_fetched(fetching: Fetching) -> None:
    [done] = fetching.run(make_report())
    assert (done.status, done.reason) == ("failed", "the catalogue lists no address for it.")


def test_one_failure_does_not_stop_the_others_and_progress_is_told(fetching: Fetching, server: Loopback) -> None:
    first = make_report(server.says("/gone", body(b"", status=410)), id="a")
    second = make_report(server.says("/a", body(PDF)), id="b")
    one, two = fetching.run(first, second)
    assert (one.status, one.reason, two.status) == ("failed", "no address gave it.", "fetched")
    # The archive was tried too, and there is no network but the server.
    assert [attempt.reason for attempt in one.attempts] == [
        "what was there has been taken down (410).",
        "the name web.archive.org cannot be looked up (name or service not known).",
    ]
    stages = [told for told in fetching.told if told[0] == "fetching"]
    assert stages == [("fetching", 0, 2, "a"), ("fetching", 1, 2, "b"), ("fetching", 2, 2, "")]
    assert ("kilobytes", len(PDF) // 1000, len(PDF) // 1000, "b") in fetching.told


def test_without_a_network_that_is_said_once_and_soon(fetching: Fetching) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        raise OSError(-3, "Temporary failure in name resolution")

    session = make_session(pauses=fetching.pauses, resolve=resolve)
    reports = [make_report(f"https://{n}.example/1.pdf", f"https://{n}.example/2.pdf", id=f"r-{n}") for n in range(9)]
    done = fetching.run(*reports, session=session)
    assert {each.status for each in done} == {"failed"}
    assert {each.reason for each in done} == {OFFLINE}
    # Three hosts are enough to know, and none is asked for twice.
    assert asked == ["0.example", "web.archive.org", "1.example"]
    assert fetching.pauses == []


def test_a_dead_host_is_no_missing_network(fetching: Fetching, server: Loopback) -> None:
    good = make_report(server.says("/a", body(PDF)), id="good")
    dead = [make_report(f"https://{n}.example/1.pdf", id=f"r-{n}") for n in range(9)]
    done = fetching.run(good, *dead)
    assert [each.status for each in done] == ["fetched", *["failed"] * 9]
    assert {each.reason for each in done[1:]} == {"no address gave it."}


def test_a_given_address_is_kept_under_the_name_that_the_server_offers(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/download?id=7", body(PDF, Content_Disposition='attachment; filename="../Plan 2019.pdf"'))
    [done] = fetching.run(addresses=[url])
    assert (done.report_id, done.status, done.url) == ("", "fetched", url)
    assert done.path == fetching.folder / "Plan 2019.pdf"
    assert not (fetching.folder.parent / "Plan 2019.pdf").exists()
    assert Record(fetching.folder).entries["Plan 2019.pdf"].address == url


def test_a_given_address_is_named_by_where_it_leads(fetching: Fetching, server: Loopback) -> None:
    server.says("/H%C3%A4fen.pdf", body(PDF))
    [done] = fetching.run(addresses=[server.says("/latest", redirect("/H%C3%A4fen.pdf"))])
    assert done.path == fetching.folder / "Häfen.pdf"


def test_a_given_address_never_takes_the_place_of_another_file(fetching: Fetching, server: Loopback) -> None:
    (fetching.folder / "plan.pdf").write_bytes(b"my own")
    [done] = fetching.run(addresses=[server.says("/plan.pdf", body(PDF))])
    assert done.path == fetching.folder / f"plan-{SHA256[:6]}.pdf"
    assert (fetching.folder / "plan.pdf").read_bytes() == b"my own"
    # Nor does it become a catalogued publication by a mere name.
    report = make_report("https://other.example/x.pdf")
    [done] = fetching.run(report, addresses=[server.says("/Harbour-2018.pdf", body(PDF))])
    assert done.path == fetching.folder / f"Harbour-2018-{SHA256[:6]}.pdf"


def test_the_same_content_is_not_kept_twice_under_one_name(fetching: Fetching, server: Loopback) -> None:
    (fetching.folder / "plan.pdf").write_bytes(PDF)
    [done] = fetching.run(addresses=[server.says("/plan.pdf", body(PDF))])
    assert (done.status, done.reason, done.path) == (
        "present", "the same content is there already.", fetching.folder / "plan.pdf",
    )  # fmt: skip
    assert Record(fetching.folder).entries == {}


def test_a_given_address_is_asked_again_for_something_new(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/plan.pdf", conditional(PDF))
    fetching.run(addresses=[url])
    [done] = fetching.run(addresses=[url])
    assert (done.status, done.path) == ("unchanged", fetching.folder / "plan.pdf")
    server.says("/plan.pdf", conditional(NEWER, etag='"two"'))
    [done] = fetching.run(addresses=[url])
    assert (done.status, done.path) == ("fetched", fetching.folder / "plan.pdf")
    assert fetching.names() == ["plan.pdf"]


def test_an_address_of_the_catalogue_gives_that_publication(fetching: Fetching, server: Loopback) -> None:
    report = make_report("https://dead.example/1.pdf", server.says("/a", body(PDF)))
    [done] = fetching.run(report, addresses=[server.url("/a")])
    assert (done.report_id, done.path) == ("harbour-2018", fetching.folder / "harbour-2018.pdf")


def test_an_address_of_the_catalogue_gives_what_a_person_put_there_for_it(fetching: Fetching, server: Loopback) -> None:
    (fetching.folder / "harbour-2018.pdf").write_bytes(b"my own")
    [done] = fetching.run(make_report(server.url("/a")), addresses=[server.url("/a")])
    assert (done.status, done.url, done.path) == ("present", server.url("/a"), fetching.folder / "harbour-2018.pdf")


def test_a_replacement_that_was_killed_half_way_is_made_good(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", conditional(PDF)))
    fetching.run(report)
    record = Record(fetching.folder)
    entry = record.entries["harbour-2018.pdf"]
    newer = hashlib.sha256(NEWER).hexdigest()
    # The record knows the new content, but the file is still the old one.
    record.put("harbour-2018.pdf", replace(entry, sha256=newer, before=entry.sha256, etag='"two"'))
    server.says("/a", conditional(NEWER, etag='"two"'))
    [done] = fetching.run(report)
    assert (done.status, done.reason) == ("fetched", None)
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == NEWER
    assert Record(fetching.folder).entries["harbour-2018.pdf"].before is None


def test_an_address_that_fails_says_why(fetching: Fetching, server: Loopback) -> None:
    [done] = fetching.run(addresses=[server.says("/a", body(b"", status=404))])
    assert (done.status, done.reason) == ("failed", "there is nothing at this address (404).")
    [done] = fetching.run(addresses=["file:///etc/passwd"])
    assert (done.status, done.reason) == ("failed", "only http:// and https:// addresses are fetched.")


def test_what_cannot_be_read_is_not_kept(fetching: Fetching, server: Loopback) -> None:
    [done] = fetching.run(addresses=[server.says("/a.pdf", body(PDF))], readable=(".txt",))
    assert (done.status, fetching.names()) == ("failed", [])


def test_two_runs_do_not_fetch_into_one_folder(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", body(PDF)))
    with (
        FileLock(fetching.folder / ".fetching.lock"),
        pytest.raises(FetchError, match="another process is fetching into this folder"),
    ):
        fetching.run(report)
    assert fetching.run(report)[0].status == "fetched"


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(FetchError, match="this folder cannot be written to"):
        Fetching(tmp_path / "reports").run(make_report("http://127.0.0.1:9/"))


def test_a_damaged_record_makes_every_file_a_persons(fetching: Fetching, server: Loopback) -> None:
    report = make_report(server.says("/a", body(PDF)))
    fetching.run(report)
    (fetching.folder / NAME).write_text("{")
    [done] = fetching.run(report)
    assert (done.status, done.reason) == ("present", "it was put there by hand, and is left alone.")


def test_the_record_is_plain_json(fetching: Fetching, server: Loopback) -> None:
    fetching.run(make_report(server.says("/a", body(PDF))))
    written = json.loads((fetching.folder / NAME).read_text("utf-8"))
    assert written["version"] == 1
    assert list(written["files"]) == ["harbour-2018.pdf"]


def test_a_catalogue_that_now_knows_another_content_has_it_fetched(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(body(PDF), body(NEWER)))
    fetching.run(make_report(url))
    wanted = hashlib.sha256(NEWER).hexdigest()
    [done] = fetching.run(make_report(url, sha256=wanted))
    assert (done.status, done.sha256) == ("fetched", wanted)
    assert done.reason is None


def test_a_request_tells_nothing_but_what_is_needed(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF, Set_Cookie="who=you; Path=/"))
    report = replace(make_report(url), addresses=(Address(url, format="pdf"), Address(url, format="pdf")))
    fetching.run(report)
    fetching.run(report)
    for asked in server.asked:
        assert set(asked.headers) <= {"host", "accept", "user-agent", "accept-encoding", "if-none-match"}
