"""A second process for the tests: `python -m tests.library.writer FOLDER JOB`, told by its standard input.

It says "open" when it has the library, and "done" after each line that it was sent and has acted on.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from insourcing_assistant.library import Library
from tests.library.making import FINGERPRINT, add, make_parsed, make_report


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def many_pages(report_id: str, version: int, *, pages: int = 20) -> list[str]:
    """Pages that all have the words "common" and the version's."""
    return [f"Page {number} of {report_id} has the common words of version{version}. " for number in range(pages)]


def add_version(library: Library, report_id: str, version: int) -> None:
    add(library, make_parsed(make_report(report_id), *many_pages(report_id, version)), path=f"{version}.pdf")


def obey(library: Library) -> None:
    """Do what each line says: "add ID VERSION" or "remove ID"."""
    for line in sys.stdin:
        verb, report_id, *rest = line.split()
        if verb == "add":
            add_version(library, report_id, int(rest[0]))
        else:
            library.remove(report_id)
        say("done")


def churn(library: Library) -> None:
    """Add, replace and remove reports until killed."""
    for version in itertools.count():
        for report_id in ("a", "b", "c"):
            add_version(library, report_id, version)
        library.remove("b")
        say("round")


if __name__ == "__main__":
    with Library.open(Path(sys.argv[1]), fingerprint=FINGERPRINT, writable=True, wait_s=30) as opened:
        say("open")
        {"obey": obey, "churn": churn}[sys.argv[2]](opened)
