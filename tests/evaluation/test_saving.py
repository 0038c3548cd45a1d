from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.errors import ConfigError, UsageError
from insourcing_assistant.evaluation import Run, compare, evaluate, evaluation_html, load_run, save_run
from tests.evaluation.scripted_assistant import ScriptedAssistant
from tests.evaluation.test_page import CUP, HOSTILE, SAVED


@pytest.fixture
def run() -> Run:
    return Run("2026-11-28T10:00:00+00:00", 3.5, "v1", "1.2.3", evaluate(ScriptedAssistant(), [SAVED, HOSTILE, CUP]))


def test_a_run_is_shown_from_disk_as_it_was_shown_at_first(tmp_path: Path, run: Run) -> None:
    save_run(tmp_path / "kept", run)
    loaded = load_run(tmp_path / "kept" / "last.json")
    assert loaded is not None
    assert (loaded.ended_at, loaded.seconds, loaded.library_version) == (run.ended_at, 3.5, "v1")
    assert evaluation_html(loaded.report) == evaluation_html(run.report)
    assert loaded.report.as_json() == run.report.as_json()


def test_the_texts_of_passages_are_left_out(tmp_path: Path, run: Run) -> None:
    save_run(tmp_path, run)
    loaded = load_run(tmp_path / "last.json")
    assert loaded is not None
    assert {hit.passage.text for result in loaded.report.results for hit in result.hits} == {""}


def test_the_run_before_is_what_the_next_is_compared_with(tmp_path: Path, run: Run) -> None:
    worse = replace(run, report=evaluate(ScriptedAssistant({}), [SAVED, HOSTILE]))
    save_run(tmp_path, worse)
    save_run(tmp_path, run)
    last, earlier = load_run(tmp_path / "last.json"), load_run(tmp_path / "earlier.json")
    assert last is not None
    assert earlier is not None
    comparison = compare(earlier.report.as_json(), last.report)
    assert comparison.added == ("cup",)
    assert [change.id for change in comparison.queries if change.passed_now] == ["saved"]
    save_run(tmp_path, run)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["earlier.json", "last.json"]


def test_where_there_is_no_run_there_is_none(tmp_path: Path) -> None:
    assert load_run(tmp_path / "last.json") is None


def test_a_file_that_is_no_run_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "last.json").write_text('{"metrics": {}}', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"last\.json cannot be read, .*Delete the file"):
        load_run(tmp_path / "last.json")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_run(tmp_path)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be kept in"):
        save_run(tmp_path / "file" / "kept", run)
