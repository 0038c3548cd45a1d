"""`insourcing ingest --fetch` and addresses: what was fetched and what was not stands in a table, and in the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from insourcing_assistant.cli.fetched import fetched_text
from insourcing_assistant.fetching import OFFLINE, Attempt, Fetched
from tests.cli.conftest import LAMPS_BRIEF
from tests.fetching.server import Loopback, body, conditional, serving
from tests.pdf_builder import Line, build_pdf
from tests.running import RunCommand

PDF = build_pdf([[Line("Street lamps in Eastham", size=20), Line("Eastham saved £40,000 on lamps in 2011.", y=120)]])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server that may be fetched from; what is not on it is asked of it as of a proxy, and so nothing leaves."""
    with serving() as started:
        monkeypatch.setenv("INSOURCING_ALLOW_PRIVATE_ADDRESSES", "true")
        monkeypatch.setenv("HTTPS_PROXY", started.url(""))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield started


@pytest.fixture
def corpus(server: Loopback, tmp_path: Path) -> Path:
    """A corpus with a brief and two publications in its catalogue, of which one can be fetched."""
    folder = tmp_path / "corpus"
    (folder / "briefs").mkdir(parents=True)
    (folder / "briefs" / "lamps-2012.md").write_text(LAMPS_BRIEF)
    (folder / "catalogue.toml").write_text(
        f"""
[[report]]
id = "lamps-2012"
title = "Street lamps in Eastham"
year = 2012
filename = "lamps-2012.pdf"
[[report.address]]
url = "{server.url("/moved.pdf")}"
format = "pdf"
[[report.address]]
url = "{server.url("/lamps.pdf")}"
format = "pdf"
[[report]]
id = "parks-2016"
title = "Parks"
[[report.address]]
url = "{server.url("/parks.pdf")}"
"""
    )
    return folder


@pytest.mark.model
def test_the_table_and_the_json_say_what_was_fetched_and_what_was_not(
    run: RunCommand, corpus: Path, server: Loopback
) -> None:
    server.says("/lamps.pdf", conditional(PDF))
    outcome = run("--corpus", str(corpus), "ingest", "--fetch", "--json")
    assert outcome.code == 0, outcome.err
    summary = json.loads(outcome.out)
    assert [(row["report_id"], row["kind"], row["status"]) for row in summary["reports"]] == [
        ("lamps-2012", "report", "added"),
        ("lamps-2012", "brief", "added"),
    ]
    lamps, parks = summary["fetched"]
    assert set(lamps) == {"report_id", "url", "status", "path", "bytes", "sha256", "reason", "attempts"}
    assert (lamps["report_id"], lamps["status"], lamps["url"], lamps["bytes"]) == (
        "lamps-2012", "fetched", server.url("/lamps.pdf"), len(PDF),
    )  # fmt: skip
    assert lamps["attempts"] == [{"url": server.url("/moved.pdf"), "reason": "there is nothing at this address (404)."}]
    assert (parks["report_id"], parks["status"], parks["reason"]) == ("parks-2016", "failed", "no address gave it.")
    assert [attempt["url"] for attempt in parks["attempts"]] == [
        server.url("/parks.pdf"),
        f"https://web.archive.org/web/2id_/{server.url('/parks.pdf')}",
    ]
    assert "the proxy refuses it" in parks["attempts"][1]["reason"]

    outcome = run("--corpus", str(corpus), "ingest", "--fetch")
    lines = outcome.out.splitlines()
    assert lines[0] == "Fetching"
    assert lines[1] == f"unchanged lamps-2012  from {server.url('/lamps.pdf')}"
    assert lines[2] == "failed    parks-2016  no address gave it."
    assert [line.strip() for line in lines[3:5]] == [
        server.url("/parks.pdf"),
        "there is nothing at this address (404).",
    ]
    assert lines[-1].startswith("2 unchanged (")
    assert "fetching 1/2: lamps-2012" in outcome.err


