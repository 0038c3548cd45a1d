"""`insourcing library` shows, checks and trims what is there."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.running import RunCommand

pytestmark = pytest.mark.model


def test_the_list_has_the_agreed_fields(run: RunCommand, built: Path) -> None:
    listed = json.loads(run("library", "list", "--corpus", str(built), "--json").out)
    assert set(listed) == {"reports", "library_version"}
    harbour, lamps = listed["reports"]
    assert harbour["passages"] >= 2
    assert {**lamps, "added_at": ""} == {
        "report_id": "lamps-2012",
        "title": "Street lamps in Eastham",
        "authors": [],
        "publisher": "Lamp Society",
        "year": 2012,
        "url": None,
        "kinds": ["brief"],
        "pages": lamps["pages"],
        "passages": 1,
        "status": "ready",
        "added_at": "",
    }


def test_a_person_reads_the_same_list(run: RunCommand, built: Path) -> None:
    out = run("library", "list", "--corpus", str(built)).out
    assert "harbour-2018  Harbour services come home\n    Port Institute, 2018; report (" in out


def test_one_report_is_shown_with_its_texts(run: RunCommand, built: Path) -> None:
    known = json.loads(run("library", "show", "harbour-2018", "--corpus", str(built), "--json").out)
    assert (known["about"] or "").startswith("Harbour services come home was written by Ann Lee")
    assert [(text["kind"], text["path"], text["unit"]) for text in known["texts"]] == [
        ("report", "harbour-2018.md", "section")
    ]
    assert "authors: Ann Lee" in run("library", "show", "harbour-2018", "--corpus", str(built)).out


@pytest.mark.parametrize("verb", ["show", "remove"])
def test_an_unknown_report_exits_2(run: RunCommand, corpus: Path, verb: str) -> None:
    outcome = run("library", verb, "lost", "--corpus", str(corpus))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "Error: There is no report 'lost' in the library. It has: harbour-2018, lamps-2012.\n"


def test_a_report_can_be_removed(run: RunCommand, corpus: Path) -> None:
    assert json.loads(run("library", "remove", "lamps-2012", "--corpus", str(corpus), "--json").out) == {
        "removed": "lamps-2012"
    }
    listed = json.loads(run("library", "list", "--corpus", str(corpus), "--json").out)["reports"]
    assert [report["report_id"] for report in listed] == ["harbour-2018"]


def test_a_sound_library_passes_the_check(run: RunCommand, built: Path) -> None:
    outcome = run("library", "verify", "--corpus", str(built), "--json")
    assert (outcome.code, json.loads(outcome.out)) == (0, {"ok": True, "problems": []})
    assert run("library", "verify", "--corpus", str(built)).out == "All is well with 2 publications.\n"


def test_a_damaged_library_fails_the_check(run: RunCommand, corpus: Path) -> None:
    connection = sqlite3.connect(corpus / "library" / "library.db")
    with connection:
        connection.execute("UPDATE passages SET start = start + 1")
    connection.close()
    outcome = run("library", "verify", "--corpus", str(corpus), "--json")
    checked = json.loads(outcome.out)
    assert (outcome.code, checked["ok"]) == (1, False)
    assert checked["problems"]
    assert "insourcing ingest --rebuild" in outcome.err


def test_what_is_known_can_be_edited_and_taken_back(run: RunCommand, corpus: Path) -> None:
    edit = "library", "edit", "harbour-2018", "--corpus", str(corpus), "--json"
    known = json.loads(run(*edit, "--title", "Docks", "--authors", "", "--year", "").out)
    assert (known["title"], known["authors"], known["year"]) == ("Docks", [], None)
    assert known["metadata_from"] == {
        "title": "edited", "authors": "edited", "year": "edited", "publisher": "catalogue", "url": "catalogue",
    }  # fmt: skip
    summary = json.loads(run("ingest", "--corpus", str(corpus), "--json").out)
    assert next((row["title"], row["title_from"]) for row in summary["reports"]) == ("Docks", "edited")
    shown = run("library", "show", "harbour-2018", "--corpus", str(corpus)).out
    assert "known from: title (edited), authors (edited), publisher (catalogue)" in shown
    known = json.loads(run(*edit, "--reset").out)
    assert (known["title"], known["authors"], known["year"]) == ("Harbour services come home", ["Ann Lee"], 2018)
    assert set(known["metadata_from"].values()) == {"catalogue"}
    assert run("library", "verify", "--corpus", str(corpus)).code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say what to change"),
        (["--title", " "], "A publication must have a title"),
        (["--year", "12"], "a year is a number from 1800 to 2200"),
        (["--url", "ftp://example.org"], "a web address begins with http:// or https://"),
    ],
)
def test_edits_that_say_nothing_are_refused(run: RunCommand, corpus: Path, arguments: list[str], sentence: str) -> None:
    outcome = run("library", "edit", "harbour-2018", "--corpus", str(corpus), *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err


def test_removing_from_a_library_that_is_not_there_makes_none(run: RunCommand, tmp_path: Path) -> None:
    outcome = run("library", "remove", "one", "--library", str(tmp_path / "lost"))
    assert (outcome.code, outcome.out) == (4, "")
    assert not (tmp_path / "lost").exists()
