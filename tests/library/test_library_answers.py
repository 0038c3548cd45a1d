"""Records of answers are kept in the library without being part of it."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Library, late_writes
from insourcing_assistant.library.answers import AnswerRecord
from tests.library.disks import read_only, small_disk
from tests.library.making import FINGERPRINT, add, make_parsed, make_report

WARNING = "This answer is not in the library's record"


def record(name: str) -> AnswerRecord:
    return {
        "id": name,
        "asked_at": f"2026-11-{name[-2:]}T10:00:00.000+00:00",
        "question": f"What about “{name}”?",
        "library_version": "abc",
        "more": [1, None, 0.5],
    }


def ids(library: Library, since: str = "") -> list[object]:
    return [each["id"] for each in library.answers.since(since)]


def test_a_record_is_found_as_it_was_kept(library: Library, folder: Path) -> None:
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert reader.answers.add(record("day-01"), keep=10)
        assert reader.answers.get("day-01") == record("day-01")
        assert reader.answers.get("day-02") is None
    assert library.answers.get("day-01") == record("day-01")


def test_records_are_listed_from_a_moment_on_oldest_first(library: Library) -> None:
    for name in ("day-01", "day-02", "day-03"):
        library.answers.add(record(name), keep=10)
    assert ids(library) == ["day-01", "day-02", "day-03"]
    assert ids(library, "2026-11-02") == ["day-02", "day-03"]


def test_those_that_readers_judged_are_found_the_latest_first(library: Library) -> None:
    verdicts = {"day-01": "down", "day-02": "up", "day-03": "down", "day-04": None}
    for name, verdict in verdicts.items():
        feedback = {"verdict": verdict, "reason": 'It says "verdict":"down".'} if verdict else None
        library.answers.add({**record(name), "feedback": feedback}, keep=10)
    assert [each["id"] for each in library.answers.judged("down")] == ["day-03", "day-01"]
    assert [each["id"] for each in library.answers.judged("down", limit=1)] == ["day-03"]
    assert [each["id"] for each in library.answers.judged("up")] == ["day-02"]


def test_the_oldest_go_when_there_are_too_many(library: Library) -> None:
    for number in range(1, 8):
        library.answers.add(record(f"day-0{number}"), keep=3)
    assert ids(library) == ["day-05", "day-06", "day-07"]


def test_no_record_changes_the_library(library: Library, folder: Path) -> None:
    add(library, make_parsed(make_report("leisure"), "Swimming. "))
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        before = reader.version, reader.generation
        library.answers.add(record("day-01"), keep=10)
        reader.answers.add(record("day-02"), keep=10)
        assert (reader.version, reader.generation) == before
        assert reader.verify() == ()


def test_records_outlive_a_library_that_is_made_anew(library: Library, folder: Path) -> None:
    library.answers.add(record("day-01"), keep=10)
    with Library.open(folder / "rebuilding", fingerprint="text 2", writable=True) as fresh:
        add(fresh, make_parsed(make_report("new"), "Parks. "))
    library.adopt(folder / "rebuilding", fingerprint="text 2")
    assert ids(library) == ["day-01"]


def test_while_another_process_writes_a_record_waits_and_the_answer_does_not(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion:
        ingestion.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        assert library.answers.add(record("day-01"), keep=10)
        assert time.perf_counter() - begun < 2
        assert ids(library) == []
        ingestion.rollback()
    assert library.answers.add(record("day-02"), keep=10)
    assert ids(library) == ["day-01", "day-02"]
    assert WARNING not in caplog.text


def test_what_waits_is_written_at_the_end(library: Library, folder: Path) -> None:
    with (
        Library.open(folder, fingerprint=FINGERPRINT) as reader,
        closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion,
    ):
        ingestion.execute("BEGIN IMMEDIATE")
        reader.answers.add(record("day-01"), keep=10)
    assert ids(library) == ["day-01"]


def test_a_writer_that_never_ends_costs_records_and_is_told_of_once(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion:
        ingestion.execute("BEGIN IMMEDIATE")
        reader = Library.open(folder, fingerprint=FINGERPRINT)
        reader.answers.add(record("day-01"), keep=10)
        begun = time.perf_counter()
        reader.close()
        assert time.perf_counter() - begun < 10
    assert caplog.text.count(WARNING) == 1
    assert ids(library) == []


def test_many_threads_lose_no_record(library: Library) -> None:
    def answer(thread: int) -> None:
        for number in range(10):
            library.answers.add({**record("day-01"), "id": f"{thread}-{number}"}, keep=1000)

    threads = [threading.Thread(target=answer, args=(thread,)) for thread in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    library.answers.add(record("day-02"), keep=1000)
    assert len(set(ids(library))) == 8 * 10 + 1


def test_on_a_read_only_disk_there_is_a_warning_once_and_no_error(
    tmp_path: Path, folder: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    library.answers.add(record("day-01"), keep=10)
    library.close()
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        shutil.copytree(folder, disk / "library")
        with read_only(disk) as view, Library.open(view / "library", fingerprint=FINGERPRINT) as reader:
            assert [reader.answers.add(record(name), keep=10) for name in ("day-02", "day-03")] == [False, False]
            assert ids(reader) == ["day-01"]
    assert [each.levelno for each in caplog.records if WARNING in each.message] == [logging.WARNING]


def test_a_record_that_cannot_be_written_is_no_error(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(folder / "library.db")) as connection, connection:
        connection.execute("DROP TABLE answers")
    assert library.answers.add(record("day-01"), keep=10) is False
    assert caplog.text.count(WARNING) == 1


def test_what_waits_is_found_by_its_id(library: Library, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion:
        ingestion.execute("BEGIN IMMEDIATE")
        library.answers.add(record("day-01"), keep=10)
        assert library.answers.get("day-01") == record("day-01")


def test_what_a_reader_thinks_is_in_the_record_and_can_be_changed_and_taken_back(library: Library) -> None:
    library.answers.add(record("day-01"), keep=10)
    said = {"verdict": "down", "reason": "Old “figures”."}
    assert library.answers.judge("day-01", said)
    assert library.answers.get("day-01") == {**record("day-01"), "feedback": said}
    assert library.answers.judge("day-01", {"verdict": "up", "reason": ""})
    assert library.answers.judge("day-01", None)
    assert library.answers.get("day-01") == {**record("day-01"), "feedback": None}
    assert library.answers.judge("day-02", said) is False


def test_a_judgement_waits_for_another_process_and_says_when_it_waited_in_vain(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_writes, "PATIENCE_MS", 100)
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        reader.answers.add(record("day-01"), keep=10)
        with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion:
            ingestion.execute("BEGIN IMMEDIATE")
            reader.answers.add(record("day-02"), keep=10)
            with pytest.raises(StoreUnavailableError, match=r"is busy .* Try again in a moment"):
                reader.answers.judge("day-02", {"verdict": "up"})
            ingestion.rollback()
        assert reader.answers.judge("day-02", {"verdict": "up"})  # what waited is written before
    assert ids(library) == ["day-01", "day-02"]