@pytest.mark.model
def test_an_address_is_fetched_and_ingested(run: RunCommand, corpus: Path, server: Loopback) -> None:
    url = server.says("/Own%20paper.pdf", body(PDF))
    outcome = run("--corpus", str(corpus), "ingest", url, server.url("/gone.pdf"), "--json")
    assert outcome.code == 3
    summary = json.loads(outcome.out)
    assert [(row["report_id"], row["status"]) for row in summary["reports"]] == [
        ("own-paper", "added"),
        ("gone", "failed"),
    ]
    assert [(each["report_id"], each["path"]) for each in summary["fetched"]] == [
        ("own-paper", "Own paper.pdf"),
        ("gone", None),
    ]
    shown = json.loads(run("--corpus", str(corpus), "library", "show", "own-paper", "--json").out)
    assert shown["url"] == url


@pytest.mark.model
def test_without_being_asked_nothing_is_fetched(run: RunCommand, corpus: Path, server: Loopback) -> None:
    outcome = run("--corpus", str(corpus), "ingest", "--json")
    assert json.loads(outcome.out)["fetched"] == []
    outcome = run("--corpus", str(corpus), "ingest", "--rebuild", "--json")
    assert outcome.code == 0
    assert server.asked == []


@pytest.mark.model
def test_a_rebuild_can_fetch_first(run: RunCommand, corpus: Path, server: Loopback) -> None:
    server.says("/lamps.pdf", body(PDF))
    outcome = run("--corpus", str(corpus), "ingest", "--fetch", "--rebuild", "--json")
    assert outcome.code == 0
    assert [each["status"] for each in json.loads(outcome.out)["fetched"]] == ["fetched", "failed"]


def test_a_dry_run_fetches_nothing(run: RunCommand, corpus: Path, server: Loopback) -> None:
    outcome = run("--corpus", str(corpus), "ingest", "--fetch", "--dry-run")
    assert outcome.code == 0
    assert outcome.out.splitlines()[1:4] == [
        "Fetching",
        f"to fetch  lamps-2012  from {server.url('/moved.pdf')}",
        f"to fetch  parks-2016  from {server.url('/parks.pdf')}",
    ]
    outcome = run("--corpus", str(corpus), "ingest", server.url("/a.pdf"), "--dry-run")
    assert outcome.out.splitlines()[:2] == ["Fetching", f"to fetch  {server.url('/a.pdf')}"]
    assert outcome.out.splitlines()[2].startswith("Nothing to ingest")
    assert server.asked == []
    assert not (corpus / "reports").exists()


@pytest.mark.model
def test_private_addresses_are_refused_by_default(
    run: RunCommand, corpus: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INSOURCING_ALLOW_PRIVATE_ADDRESSES")
    outcome = run("--corpus", str(corpus), "ingest", server.says("/a.pdf", body(PDF)), "--json")
    assert outcome.code == 3
    assert "this computer itself" in json.loads(outcome.out)["fetched"][0]["reason"]
    assert server.asked == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fetch", "--remove", "one"], "--remove takes one report out and does nothing else"),
        (["--fetch", "one.pdf"], "--fetch is for what the catalogue lists"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    run: RunCommand, corpus: Path, arguments: list[str], sentence: str
) -> None:
    outcome = run("--corpus", str(corpus), "ingest", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err


def test_a_missing_network_is_said_once() -> None:
    attempts = (Attempt("https://a.example", "the name a.example cannot be looked up."),)
    failed = [Fetched(f"r-{n}", "failed", reason=OFFLINE, attempts=attempts) for n in range(3)]
    assert fetched_text(failed).plain == f"Fetching\nfailed    r-0, r-1, r-2\n          {OFFLINE}\n"


def test_what_a_server_says_cannot_steer_the_terminal() -> None:
    text = fetched_text([Fetched("a", "failed", "https://a.example/\x1b[2J", reason="an error \x1b]0;title\x07")])
    console = Console(force_terminal=True, color_system=None)
    with console.capture() as printed:
        console.print(text)
    assert "\x1b]0" not in printed.get()
    assert "\x1b[2J" not in printed.get()
