"""An answer is written into a file, when it is given and from its record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import RunCommand

QUESTION = "Why did Westport council take its dredging back in-house?"


@pytest.mark.model
def test_an_answer_is_exported_as_it_is_given(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.md"
    outcome = run("--corpus", str(corpus), "ask", QUESTION, "--export", str(file), "--style", "oscola", "--json")
    assert (outcome.code, outcome.err) == (0, f"Exported to {file}.\n")
    answer = json.loads(outcome.out)
    written = file.read_text("utf-8")
    assert written.startswith(f"# {QUESTION}\n")
    assert all(statement["text"] in written for statement in answer["statements"])
    assert "Ann Lee, ‘Harbour Services Come Home’ (Port Institute 2018)" in written
    assert str(answer["id"]) in written


@pytest.mark.model
def test_recorded_answers_are_exported_as_a_conversation(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    asked = [
        json.loads(run("--corpus", str(corpus), "ask", question, "--json").out)["id"]
        for question in (QUESTION, "What did dredging cost?")
    ]
    file = tmp_path / "conversation.bib"
    outcome = run("--corpus", str(corpus), "export", *asked, str(file), "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert json.loads(outcome.out) == {
        "exported": str(file),
        "format": "bib",
        "style": "harvard",
        "answers": 2,
        "bytes": file.stat().st_size,
    }
    assert "@techreport{harbour-2018,\n  author = {Lee, Ann}," in file.read_text("utf-8")


@pytest.mark.model
def test_an_export_says_which_source_has_left_the_library_since(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    asked = json.loads(run("--corpus", str(corpus), "ask", QUESTION, "--json").out)["id"]
    whole, fallen = tmp_path / "whole.md", tmp_path / "fallen.md"
    run("--corpus", str(corpus), "export", asked, str(whole))
    assert "and stands there word for word." in whole.read_text("utf-8")
    assert run("--corpus", str(corpus), "library", "remove", "harbour-2018").code == 0
    run("--corpus", str(corpus), "export", asked, str(fallen))
    assert "was removed from the library after the answer was given" in fallen.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [("answer.doc", "There is no suffix 'doc'"), ("nowhere/answer.md", "there is no folder")],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_asked(
    run: RunCommand, tmp_path: Path, name: str, said: str
) -> None:
    # There is not even a library: the file is looked at first.
    for verb in (("ask", QUESTION, "--export"), ("export", "abc")):
        outcome = run("--corpus", str(tmp_path), *verb, str(tmp_path / name))
        assert outcome.code == 2
        assert said in outcome.err


@pytest.mark.model
def test_an_unknown_record_is_an_error_in_a_sentence(run: RunCommand, corpus: Path, tmp_path: Path) -> None:
    outcome = run("--corpus", str(corpus), "export", "abc", str(tmp_path / "x.md"))
    assert outcome.code == 2
    assert "No answer with the id 'abc' is recorded" in outcome.err
    assert not (tmp_path / "x.md").exists()


def test_nothing_is_exported_of_a_replay(run: RunCommand, tmp_path: Path) -> None:
    outcome = run("--corpus", str(tmp_path), "ask", "--replay", "abc", "--export", str(tmp_path / "x.md"))
    assert outcome.code == 2
    assert "--replay" in outcome.err


def test_the_styles_of_the_help_are_those_there_are() -> None:
    from insourcing_assistant.cli.export import STYLES
    from insourcing_assistant.exporting import STYLES as KNOWN

    assert list(KNOWN) == list(STYLES)
