"""Conversations are kept for the browser that had them, and for nobody else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from insourcing_assistant.library import Library, conversations
from insourcing_assistant.library.conversations import MAX_TITLE_CHARS, UNDO_MINUTES, Conversations
from tests.library.making import FINGERPRINT, add, make_parsed, make_report
from tests.library.test_library_answers import record

ANN, BO = "hash-of-ann", "hash-of-bo"


@pytest.fixture
def kept(library: Library) -> Conversations:
    for number in range(1, 7):
        said = {"answer": {"answer": f"It rose by {number}0% in Eastham."}}
        library.answers.add({**record(f"day-0{number}"), **said}, keep=100)
    assert library.conversations
    return library.conversations


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that is a second further each time it is looked at, and goes as far as it is told."""
    moment = [datetime(2026, 11, 28, 12, tzinfo=UTC)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            moment[0] += timedelta(seconds=1)
            return moment[0]

    monkeypatch.setattr(conversations, "datetime", Clock)
    return moment


def titles(kept: Conversations, owner: str = ANN, words: str = "") -> list[str]:
    return [each.title for each in kept.find(owner, words)]


def test_answers_stand_in_the_order_in_which_they_were_given(kept: Conversations) -> None:
    for name in ("day-02", "day-01", "day-03"):
        kept.note(ANN, "one", name, title="The first question")
    assert kept.record_ids(ANN, "one") == ("day-02", "day-01", "day-03")
    [listed] = kept.find(ANN)
    assert (listed.id, listed.title, listed.records) == ("one", "The first question", ("day-02", "day-01", "day-03"))


def test_the_latest_is_the_one_in_which_was_asked_last(kept: Conversations) -> None:
    assert kept.latest(ANN) is None
    kept.note(ANN, "one", "day-01", title="One")
    kept.note(ANN, "two", "day-02", title="Two")
    assert (kept.latest(ANN), titles(kept)) == ("two", ["Two", "One"])
    kept.note(ANN, "one", "day-03", title="ignored")
    assert (kept.latest(ANN), titles(kept)) == ("one", ["One", "Two"])


def test_nobody_else_sees_continues_renames_or_deletes_it(kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    assert (kept.latest(BO), kept.record_ids(BO, "one"), kept.find(BO)) == (None, (), ())
    assert not kept.may_go_on(BO, "one")
    assert not kept.has_answer(BO, "day-01")
    kept.note(BO, "one", "day-02", title="Mine")
    assert not kept.rename(BO, "one", "Mine")
    assert kept.delete(BO, "one") == kept.delete(BO) == 0
    assert kept.record_ids(ANN, "one") == ("day-01",)
    assert titles(kept) == ["One"]
    assert kept.has_answer(ANN, "day-01")


def test_what_is_deleted_can_be_put_back_for_a_while_and_is_then_gone(
    kept: Conversations, folder: Path, clock: list[datetime]
) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    assert kept.delete(ANN, "one") == 1
    assert (titles(kept), kept.latest(ANN), kept.record_ids(ANN, "one")) == ([], None, ())
    assert not kept.may_go_on(ANN, "one")
    [gone] = kept.deleted(ANN)
    assert kept.deleted(BO) == ()
    assert gone.deleted_at
    assert kept.put_back(BO, gone.deleted_at) == 0
    assert kept.put_back(ANN, gone.deleted_at) == 1
    assert kept.record_ids(ANN, "one") == ("day-01",)
    kept.delete(ANN, "one")
    clock[0] += timedelta(minutes=UNDO_MINUTES + 1)
    assert (kept.deleted(ANN), kept.put_back(ANN, gone.deleted_at)) == ((), 0)
    kept.tidy()
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_all_are_deleted_and_put_back_together(kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    kept.note(ANN, "two", "day-02", title="Two")
    kept.note(BO, "three", "day-03", title="Three")
    assert kept.delete(ANN) == 2
    assert (titles(kept), titles(kept, BO)) == ([], ["Three"])
    stamps = {each.deleted_at for each in kept.deleted(ANN)}
    assert len(stamps) == 1
    assert kept.put_back(ANN, str(stamps.pop())) == 2
    assert titles(kept) == ["Two", "One"]


def test_a_deleted_conversation_is_not_gone_on_with(kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    kept.delete(ANN, "one")
    kept.note(ANN, "one", "day-02", title="One")
    [gone] = kept.deleted(ANN)
    assert gone.records == ("day-01",)


def test_they_are_searched_by_title_question_and_answer(kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="Lamps")
    kept.note(ANN, "two", "day-02", title="Parks")
    kept.note(ANN, "two", "day-03", title="")
    assert titles(kept, words="PARKS") == ["Parks"]
    assert titles(kept, words="rose 30%") == ["Parks"]  # of the answer
    assert titles(kept, words="what about day-01") == ["Lamps"]  # of the question
    assert titles(kept, words="eastham") == ["Parks", "Lamps"]
    assert titles(kept, words="lamps parks") == []
    assert titles(kept, words="%") == ["Parks", "Lamps"]


def test_a_title_is_changed_and_cut_where_it_is_endless(kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="x" * 1000)
    assert titles(kept) == ["x" * MAX_TITLE_CHARS]
    assert kept.rename(ANN, "one", "Robert'); DROP TABLE conversations;--")
    assert titles(kept) == ["Robert'); DROP TABLE conversations;--"]
    assert not kept.rename(ANN, "two", "x")


def test_an_answer_whose_record_is_no_longer_kept_leaves_a_gap(library: Library, kept: Conversations) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    kept.note(ANN, "one", "day-06", title="One")
    kept.note(ANN, "two", "day-02", title="Two")
    library.answers.add(record("day-07"), keep=3)
    assert kept.record_ids(ANN, "one") == ("", "day-06")
    assert kept.record_ids(ANN, "two") == ()
    kept.note(ANN, "one", "day-07", title="One")
    assert titles(kept) == ["One"]


def test_an_answer_without_a_record_begins_no_conversation(kept: Conversations) -> None:
    kept.note(ANN, "one", "nowhere", title="One")
    assert kept.find(ANN) == ()


def test_it_outlives_the_process_and_a_library_that_is_made_anew(
    library: Library, kept: Conversations, folder: Path
) -> None:
    kept.note(ANN, "one", "day-01", title="One")
    with Library.open(folder / "rebuilding", fingerprint="text 2", writable=True) as fresh:
        add(fresh, make_parsed(make_report("new"), "Parks. "))
    library.adopt(folder / "rebuilding", fingerprint="text 2")
    library.close()
    with Library.open(folder, fingerprint="text 2") as reader:
        assert reader.conversations
        assert reader.conversations.record_ids(ANN, "one") == ("day-01",)
        assert reader.verify() == ()


def test_while_another_process_writes_it_waits_behind_its_answer(
    library: Library, kept: Conversations, folder: Path
) -> None:
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert reader.conversations
        with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as ingestion:
            ingestion.execute("BEGIN IMMEDIATE")
            reader.answers.add(record("day-08"), keep=100)
            assert reader.conversations.note(ANN, "one", "day-08", title="One")
            ingestion.rollback()
        assert reader.conversations.latest(ANN) == "one"
    assert kept.record_ids(ANN, "one") == ("day-08",)
