"""What one process does to the library while another one reads it, or kills it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from insourcing_assistant.errors import LibraryLockedError
from insourcing_assistant.library import Library
from insourcing_assistant.types import Filters
from tests.library.making import EMBEDDER, FINGERPRINT, add, make_parsed, make_report
from tests.library.writer import add_version, many_pages

ROOT = Path(__file__).parents[2]
PAGES = 20
ALL = Filters()


@contextmanager
def running(folder: Path, job: str) -> Iterator[subprocess.Popen[str]]:
    """A second process that has the library open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.library.writer", str(folder), job],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def versions(library: Library, ids: list[str]) -> list[str]:
    """The report and version that each passage found is of: "a 3"."""
    return [f"{p.report_id} {p.text.split('version')[1][:-2]}" for p in library.passages(ids).values()]


def by_meaning(library: Library) -> list[str]:
    question = EMBEDDER.embed_question("the common words")
    return versions(library, [key for key, _ in library.vectors.search(question, k=200, filters=ALL)])


def by_words(library: Library) -> list[str]:
    return versions(library, [key for key, _ in library.keywords.search([["common"]], k=200, filters=ALL)])


def test_what_another_process_did_is_seen_by_the_very_next_search(library: Library, folder: Path) -> None:
    add_version(library, "a", 1)
    library.close()
    with Library.open(folder, fingerprint=FINGERPRINT) as reader, running(folder, "obey") as writer:
        assert by_meaning(reader) == by_words(reader) == ["a 1"] * PAGES
        before = reader.version
        for line, expected in (
            ("add b 1", ["a 1"] * PAGES + ["b 1"] * PAGES),
            ("add a 2", ["a 2"] * PAGES + ["b 1"] * PAGES),
            ("remove b", ["a 2"] * PAGES),
        ):
            tell(writer, line)
            assert hear(writer) == "done"
            assert sorted(by_meaning(reader)) == sorted(by_words(reader)) == expected
            assert reader.version != before
            before = reader.version


def test_a_reader_never_sees_half_a_report(library: Library, folder: Path) -> None:
    add_version(library, "a", 0)
    library.close()
    seen: set[str] = set()
    with Library.open(folder, fingerprint=FINGERPRINT) as reader, running(folder, "obey") as writer:
        for version in range(1, 9):
            tell(writer, f"add a {version}")
        until = time.monotonic() + 60
        while "a 8" not in seen and time.monotonic() < until:
            for found in (by_meaning(reader), by_words(reader)):
                # Between finding and fetching, a version may be replaced: then all of it is gone at once.
                assert found == [] or (len(found) == PAGES and len(set(found)) == 1)
                seen.update(found)
    assert "a 8" in seen


def test_one_writer_at_a_time_and_the_other_is_told_who_it_is(folder: Path) -> None:
    with running(folder, "obey") as writer:
        with pytest.raises(LibraryLockedError, match=rf"by process {writer.pid} since \d\d:\d\d:\d\d on"):
            Library.open(folder, fingerprint=FINGERPRINT, writable=True, wait_s=0.2)
        # Reading is free.
        Library.open(folder, fingerprint=FINGERPRINT).close()
    Library.open(folder, fingerprint=FINGERPRINT, writable=True).close()


def test_a_killed_writer_leaves_a_library_that_repairs_itself(folder: Path) -> None:
    chance = random.Random(19)
    for _ in range(8):
        with running(folder, "churn") as writer:
            time.sleep(chance.uniform(0.0, 0.4))
            writer.kill()
        # Half of the times the next one to come is a reader.
        if chance.random() < 0.5:
            with Library.open(folder, fingerprint=FINGERPRINT) as reader:
                assert_whole(reader)
        with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as repaired:
            assert repaired.verify() == ()
            assert_whole(repaired)
            add(repaired, make_parsed(make_report("after"), *many_pages("after", 1)))
            assert repaired.verify() == ()


def assert_whole(library: Library) -> None:
    """Each report has one version, and all pages of it."""
    found = by_meaning(library)
    assert sorted(found) == sorted(by_words(library))
    for report_id in ("a", "b", "c"):
        own = [each for each in found if each.startswith(f"{report_id} ")]
        assert len(own) in (0, PAGES)
        assert len(set(own)) <= 1
