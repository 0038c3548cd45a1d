"""What was asked and answered can be listed, exported and asked again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from insourcing_assistant.library import Library
from tests.running import RunCommand

pytestmark = pytest.mark.model

QUESTION = "Why did Westport council take its dredging back in-house?"


def ask(run: RunCommand, corpus: Path, *arguments: str) -> dict[str, object]:
    outcome = run("--corpus", str(corpus), "ask", QUESTION, "--json", *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    answer = json.loads(outcome.out)
    assert isinstance(answer, dict)
    return answer


def test_an_answer_is_exported_with_its_record(run: RunCommand, corpus: Path) -> None:
    answer = ask(run, corpus, "--max-statements", "2", "--report", "harbour-2018")
    outcome = run("--corpus", str(corpus), "library", "answers", "--json")
    [record] = json.loads(outcome.out)["answers"]
    assert (record["id"], record["answer"]) == (answer["id"], answer)
    assert (record["max_statements"], record["filters"]["reports"]) == (2, ["harbour-2018"])
    assert all(verdict["stands"] for verdict in record["verdicts"])
    listed = run("--corpus", str(corpus), "library", "answers").out
    assert listed.startswith(str(answer["id"]))
    assert QUESTION in listed


def test_what_a_reader_thought_of_an_answer_is_exported_and_listed(run: RunCommand, corpus: Path) -> None:
    answer = ask(run, corpus)
    with Library.open(corpus / "library", fingerprint=None) as library:
        assert library.answers.judge(str(answer["id"]), {"verdict": "down", "reason": "It is\nold."})
    [record] = json.loads(run("--corpus", str(corpus), "library", "answers", "--json").out)["answers"]
    assert record["feedback"] == {"verdict": "down", "reason": "It is\nold."}
    assert "(answer)  not helpful: It is old." in run("--corpus", str(corpus), "library", "answers").out


def test_answers_are_found_by_id_and_by_day(run: RunCommand, corpus: Path) -> None:
    first, second = ask(run, corpus), ask(run, corpus)
    by_id = json.loads(run("--corpus", str(corpus), "library", "answers", "--id", str(first["id"]), "--json").out)
    assert [record["id"] for record in by_id["answers"]] == [first["id"]]
    since = json.loads(run("--corpus", str(corpus), "library", "answers", "--since", "2020-01-01", "--json").out)
    assert [record["id"] for record in since["answers"]] == [first["id"], second["id"]]
    later = run("--corpus", str(corpus), "library", "answers", "--since", "2999-01-01")
    assert (later.code, later.out) == (0, "No answer has been recorded.\n")


def test_an_answer_is_given_again(run: RunCommand, corpus: Path) -> None:
    answer = ask(run, corpus)
    outcome = run("--corpus", str(corpus), "ask", "--replay", str(answer["id"]), "--json")
    assert (outcome.code, outcome.err) == (0, "This is the recorded answer, word for word.\n")
    replayed = json.loads(outcome.out)
    assert replayed["statements"] == answer["statements"]
    assert replayed["replay"] == {
        "id": answer["id"],
        "same": True,
        "differences": [],
        "library_changed": False,
        "library_version_then": answer["library_version"],
        "library_version_now": answer["library_version"],
    }


def test_an_answer_that_cannot_be_given_again_is_told_of(run: RunCommand, corpus: Path) -> None:
    answer = ask(run, corpus)
    glossary = corpus / "glossary.toml"
    glossary.write_text("", encoding="utf-8")
    assert run("--corpus", str(corpus), "library", "remove", "harbour-2018").code == 0
    outcome = run("--corpus", str(corpus), "ask", "--replay", str(answer["id"]))
    assert outcome.code == 0
    assert "This differs from the recorded answer in" in outcome.err
    assert f"the library has changed since (version {answer['library_version']} then," in outcome.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "--replay", "nosuchanswer"], "No answer with the id 'nosuchanswer' is recorded in this library"),
        (["ask", "--replay", "x", QUESTION], "--replay asks what was recorded: give no question"),
        (["ask", "--replay", "x", "--year-from", "2010"], "--replay asks what was recorded: give no question"),
        (["library", "answers", "--id", "nosuchanswer"], "No answer with the id 'nosuchanswer' is recorded"),
        (["library", "answers", "--since", "yesterday"], "--since yesterday: write a day as year, month and day"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    run: RunCommand, built: Path, arguments: list[str], sentence: str
) -> None:
    outcome = run("--corpus", str(built), *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"Error: {sentence}")


def test_keeping_records_can_be_switched_off(run: RunCommand, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_AUDIT", "false")
    assert ask(run, corpus)["id"] is None
    assert json.loads(run("--corpus", str(corpus), "library", "answers", "--json").out) == {"answers": []}


def test_test_queries_leave_no_record(run: RunCommand, corpus: Path) -> None:
    queries = corpus / "queries.yaml"
    queries.write_text(
        f"- id: q1\n  question: {QUESTION}\n  expected: [{{report_id: harbour-2018}}]\n", encoding="utf-8"
    )
    assert run("--corpus", str(corpus), "evaluate", str(queries), "--json").code == 0
    assert json.loads(run("--corpus", str(corpus), "library", "answers", "--json").out) == {"answers": []}
