"""`insourcing config` shows what is in force and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from insourcing_assistant.settings import Settings
from tests.running import RunCommand


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_setting_is_listed_with_its_origin(
    run: RunCommand, in_an_empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_an_empty_folder / "insourcing.toml").write_text("port = 8080\n")
    monkeypatch.setenv("INSOURCING_HOST", "0.0.0.0")
    settings = json.loads(run("config", "--json").out)["settings"]
    assert list(settings) == list(Settings.model_fields)
    assert (settings["port"]["value"], settings["port"]["from"]) == (8080, "insourcing.toml")
    assert (settings["host"]["value"], settings["host"]["from"]) == ("0.0.0.0", "variable INSOURCING_HOST")
    assert settings["candidates"] == {
        "value": 60,
        "from": "default",
        "variable": "INSOURCING_CANDIDATES",
        "bounds": "a whole number from 1 to 500",
        "description": "How many passages each ranking contributes.",
    }


def test_a_person_reads_the_same(run: RunCommand) -> None:
    out = run("config", "--corpus", "here").out
    assert "corpus = here  (from option --corpus)\n" in out
    assert "port = 7860  (from default)\n" in out
    assert "Takes a whole number from 1 to 65535; INSOURCING_PORT.\n" in out
    assert "\x1b" not in out
