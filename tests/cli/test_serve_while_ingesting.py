"""A chat that is running takes in what another process ingests: at once, as a whole, and without a restart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
SECTIONS = 40
QUESTION = "What did the quernbridge ferry cost in the first year?"
_ENTRY = """
[[report]]
id = "ferry-2020"
title = "The ferry of Quernbridge"
publisher = "Ferry Society"
year = 2020
filename = "ferry-2020.md"
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a client sees of a publication: its passages by version, and what the list and an answer say of it."""

    versions: dict[str, int]
    listed: int
    quotes: frozenset[str]


@pytest.fixture
def client(corpus: Path) -> Iterator[httpx.Client]:
    port = free_port()
    serving = start(corpus, "app.py", "--port", str(port))
    try:
        assert serving.stderr
        said = ""
        for line in serving.stderr:  # until it says that it is ready, or ends
            said += line
            if f"127.0.0.1:{port}" in line:
                break
        assert serving.poll() is None, said
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            yield client
        assert serving.poll() is None  # the same process from the first question to the last
    finally:
        serving.terminate()
        serving.communicate()


def start(corpus: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "INSOURCING_CORPUS": str(corpus), "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, str(ROOT / script), *arguments],
        cwd=corpus.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def write_version(corpus: Path, version: str) -> None:
    """Write a publication whose every passage says which version it is of."""
    price = {"red": "£1.4 million", "blue": "£2.6 million"}[version]
    sections = [
        f"## Landing stage {n}\n\nThe quernbridge ferry cost {price} in the first year of stage {n}, says the {version}"
        f" edition. {'The crossing was kept open in every season of that year. ' * 6}"
        for n in range(1, SECTIONS + 1)
    ]
    (corpus / "reports" / "ferry-2020.md").write_text("# The ferry of Quernbridge\n\n" + "\n\n".join(sections))


def look(client: httpx.Client) -> Sight:
    hits = client.get("/api/search", params={"query": "quernbridge ferry edition", "k": 100}).json()["hits"]
    texts = [hit["text"] for hit in hits if hit["report_id"] == "ferry-2020"]
    reports = client.get("/api/reports").json()["reports"]
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    return Sight(
        {version: sum(f"the {version} edition" in text for text in texts) for version in ("red", "blue")},
        next((report["passages"] for report in reports if report["report_id"] == "ferry-2020"), 0),
        frozenset(each["quote"] for each in answer["citations"] if each["report_id"] == "ferry-2020"),
    )


def ingest(client: httpx.Client, corpus: Path) -> list[Sight]:
    """Run `ingest.py`, and look again and again until it has ended; the last look comes after its end."""
    process = start(corpus, "ingest.py")
    seen: list[Sight] = []
    while process.poll() is None:
        seen.append(look(client))
    _, said = process.communicate()
    assert process.returncode == 0, said
    return [*seen, look(client)]


def test_a_running_chat_sees_all_of_a_publication_or_nothing(client: httpx.Client, corpus: Path) -> None:
    nothing = Sight({"red": 0, "blue": 0}, 0, frozenset())
    assert look(client) == nothing
    with (corpus / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(_ENTRY)
    write_version(corpus, "red")
    first = ingest(client, corpus)
    red = first[-1]
    assert first[0] == nothing  # it looked before the publication was there
    assert red.versions == {"red": red.listed, "blue": 0}
    assert red.listed >= SECTIONS
    assert all("£1.4 million" in quote for quote in red.quotes)
    assert red.quotes

    write_version(corpus, "blue")
    second = ingest(client, corpus)
    blue = second[-1]
    assert second[0] == red
    assert blue.versions == {"red": 0, "blue": blue.listed}
    assert all("£2.6 million" in quote for quote in blue.quotes)
    assert blue.quotes

    for sight in first + second:
        # What is asked one after the other may fall on either side of the change; each by itself is of one side.
        assert sight.versions in (nothing.versions, red.versions, blue.versions)
        assert sight.listed in (0, red.listed, blue.listed)
        assert sight.quotes in (nothing.quotes, red.quotes, blue.quotes)
