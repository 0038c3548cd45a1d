"""A library is carried elsewhere in one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import RunCommand

pytestmark = pytest.mark.model

QUESTION = "Why did Westport council take its dredging back in-house?"


def test_a_library_answers_elsewhere_as_it_does_here(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    here = json.loads(run("--corpus", str(corpus), "ask", QUESTION, "--json").out)
    file, there = str(tmp_path / "library.zip"), str(tmp_path / "there")
    outcome = run("--corpus", str(corpus), "library", "export", file, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    exported = json.loads(outcome.out)
    assert (exported["exported"], exported["reports"], exported["answers"]) == (file, 2, 0)
    assert exported["library_version"] == here["library_version"]
    outcome = run("--corpus", str(corpus), "--library", there, "library", "import", file, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    imported = json.loads(outcome.out)
    assert (imported["reports"], imported["passages"]) == (2, exported["passages"])
    assert run("--library", there, "library", "verify").code == 0
    answer = json.loads(run("--corpus", str(corpus), "--library", there, "ask", QUESTION, "--json").out)
    assert {**answer, "id": None, "timings_ms": None} == {**here, "id": None, "timings_ms": None}


def test_recorded_answers_come_along_when_asked_for(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    here = json.loads(run("--corpus", str(corpus), "ask", QUESTION, "--json").out)
    file, there = str(tmp_path / "library.zip"), str(tmp_path / "there")
    assert (
        "2 publications and 1 recorded answer to"
        in run("--corpus", str(corpus), "library", "export", file, "--with-answers").out
    )
    assert run("--corpus", str(corpus), "--library", there, "library", "import", file).code == 0
    replayed = run("--corpus", str(corpus), "--library", there, "ask", "--replay", here["id"])
    assert (replayed.code, replayed.err.startswith("This is the recorded answer, word for word")) == (0, True)


def test_what_cannot_be_carried_is_said_in_a_sentence(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "library.zip"
    file.write_text("not a library")
    refused = run("--corpus", str(corpus), "library", "import", str(file), "--replace")
    assert (refused.code, refused.out) == (2, "")
    assert "cannot be imported" in refused.err
    taken = run("--corpus", str(corpus), "library", "export", str(file))
    assert (taken.code, "is there already" in taken.err) == (2, True)
    assert run("--corpus", str(corpus), "library", "export", str(tmp_path / "good.zip")).code == 0
    held = run("--corpus", str(corpus), "library", "import", str(tmp_path / "good.zip"))
    assert (held.code, "holds 2 publications: give --replace" in held.err) == (2, True)
    assert run("--corpus", str(corpus), "library", "import", str(tmp_path / "good.zip"), "--replace").code == 0
    missing = run("--library", str(tmp_path / "none"), "library", "export", str(tmp_path / "x.zip"))
    assert missing.code == 4
