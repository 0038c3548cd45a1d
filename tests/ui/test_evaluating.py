"""A run goes on in the background, one at a time, can be stopped, and is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from insourcing_assistant.errors import ConfigError
from insourcing_assistant.ui.evaluating import Job
from tests.ui.judges import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def wait_for(bench: Bench, done: int) -> None:
    for _ in range(1000):
        if bench.evaluating.job.done >= done:
            return
        time.sleep(0.01)
    raise AssertionError(bench.evaluating.job)


def test_a_run_asks_every_query_and_is_kept(bench: Bench) -> None:
    assert bench.evaluating.outcome() is None
    assert bench.run() == Job("done", 4, 4)
    outcome = bench.evaluating.outcome()
    assert outcome is not None
    assert [result.query.id for result in outcome.run.report.results if not result.passed] == ["motives"]
    assert (outcome.run.library_version, outcome.run.program, outcome.comparison) == ("v1", "1.2.3", None)
    assert outcome.minimums == {"quote_verified": 1.0, "answer_contains": 0.9}
    assert (bench.kept / "last.json").is_file()


def test_queries_that_users_added_are_asked_too(bench: Bench) -> None:
    (bench.corpus / "own_queries.yaml").write_text("- {id: own-1, question: What about pensions?}\n", encoding="utf-8")
    assert bench.run().total == 5


def test_the_queries_are_read_again_when_their_files_have_changed_and_not_before(bench: Bench) -> None:
    given = bench.evaluating.queries()
    assert bench.evaluating.queries() is given
    own = bench.corpus / "own_queries.yaml"
    own.write_text("- {id: own-1, question: What about pensions?}\n", encoding="utf-8")
    assert [query.id for query in bench.evaluating.queries()[len(given) :]] == ["own-1"]
    own.write_text("- {id: own-1, question: [}\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        bench.evaluating.queries()
    own.unlink()
    assert bench.evaluating.queries() == given


def test_only_one_run_goes_on_at_a_time(bench: Bench) -> None:
    bench.assistant.going.clear()
    bench.evaluating.start()
    bench.evaluating.start()
    bench.assistant.going.set()
    assert bench.finish().state == "done"
    assert len(bench.assistant.asked) == 4


def test_a_run_that_is_stopped_leaves_the_one_before(bench: Bench) -> None:
    bench.run()
    before = bench.evaluating.outcome()
    bench.assistant.going.clear()
    bench.evaluating.start()
    bench.evaluating.stop()
    bench.assistant.going.set()
    job = bench.finish()
    assert (job.state, job.done) == ("stopped", 1)
    assert "The run was stopped, and" in job.said
    assert bench.evaluating.outcome() == before
    assert bench.run().state == "done"


def test_a_run_is_compared_with_the_one_before(bench: Bench) -> None:
    bench.run()
    queries = bench.corpus / "test_queries.yaml"
    queries.write_text(queries.read_text("utf-8").replace("nothing of the kind", "quality"), encoding="utf-8")
    bench.run()
    outcome = bench.evaluating.outcome()
    assert outcome is not None
    assert outcome.comparison is not None
    assert [(change.id, change.passed_now) for change in outcome.comparison.queries] == [("motives", True)]


def test_another_server_finds_the_last_run(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    shown = Bench(tmp_path).evaluating.outcome()
    assert shown is not None
    assert len(shown.run.report.results) == 4


def test_queries_that_cannot_be_read_are_a_sentence(bench: Bench) -> None:
    (bench.corpus / "test_queries.yaml").write_text("- {id: a}", encoding="utf-8")
    job = bench.run()
    assert job.state == "failed"
    assert "field 'question': this field is required" in job.said


def test_a_bug_is_a_sentence_and_the_next_run_goes_on(bench: Bench) -> None:
    bench.assistant.broken = True
    job = bench.run()
    assert (job.state, job.said) == ("failed", "Something went wrong on the server, which has noted it.")
    bench.assistant.broken = False
    assert bench.run().state == "done"


def test_a_run_that_cannot_be_kept_is_shown_all_the_same(bench: Bench) -> None:
    bench.kept.write_text("", encoding="utf-8")
    job = bench.run()
    assert job.state == "failed"
    assert "cannot be kept" in job.said
    outcome = bench.evaluating.outcome()
    assert outcome is not None
    assert len(outcome.run.report.results) == 4


def test_a_run_that_cannot_be_read_any_more_is_a_sentence_and_the_one_before_it_is_left_out(bench: Bench) -> None:
    bench.run()
    bench.run()
    (bench.kept / "earlier.json").write_text("{}", encoding="utf-8")
    outcome = bench.evaluating.outcome()
    assert outcome is not None
    assert outcome.comparison is None
    (bench.kept / "last.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="Delete the file"):
        bench.evaluating.outcome()
