"""A dry run says what would be fetched, and asks nobody."""

from __future__ import annotations

from insourcing_assistant.fetching import Session, preview
from tests.fetching.making import Fetching, make_report, make_session
from tests.fetching.server import PDF, Loopback, body


def test_nothing_is_fetched(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF))
    wanted, listless, there = make_report(url), make_report(id="listless"), make_report(url, id="there")
    (fetching.folder / "there.pdf").write_bytes(b"my own")
    reports = (wanted, listless, there)
    planned = preview(None, reports=reports, own=fetching.own(*reports), folder=fetching.folder, session=make_session())
    assert [(each.report_id, each.status, each.url) for each in planned] == [
        ("harbour-2018", "planned", url),
        ("listless", "failed", None),
        ("there", "present", None),
    ]
    assert server.asked == []
    assert fetching.names() == ["there.pdf"]


def test_what_was_fetched_would_be_asked_for_again(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF))
    report = make_report("https://dead.example/a", url)
    fetching.run(report)
    [planned] = preview(
        None, reports=[report], own=fetching.own(report), folder=fetching.folder, session=make_session()
    )
    assert (planned.status, planned.url) == ("planned", url)


def test_an_address_that_would_be_refused_is_refused(fetching: Fetching) -> None:
    addresses = ["https://example.org/a.pdf", "http://127.0.0.1/a.pdf", "file:///a.pdf"]
    planned = preview(addresses, reports=[], own={}, folder=fetching.folder, session=Session())
    assert [each.status for each in planned] == ["planned", "failed", "failed"]
    assert "this computer itself" in (planned[1].reason or "")
