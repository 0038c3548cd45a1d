"""The command line as a whole: exit codes, where output goes, and the options that every verb takes."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import click
import pytest

from insourcing_assistant import cli
from insourcing_assistant.errors import AssistantError, LibraryLockedError
from tests.running import RunCommand

VERBS = ["ingest", "ask", "search", "evaluate", "library", "serve", "config"]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fail_with(error: BaseException) -> click.Command:
    @click.command("fail")
    def command() -> None:
        raise error

    return command


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, click.Command]:
    """A place to put a verb that fails."""
    verbs = dict(cli.root.commands)
    monkeypatch.setattr(cli.root, "commands", verbs)
    return verbs


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(run: RunCommand, verb: str) -> None:
    outcome = run(verb, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Usage: insourcing {verb}")
    for option in ("--corpus", "--library", "--json", "--debug"):
        assert option in outcome.out


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "insourcing_assistant", "--version"], capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "insourcing, version 0.1.0\n", "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "Usage: insourcing"),
        (["aks"], "No such command 'aks'"),
        (["ask"], "Missing argument 'QUESTION...'"),
        (["ask", "--year-from", "soon", "Why?"], "'soon' is not a valid integer"),
        (["ask", "--year-from", "2019", "--year-to", "2011", "Why?"], "No year is both 2019 or later and 2011 or"),
        (["ask", "--max-statements", "0", "Why?"], "option --max-statements: 0 is not a whole number from 1 to 20."),
        (["ask", "--answerer", "oracle", "Why?"], "'oracle' is not"),
        (["search", "-k", "0", "costs"], "0 is not in the range"),
        (["evaluate", "absent.yaml"], "File 'absent.yaml' does not exist"),
        (["serve", "--port", "99999"], "option --port: 99999 is not a whole number from 1 to 65535."),
        (["serve", "--model", "llama"], "option --model: 'llama' is not a text such as ollama:llama3.2."),
        (["library", "show"], "Missing argument 'ID'"),
    ],
)
def test_wrong_usage_exits_2_with_a_sentence(run: RunCommand, arguments: list[str], problem: str) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert problem in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "arguments", [["ask", "Why?"], ["search", "costs"], ["library", "list"], ["library", "verify"], ["serve"]]
)
def test_a_missing_library_exits_4_and_says_what_to_run(run: RunCommand, arguments: list[str]) -> None:
    outcome = run(*arguments, "--json")
    assert (outcome.code, outcome.out) == (4, "")
    assert outcome.err == "Error: There is no library at corpus/library. Build it with `insourcing ingest`.\n"


def test_shared_options_stand_before_or_after_the_verb(run: RunCommand) -> None:
    for arguments in (
        ["--corpus", "here", "--json", "config"],
        ["config", "--corpus", "here", "--json"],
        ["--corpus", "there", "config", "--json", "--corpus", "here"],
    ):
        settings = json.loads(run(*arguments).out)["settings"]
        assert (settings["corpus"]["value"], settings["corpus"]["from"]) == ("here", "option --corpus")
        assert settings["library"]["value"] == "here/library"
    for arguments in (["--library", "lost", "library", "list"], ["library", "list", "--library", "lost"]):
        assert "There is no library at lost" in run(*arguments).err


def test_a_wrong_setting_exits_2_whatever_is_asked(run: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_MAX_STATEMENTS", "many")
    outcome = run("ask", "Why?")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == ("Error: variable INSOURCING_MAX_STATEMENTS: 'many' is not a whole number from 1 to 20.\n")


def test_an_error_of_ours_is_its_sentence_and_its_code(run: RunCommand, failing: dict[str, click.Command]) -> None:
    failing["fail"] = fail_with(LibraryLockedError(Path("there"), "process 7"))
    outcome = run("fail")
    assert (outcome.code, outcome.out) == (4, "")
    assert outcome.err == (
        "Error: The library at there is being written to by process 7. Try again when it has finished.\n"
    )


def test_a_sentence_cannot_steer_the_terminal(run: RunCommand, failing: dict[str, click.Command]) -> None:
    failing["fail"] = fail_with(AssistantError("The file \x1b[2Jx.pdf is damaged. [red]Not markup[/red]."))
    assert run("fail").err == "Error: The file [2Jx.pdf is damaged. [red]Not markup[/red].\n"


def test_the_unexpected_is_a_sentence_too(run: RunCommand, failing: dict[str, click.Command]) -> None:
    failing["fail"] = fail_with(ZeroDivisionError("division by zero"))
    outcome = run("fail")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("Error: something unexpected happened (ZeroDivisionError: division by zero).\n")
    assert "--debug" in outcome.err
    assert "Traceback" not in outcome.err


def test_debug_shows_where_it_happened(run: RunCommand, failing: dict[str, click.Command]) -> None:
    failing["fail"] = fail_with(ZeroDivisionError("division by zero"))
    outcome = run("--debug", "fail")
    assert outcome.code == 1
    assert "Traceback" in outcome.err
    assert "test_main.py" in outcome.err


def test_an_interruption_is_quiet(run: RunCommand, failing: dict[str, click.Command]) -> None:
    failing["fail"] = fail_with(KeyboardInterrupt())
    outcome = run("fail")
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")


@pytest.mark.parametrize("option", [[], ["--debug"]])
def test_a_warning_is_one_line_unless_more_is_asked_for(
    run: RunCommand, failing: dict[str, click.Command], option: list[str]
) -> None:
    @click.command("warn")
    def warn() -> None:
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            logging.getLogger("insourcing_assistant.ingestion").warning("one.pdf was not read", exc_info=True)

    failing["warn"] = warn
    written = run(*option, "warn").err.splitlines()
    assert written[0] == "WARNING: one.pdf was not read"
    assert ("ZeroDivisionError: division by zero" in written) == bool(option)
    assert (len(written) > 1) == bool(option)
