"""A process that ingests, to be killed: `python -m tests.ingestion.runner CORPUS`, told by its standard input.

Each line is a job: "ingest", "rebuild" or "remove ID". It is done in a process forked for it, since importing takes
longer than most jobs. The runner says "began PID", and "ended STATUS" when that process has ended, however it did.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import chromadb  # noqa: F401  # what takes seconds to import is imported once
import pypdfium2  # noqa: F401

from insourcing_assistant.ingestion import ingest, plan, rebuild, remove
from insourcing_assistant.library import Library
from tests.ingestion.making import EMBEDDER, FINGERPRINT, Corpus


def do(job: list[str], corpus: Corpus) -> None:
    """Do what the command of this name does."""
    if job[0] == "rebuild":
        items = plan((), reports=corpus.reports, corpus=corpus.folder)
        rebuild(items, folder=corpus.library, fingerprint=FINGERPRINT, embedder=EMBEDDER, wait_s=30)
        return
    with Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True, wait_s=30) as library:
        if job[0] == "remove":
            remove(job[1], library=library)
        else:
            items = plan((), reports=corpus.reports, corpus=corpus.folder, held=library.reports())
            ingest(items, library=library, embedder=EMBEDDER)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    corpus = Corpus(Path(sys.argv[1]))
    say("open")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            do(line.split(), corpus)
            os._exit(0)
        say(f"began {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {status}")


if __name__ == "__main__":
    main()
