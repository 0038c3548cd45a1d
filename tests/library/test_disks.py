"""A full disk and a read-only one end with a sentence, and the library is as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Library
from tests.library.disks import read_only, small_disk
from tests.library.making import FINGERPRINT, add, found_by_meaning, found_by_words, make_parsed, make_report

LEISURE = make_parsed(make_report("leisure"), "Swimming came back in-house. ", "Costs fell. ")
LARGE = make_parsed(make_report("large"), *(f"Page {number} is on parks and lamps. " * 20 for number in range(400)))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with a library that holds one report."""
    with small_disk(tmp_path / "disk", megabytes=24) as folder:
        with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as library:
            add(library, LEISURE)
        yield folder


def assert_intact(library: Library) -> None:
    assert library.verify() == ()
    assert [entry.report.id for entry in library.reports()] == ["leisure"]
    assert found_by_meaning(library, "swimming") == ["leisure", "leisure"]
    assert found_by_words(library, "swimming") == ["leisure"]


@pytest.mark.parametrize("free_kilobytes", [0, 64, 400, 1_000, 1_500, 2_500])
def test_a_full_disk_leaves_the_library_as_it_was(disk: Path, free_kilobytes: int) -> None:
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - free_kilobytes * 1024)))
    with (
        pytest.raises(StoreUnavailableError, match=r"the disk is full|cannot be written to"),
        Library.open(disk / "library", fingerprint=FINGERPRINT, writable=True) as library,
    ):
        add(library, LARGE)
    if free_kilobytes:
        # Without a single page, SQLite cannot even be told who is reading.
        with Library.open(disk / "library", fingerprint=FINGERPRINT) as reader:
            assert found_by_words(reader, "swimming") == ["leisure"]
    filler.unlink()
    with Library.open(disk / "library", fingerprint=FINGERPRINT, writable=True) as library:
        assert_intact(library)
        add(library, LARGE)
        assert library.verify() == ()


def test_a_library_on_a_read_only_disk_can_be_read_and_not_written_to(disk: Path) -> None:
    with read_only(disk) as view:
        with pytest.raises(StoreUnavailableError, match="cannot be written to"):
            Library.open(view / "library", fingerprint=FINGERPRINT, writable=True)
        with pytest.raises(StoreUnavailableError, match="the folder cannot be made"):
            Library.open(view / "another", fingerprint=FINGERPRINT, writable=True)
        with Library.open(view / "library", fingerprint=FINGERPRINT) as reader:
            assert_intact(reader)
    with Library.open(disk / "library", fingerprint=FINGERPRINT, writable=True) as library:
        assert_intact(library)
        add(library, LARGE)
        assert library.verify() == ()


def test_what_a_killed_writer_left_on_a_read_only_disk_can_be_read(disk: Path) -> None:
    library = Library.open(disk / "library", fingerprint=FINGERPRINT, writable=True)
    library._for_writing().begin_change()
    # As a killed process leaves it: with a log, and with vectors that are not to be trusted.
    shutil.copytree(disk / "library", disk / "killed")
    library._for_writing().end_change("{}")
    library.close()
    assert (disk / "killed" / "library.db-wal").stat().st_size
    (disk / "killed" / "chroma" / "chroma.sqlite3").write_bytes(b"half-written")
    with read_only(disk) as view, Library.open(view / "killed", fingerprint=FINGERPRINT) as reader:
        assert_intact(reader)
