"""Whenever an ingestion is killed, the next one completes it: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from insourcing_assistant.library import Library
from insourcing_assistant.types import Filters
from tests.ingestion.making import BRIEF, EMBEDDER, FINGERPRINT, Corpus
from tests.pdf_builder import build_pdf, column

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("KILLS", "50"))
SEED = int(os.environ.get("KILL_SEED", "7"))
TEXTS = 6


class Runner:
    """The process of `tests.ingestion.runner`, and how long each job takes that is not killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._usual_s: dict[str, float] = {}
        assert self.hear() == "open"

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def begin(self, job: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{job}\n")
        self._process.stdin.flush()
        return int(self.hear().removeprefix("began "))

    def complete(self, job: str) -> None:
        started = time.perf_counter()
        self.begin(job)
        assert self.hear() == "ended 0", job
        self._usual_s.setdefault(job, time.perf_counter() - started)

    def kill(self, job: str, chance: random.Random) -> bool:
        """Begin a job and kill it at some instant. Returns whether it was still at work."""
        pid = self.begin(job)
        time.sleep(chance.uniform(0, self._usual_s[job]))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return self.hear() == f"ended {int(signal.SIGKILL)}"


@contextmanager
def running(corpus: Corpus) -> Iterator[Runner]:
    command = [sys.executable, "-m", "tests.ingestion.runner", str(corpus.folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Runner(process)
    finally:
        process.kill()
        process.communicate()


def write(corpus: Corpus, version: int) -> None:
    """Files of several kinds, all of which change with the version."""
    pages = [column([f"Page {number} of version {version} is on parks and lamps."]) for number in range(4)]
    (corpus.folder / "reports" / "paged.pdf").write_bytes(build_pdf(pages))
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    for number in range(TEXTS):
        sections = "".join(
            f"## Part {part}\n\nCouncil {number} took part {part} back in version {version}. Its costs fell by 9%.\n\n"
            for part in range(12)
        )
        corpus.write(f"reports/council-{number}.md", f"# Council {number}\n\n{sections}")


def contents(library: Library) -> dict[tuple[str, str], str]:
    """What the library holds, seen from all sides: each text by the version that it is of."""
    ids = [key for key, _ in library.vectors.search(EMBEDDER.embed_question("version"), k=500, filters=Filters())]
    assert len(ids) == len(set(ids)) == library.passage_count
    passages = library.passages(ids)
    held = {(entry.report.id, text.kind): text for entry in library.reports() for text in entry.texts}
    for (report_id, kind), text in held.items():
        own = [each for each in passages.values() if (each.report_id, each.kind) == (report_id, kind)]
        assert len(own) == len({each.start for each in own}) == text.passages
        whole = library.text(report_id, kind)
        assert all(whole[each.start : each.start + len(each.text)] == each.text for each in own)
    return {key: text.sha256 for key, text in held.items()}


def look(corpus: Corpus, *, half: bool = False) -> dict[tuple[str, str], str]:
    """What a reader finds; `half` where a text may be pending, unseen, until the next one writes."""
    with Library.open(corpus.library, fingerprint=FINGERPRINT) as library:
        problems = [problem for problem in library.verify() if not (half and "is half ingested" in problem)]
        assert problems == []
        return contents(library)


@pytest.mark.timeout(900)
def test_an_ingestion_that_is_killed_at_any_instant_is_completed_by_the_next(corpus: Corpus) -> None:
    chance = random.Random(SEED)
    hits = 0
    with running(corpus) as runner:
        write(corpus, 0)
        runner.complete("ingest")
        runner.complete("rebuild")
        runner.complete("remove council-3")
        runner.complete("ingest")
        before = look(corpus)
        everything = set(before)
        assert len(everything) == TEXTS + 2
        for version in range(1, KILLS + 1):
            job = chance.choice(["first", "ingest", "ingest", "rebuild", "remove council-3"])
            if job == "first":
                shutil.rmtree(corpus.library)
            if job != "remove council-3":
                write(corpus, version)
            hits += runner.kill("ingest" if job == "first" else job, chance)
            if job != "first" and chance.random() < 0.3:
                # A reader comes first: each text is there as it was or as it shall be, and all of it.
                gone = {("council-3", "report")} if job == "remove council-3" else set()
                assert set(look(corpus, half=True)) >= everything - gone
            runner.complete("ingest")
            after = look(corpus)
            assert set(after) == everything
            changed = {key for key in everything if after[key] != before[key]}
            assert changed == (set() if job == "remove council-3" else everything - {("rebuilding-2019", "brief")})
            before = after
    # Most were killed at work; the others had finished just before.
    assert hits > KILLS / 2
    assert not (corpus.library / "rebuilding").exists()
