"""`insourcing evaluate` judges the library on test queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.chat_server import Manners, Messages, chat_server, code_of
from tests.running import RunCommand

pytestmark = pytest.mark.model

QUERIES = """
- id: q-1
  question: Why did Westport council take its dredging back in-house?
  expected:
    - {report_id: harbour-2018, sections: [Why the council took dredging back]}
  must_contain: ["41%"]
- id: q-2
  question: What did dredging cost Westport council after it was insourced?
  expected:
    - {report_id: harbour-2018}
  must_contain: ["no such words"]
"""


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.yaml"
    path.write_text(QUERIES)
    return path


def test_the_result_has_metrics_and_failures(run: RunCommand, built: Path, queries: Path) -> None:
    outcome = run("--corpus", str(built), "evaluate", str(queries), "--json")
    assert outcome.code == 0
    result = json.loads(outcome.out)
    assert (result["queries"], result["answerable"], result["failures"]) == (2, 2, ["q-2"])
    assert (result["metrics"]["quote_verified"], result["metrics"]["answer_contains"]) == (1.0, 0.5)
    assert [query["id"] for query in result["per_query"]] == ["q-1", "q-2"]
    assert result["per_query"][0]["result"]["citations"][0]["report_id"] == "harbour-2018"


def test_a_metric_below_its_minimum_exits_1(run: RunCommand, built: Path, queries: Path) -> None:
    arguments = ("--corpus", str(built), "evaluate", str(queries), "--min", "quote_verified=1")
    assert run(*arguments).code == 0
    outcome = run(*arguments, "--min", "answer_contains=0.75")
    assert outcome.code == 1
    assert "answer_contains is 0.5, below 0.75." in outcome.err


def test_a_person_reads_metrics_and_failures(run: RunCommand, built: Path, queries: Path) -> None:
    outcome = run("--corpus", str(built), "evaluate", str(queries))
    assert outcome.out.startswith("2 queries, 1 failed\n")
    assert "quote_verified              1.000\n" in outcome.out
    assert "q-2 What did dredging cost Westport council after it was insourced? (answer_contains)" in outcome.out
    assert "queries 1/2: Asking the test queries" not in outcome.out


def test_changes_since_a_baseline_and_a_page_are_written(
    run: RunCommand, built: Path, queries: Path, tmp_path: Path
) -> None:
    baseline, page = tmp_path / "before.json", tmp_path / "page.html"
    baseline.write_text(run("--corpus", str(built), "evaluate", str(queries), "--json").out)
    queries.write_text(QUERIES.replace("no such words", "£1.9 million"))
    arguments = ("--corpus", str(built), "evaluate", str(queries), "--baseline", str(baseline), "--html", str(page))
    result = json.loads(run(*arguments, "--json").out)
    assert result["comparison"]["metrics"]["answer_contains"]["difference"] == 0.5
    assert "<html" in page.read_text()
    assert "q-2: now passes" in run(*arguments).out


def test_the_search_alone_can_be_judged(run: RunCommand, built: Path, queries: Path) -> None:
    result = json.loads(run("--corpus", str(built), "evaluate", str(queries), "--retrieval-only", "--json").out)
    assert result["per_query"][0]["result"] is None
    assert result["metrics"]["recall_at_1"] == 1.0


def test_what_a_language_model_words_is_judged_too(
    run: RunCommand, built: Path, queries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Westport council took its dredging back because the contractor had missed its deadlines."
    quote = "the contractor had missed 41% of its deadlines"

    def write(messages: Messages) -> str:
        return f"S: {said}\nQ {code_of(messages, quote)}: {quote}" if "Why" in messages[-1]["content"] else "NONE"

    arguments = ("--corpus", str(built), "evaluate", str(queries), "--json")
    with chat_server(Manners(write=write)) as url:
        monkeypatch.setenv("INSOURCING_MODEL_URL", url)
        outcome = run(*arguments, "--model", "openai:scripted")
    assert outcome.code == 0
    result = json.loads(outcome.out)
    first = result["per_query"][0]
    assert (first["result"]["answerer"], first["result"]["model"]) == ("llm", "openai:scripted")
    assert [statement["text"] for statement in first["result"]["statements"]] == [said]
    # The figure is in what is quoted, and in the sources' own sentence, but not in what the model says.
    assert ("q-1" in result["failures"], first["scores"]["answer_contains"]) == (True, 0.0)
    monkeypatch.setenv("INSOURCING_MODEL", "openai:scripted")
    extractive = json.loads(run(*arguments, "--answerer", "extractive").out)["per_query"][0]
    assert (extractive["result"]["answerer"], extractive["scores"]["answer_contains"]) == ("extractive", 1.0)


def test_a_model_is_needed_where_one_is_to_word_the_answers(run: RunCommand, built: Path, queries: Path) -> None:
    outcome = run("--corpus", str(built), "evaluate", str(queries), "--answerer", "llm")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "Error: answerer = llm: it needs a model: name one with --model or INSOURCING_MODEL.\n"


@pytest.mark.parametrize(
    ("minimum", "sentence"),
    [
        ("mrr", "--min mrr: write a metric and a number"),
        ("mrr=high", "--min mrr=high: write a metric and a number"),
        ("beauty=1", "No minimum can be set for 'beauty'."),
    ],
)
def test_a_minimum_that_makes_no_sense_is_refused(
    run: RunCommand, built: Path, queries: Path, minimum: str, sentence: str
) -> None:
    outcome = run("--corpus", str(built), "evaluate", str(queries), "--min", minimum)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err


def test_broken_queries_are_named(run: RunCommand, built: Path, queries: Path) -> None:
    queries.write_text("- id: q-1\n")
    outcome = run("--corpus", str(built), "evaluate", str(queries))
    assert (outcome.code, outcome.out) == (2, "")
    assert "q-1" in outcome.err
    assert "question" in outcome.err
