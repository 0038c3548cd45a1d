"""A task in another process: what it tells, returns or raises comes back, and a process that ended is no riddle."""

from __future__ import annotations

import os
import time

import pytest

from insourcing_assistant.apart import Standby, apart
from insourcing_assistant.errors import IngestError, UsageError


def silent(stage: str, done: int, total: int, label: str) -> None:
    pass


def test_a_process_that_dies_is_a_sentence() -> None:
    with pytest.raises(IngestError, match="ended unexpectedly"):
        apart(_die, (), silent)


def test_what_nobody_foresaw_is_a_sentence_without_particulars() -> None:
    with pytest.raises(IngestError, match=r"Something unexpected happened \(ZeroDivisionError\)"):
        apart(_trip, (), silent)


def test_the_process_that_stands_by_does_one_task_after_the_other() -> None:
    standby = Standby(_load_nothing)
    standby.prepare()
    first = standby.run(_process_id, ())
    assert first != os.getpid()
    with pytest.raises(UsageError, match="No such thing"):
        standby.run(_refuse, ("No such thing.",))
    assert standby.run(_process_id, ()) == first


def test_after_it_died_in_a_task_another_takes_its_place_and_the_task_is_not_done_twice() -> None:
    standby = Standby(_load_nothing)
    first = standby.run(_process_id, ())
    with pytest.raises(IngestError, match=r"ended unexpectedly \(exit code 7\)"):
        standby.run(_die, ())
    assert standby.run(_process_id, ()) != first


def test_one_that_ended_for_want_of_tasks_is_started_again() -> None:
    standby = Standby(_load_nothing, idle_s=0.01)
    standby.prepare()
    for _ in range(3):
        time.sleep(0.05)
        assert standby.run(_process_id, ()) != os.getpid()


def test_one_that_cannot_load_is_a_sentence() -> None:
    with pytest.raises(IngestError, match="ended unexpectedly"):
        Standby(_die_loading).run(_process_id, ())


def _load_nothing() -> None:
    pass


def _die_loading() -> None:
    os._exit(7)


def _process_id(progress: object) -> int:
    return os.getpid()


def _refuse(progress: object, why: str) -> None:
    raise UsageError(why)


def _die(progress: object) -> None:
    os._exit(7)


def _trip(progress: object) -> float:
    return 1 / 0
