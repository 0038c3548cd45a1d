"""A run that is killed in the midst of a download loses nothing, and the next one goes on where it was."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from insourcing_assistant.fetching import origins
from tests.fetching.making import Fetching, make_report
from tests.fetching.server import ETAG, PDF, Exchange, Loopback, ranges

PROGRAM = """
import sys
from pathlib import Path
from tests.fetching.making import Fetching, make_report
print("begins", flush=True)
Fetching(Path(sys.argv[1])).run(make_report(sys.argv[2]))
print("ended", flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_download_is_gone_on_with(fetching: Fetching, server: Loopback, seed: int) -> None:
    enough = random.Random(seed).randrange(50_000, len(PDF))
    killing: list[subprocess.Popen[str]] = []

    def answer(exchange: Exchange) -> None:
        """Send some of it, and kill who asked for it once some of that has been written."""
        exchange.head(200, {"Content-Length": str(len(PDF)), "ETag": ETAG})
        exchange.wfile.write(PDF[:enough])
        exchange.wfile.flush()
        while fetching.part(url).size == 0:
            exchange.server.over.wait(0.01)
        killing[0].kill()
        exchange.server.over.wait(20)

    url = server.says("/a", answer)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(fetching.folder), url],
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        killing.append(process)
        assert process.stdout is not None
        assert process.stdout.read() == "begins\n"
    assert process.returncode != 0
    server.asked.clear()
    server.says("/a", ranges(PDF))
    [done] = fetching.run(make_report(url))
    assert done.status == "fetched"
    assert (fetching.folder / "harbour-2018.pdf").read_bytes() == PDF
    assert fetching.names() == ["harbour-2018.pdf"]
    assert [origin.problem for origin in origins(fetching.folder).values()] == [None]
