"""`insourcing serve` answers programs as the command line does, over the network, and lets in who may come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from insourcing_assistant.accounts import account_line, make_account
from tests.ports import free_port
from tests.running import RunCommand

pytestmark = pytest.mark.model

QUESTION = "Why did Westport council take its dredging back in-house?"
VOLATILE = {"id", "timings_ms"}


@pytest.fixture(scope="module")
def client(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    people = tmp_path_factory.mktemp("people") / "people.txt"
    people.write_text(f"{account_line(make_account('ann', 'correct horse'))}\n")
    port = free_port()
    command = [sys.executable, "-m", "insourcing_assistant", "--corpus", str(built), "serve", "--port", str(port)]
    arguments = [*command, "--auth-file", str(people)]
    environment = {**os.environ, "PYTHONWARNINGS": "default", "COLUMNS": "200"}
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment) as serving:
        assert serving.stderr
        said = ""
        for line in serving.stderr:  # until it says that it is ready, or ends
            said += line
            if f"127.0.0.1:{port}" in line:
                break
        assert serving.poll() is None, said
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            client.auth = ("ann", "correct horse")
            yield client
        serving.terminate()


def stable(laid_out: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in laid_out.items() if name not in VOLATILE}


@pytest.mark.parametrize("question", [QUESTION, "How do penguins choose their mates?", "Who wrote Harbour services?"])
def test_an_answer_is_that_of_the_command_line(
    client: httpx.Client, run: RunCommand, built: Path, question: str
) -> None:
    reply = client.post("/api/ask", json={"question": question})
    printed = json.loads(run("--corpus", str(built), "ask", question, "--json").out)
    assert reply.status_code == 200
    assert stable(reply.json()) == stable(printed)
    assert list(reply.json()) == list(printed)


def test_its_record_is_kept_and_can_be_asked_again(client: httpx.Client, run: RunCommand, built: Path) -> None:
    record_id = client.post("/api/ask", json={"question": QUESTION}).json()["id"]
    replayed = json.loads(run("--corpus", str(built), "ask", "--replay", record_id, "--json").out)
    assert replayed["replay"]["same"] is True
    assert replayed["question"] == QUESTION


def test_a_limited_question_and_a_search_are_those_of_the_command_line(
    client: httpx.Client, run: RunCommand, built: Path
) -> None:
    limits = {"reports": ["lamps-2012"], "year_to": 2012, "publisher": "Lamp"}
    options = ("--report", "lamps-2012", "--year-to", "2012", "--publisher", "Lamp", "--json")
    reply = client.post("/api/ask", json={"question": QUESTION, "filters": limits})
    assert stable(reply.json()) == stable(json.loads(run("--corpus", str(built), "ask", QUESTION, *options).out))
    params: dict[str, str | int] = {"query": "lamps", "k": 1, "report": "lamps-2012", "year_to": 2012}
    found = client.get("/api/search", params={**params, "publisher": "Lamp"})
    printed = json.loads(run("--corpus", str(built), "search", "lamps", "-k", "1", *options).out)
    assert len(printed["hits"]) == 1
    assert stable(found.json()) == stable(printed)


def test_the_publications_are_those_of_the_command_line(client: httpx.Client, run: RunCommand, built: Path) -> None:
    printed = json.loads(run("--corpus", str(built), "library", "list", "--json").out)
    assert client.get("/api/reports").json() == printed


def test_nobody_else_comes_in(client: httpx.Client) -> None:
    with httpx.Client(base_url=client.base_url, trust_env=False) as stranger:
        assert stranger.get("/api/reports").status_code == 401
        assert stranger.get("/").status_code == 401
        assert stranger.get("/healthz").json() == {"status": "ok"}
    assert client.get("/").status_code == 200
