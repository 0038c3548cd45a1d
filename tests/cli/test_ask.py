"""`insourcing ask` answers with citations, or says that the reports do not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.chat_server import Manners, Messages, chat_server, code_of
from tests.running import RunCommand

pytestmark = pytest.mark.model

QUESTION = "Why did Westport council take its dredging back in-house?"
SENTENCE = (
    "Westport council took its dredging back in-house in 2017 because the contractor had missed 41% of its deadlines."
)


def test_an_answer_quotes_the_report(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "ask", QUESTION, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    answer = json.loads(outcome.out)
    assert (answer["question"], answer["answerable"], answer["kind"]) == (QUESTION, True, "answer")
    first = answer["citations"][answer["statements"][0]["citations"][0] - 1]
    assert SENTENCE in first["quote"]
    assert (first["report_id"], first["kind"], first["publisher"]) == ("harbour-2018", "report", "Port Institute")
    assert (first["page"], first["section"]) == (None, "Why the council took dredging back")
    assert answer["answer"].startswith(answer["statements"][0]["text"])


def test_a_brief_is_cited_as_one_with_the_source_of_its_statement(run: RunCommand, built: Path) -> None:
    answer = json.loads(
        run("--corpus", str(built), "--json", "ask", "Why did Eastham end its street lighting contract?").out
    )
    first = answer["citations"][0]
    assert (first["report_id"], first["kind"], first["source_url"]) == (
        "lamps-2012",
        "brief",
        "https://example.org/lamps",
    )


def test_a_person_reads_statements_and_sources(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "ask", *QUESTION.split())
    assert (outcome.code, outcome.err) == (0, "")
    assert f"{SENTENCE} [1]\n" in outcome.out
    assert "\nSources\n[1] Harbour services come home (PI 2018, “Why the council took dredging back”)" in outcome.out
    assert "\x1b" not in outcome.out


def test_a_question_can_come_from_standard_input(run: RunCommand, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\n"))
    assert json.loads(run("--corpus", str(built), "ask", "-", "--json").out)["question"] == QUESTION


def test_what_the_reports_do_not_answer_is_no_failure(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "ask", "How do penguins choose their mates?", "--json")
    answer = json.loads(outcome.out)
    assert (outcome.code, answer["answerable"], answer["kind"]) == (0, False, "abstention")
    assert (answer["statements"], answer["citations"]) == ([], [])
    assert answer["answer"].endswith(".")


def test_an_answer_can_be_limited_to_a_report(run: RunCommand, built: Path) -> None:
    answer = json.loads(run("--corpus", str(built), "ask", QUESTION, "--report", "lamps-2012", "--json").out)
    assert {citation["report_id"] for citation in answer["citations"]} <= {"lamps-2012"}


def test_statements_can_be_limited_in_number(run: RunCommand, built: Path) -> None:
    answer = json.loads(run("--corpus", str(built), "ask", QUESTION, "--max-statements", "1", "--json").out)
    assert len(answer["statements"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([""], "The question is empty."),
        (["  \n "], "The question is empty."),
        (["x" * 10_000], "The question has 10,000 characters; at most 2,000 can be read."),
        ([QUESTION, "--report", "lost"], "There is no report 'lost' in the library. It has: harbour-2018, lamps-2012."),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    run: RunCommand, built: Path, arguments: list[str], sentence: str
) -> None:
    outcome = run("--corpus", str(built), "--json", "ask", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"Error: {sentence}")


def test_a_language_model_can_word_the_answer(run: RunCommand, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Westport council took its dredging back because the contractor had missed 41% of its deadlines."
    quote = "the contractor had missed 41% of its deadlines"
    made_up = "The contractor had missed 90% of its deadlines."

    def write(messages: Messages) -> str:
        code = code_of(messages, quote)
        return f"S: {said}\nQ {code}: {quote}\nS: {made_up}\nQ {code}: {quote}"

    with chat_server(Manners(write=write)) as url:
        monkeypatch.setenv("INSOURCING_MODEL_URL", url)
        outcome = run("--corpus", str(built), "ask", QUESTION, "--model", "openai:scripted", "--json")
        read = run("--corpus", str(built), "ask", QUESTION, "--model", "openai:scripted").out
    answer = json.loads(outcome.out)
    assert (outcome.code, outcome.err) == (0, "")
    assert (answer["answerer"], answer["model"], answer["rejected"]) == ("llm", "openai:scripted", 1)
    assert [statement["text"] for statement in answer["statements"]] == [said]
    assert answer["citations"][0]["quote"] == SENTENCE
    assert (answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]) == (300, 40)
    assert "Worded by the language model openai:scripted" in read
    assert "1 sentence that the model wrote was removed" in read
    assert "90%" not in read + outcome.out


def test_without_its_model_the_question_is_answered_all_the_same(
    run: RunCommand, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(Manners()) as url:
        pass
    monkeypatch.setenv("INSOURCING_MODEL_URL", url)
    monkeypatch.setenv("INSOURCING_MODEL_RETRIES", "0")
    outcome = run("--corpus", str(built), "ask", QUESTION, "--model", "openai:scripted")
    assert (outcome.code, outcome.err) == (0, "")
    assert SENTENCE in outcome.out
    assert "The language model could not be reached, so the publications’ own sentences stand here" in " ".join(
        outcome.out.split()
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--answerer", "llm"], "answerer = llm: it needs a model: name one with --model or INSOURCING_MODEL."),
        (["--model", "llama"], "option --model: 'llama' is not a text such as ollama:llama3.2."),
    ],
)
def test_a_model_that_cannot_be_asked_is_said_in_a_sentence(
    run: RunCommand, built: Path, arguments: list[str], sentence: str
) -> None:
    outcome = run("--corpus", str(built), "ask", QUESTION, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"Error: {sentence}\n"
