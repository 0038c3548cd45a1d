"""`insourcing password` makes the line that lets somebody in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from insourcing_assistant.accounts import load_accounts
from tests.running import RunCommand


def test_the_line_lets_in_with_the_password_from_standard_input(
    run: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\nbattery\n"))
    outcome = run("password", "ann")
    assert (outcome.code, outcome.err) == (0, "")
    path = tmp_path / "people.txt"
    path.write_text(outcome.out)
    assert load_accounts(path)["ann"].accepts("correct horse")


def test_programs_get_the_line_as_json(run: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse"))
    made = json.loads(run("password", "ann", "--json").out)
    assert made["name"] == "ann"
    assert made["line"].startswith("ann:$scrypt$")


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("a:b", "correct horse", "The name 'a:b' cannot be used: it has a colon"),
        ("ann", "short\n", "A password has 8 to 1,000 characters."),
        ("ann", "", "A password has 8 to 1,000 characters."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    run: RunCommand, monkeypatch: pytest.MonkeyPatch, name: str, password: str, sentence: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    outcome = run("password", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"Error: {sentence}")


def test_a_file_with_a_mistake_keeps_the_server_from_starting(run: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "people.txt"
    path.write_text("# people\nann:hunter22\n")
    outcome = run("serve", "--corpus", str(tmp_path), "--auth-file", str(path))
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{path}, line 2: after the name stands something else than a hash." in outcome.err
    assert "hunter22" not in outcome.err
