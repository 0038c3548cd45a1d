"""Changes are done in the background, small ones beside the reading of files, and each says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ui.adding import LOCKED, REMEMBERED, Jobs, TooManyWaitingError, stage_words
from insourcing_assistant.ui.job import Job
from tests.ui.keepers import MemoryKeeper


def until(jobs: Jobs, holds: Callable[[tuple[Job, ...]], bool]) -> tuple[Job, ...]:
    for _ in range(1000):
        if holds(jobs.all()):
            return jobs.all()
        time.sleep(0.01)
    raise AssertionError(jobs.all())


def ended(all_jobs: tuple[Job, ...]) -> bool:
    return all(job.state in ("done", "failed") for job in all_jobs)


def staged(folder: Path, content: bytes = b"good", name: str = ".upload-1.part") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_one_file_is_read_at_a_time_and_the_others_wait(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    keeper.going.clear()
    jobs = Jobs(keeper)
    jobs.add_file(staged(tmp_path), "one.pdf")
    jobs.add_file(staged(tmp_path, name=".upload-2.part"), "two.pdf")
    second, first = until(jobs, lambda all_jobs: all_jobs[-1].total == 12)
    assert (first.state, first.stage, first.done) == ("working", "Reading page 3 of 12.", 3)
    assert (second.state, second.stage) == ("waiting", "Waiting for its turn.")
    keeper.going.set()
    second, first = until(jobs, ended)
    assert (first.state, second.state) == ("done", "done")
    assert first.rows[0].report_id == "one"


def test_a_file_that_was_not_kept_is_deleted_and_the_reason_said(tmp_path: Path) -> None:
    jobs = Jobs(MemoryKeeper())
    path = staged(tmp_path, b"bad")
    jobs.add_file(path, "torn.pdf")
    (job,) = until(jobs, ended)
    assert job.state == "failed"
    assert "torn.pdf: the file is damaged" in (job.rows[0].error or "")
    assert not path.exists()


def test_it_waits_while_another_process_writes_and_then_goes_on(tmp_path: Path) -> None:
    jobs = Jobs(MemoryKeeper(locked=2), retry_s=0.05)
    jobs.add_file(staged(tmp_path), "one.pdf")
    until(jobs, lambda all_jobs: all_jobs[0].stage == LOCKED)
    (job,) = until(jobs, ended)
    assert job.state == "done"


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    jobs = Jobs(MemoryKeeper(locked=9), retry_s=0.01, locked_for_s=0.02)
    jobs.add_file(staged(tmp_path), "one.pdf")
    (job,) = until(jobs, ended)
    assert "is being written to by process 7" in job.said


def test_what_nobody_foresaw_is_a_sentence_and_stops_nothing(tmp_path: Path) -> None:
    jobs = Jobs(MemoryKeeper())
    jobs.edit("nowhere", "Nothing", {"year": 2019})  # the keeper fails with a KeyError
    jobs.add_file(staged(tmp_path), "one.pdf")
    good, bad = until(jobs, ended)
    assert bad.said == "Something went wrong on the server, which has noted it."
    assert good.state == "done"


def test_a_removal_can_be_undone_once() -> None:
    keeper = MemoryKeeper()
    jobs = Jobs(keeper)
    jobs.remove("wards-2019", "Rebuilding the Wards")
    (removal,) = until(jobs, ended)
    assert "wards-2019" not in keeper.shelf
    jobs.undo(removal.number)
    with pytest.raises(UsageError, match="cannot be undone any more"):
        jobs.undo(removal.number)
    until(jobs, ended)
    assert "wards-2019" in keeper.shelf
    with pytest.raises(UsageError, match="cannot be undone"):
        jobs.undo(99)


def test_what_a_removal_kept_is_forgotten_with_its_offer_to_undo_and_not_before() -> None:
    keeper = MemoryKeeper()
    jobs = Jobs(keeper)
    jobs.remove("wards-2019", "Rebuilding the Wards")
    until(jobs, ended)
    for _ in range(REMEMBERED - 1):
        jobs.edit("bins-2011", "Bins", {"year": 2011})
        until(jobs, ended)
    jobs.edit("bins-2011", "Bins", {"year": 2011})
    assert jobs.all()[-1].aside
    assert ("forget", "wards-2019") not in keeper.done
    until(jobs, ended)
    jobs.edit("bins-2011", "Bins", {"year": 2011})
    assert ("forget", "wards-2019") in keeper.done
    until(jobs, ended)


def held_up(keeper: MemoryKeeper, *, max_waiting: int = 4, max_waiting_each: int = 2) -> Jobs:
    """Jobs of which one is under way, so that all others wait."""
    keeper.going.clear()
    jobs = Jobs(keeper, max_waiting=max_waiting, max_waiting_each=max_waiting_each)
    jobs.add_address("https://a.example.org/0", whose="ann")
    until(jobs, lambda all_jobs: all_jobs[0].state == "working")
    return jobs


def test_the_queue_has_an_end_for_each_and_for_all_and_what_waits_is_done_all_the_same() -> None:
    keeper = MemoryKeeper()
    jobs = held_up(keeper)
    for whose in ("ann", "ann", "bo"):
        jobs.add_address(f"https://{whose}.example.org/", whose=whose)
    with pytest.raises(TooManyWaitingError, match=r"2 changes of yours are waiting.*Wait until some are done"):
        jobs.add_address("https://ann.example.org/last", whose="ann")
    jobs.add_address("https://cy.example.org/", whose="cy")
    with pytest.raises(TooManyWaitingError, match="4 changes in all are waiting"):
        jobs.add_address("https://dee.example.org/last", whose="dee")
    keeper.going.set()
    until(jobs, ended)
    assert [address for _, address in keeper.done] == [
        "https://a.example.org/0",
        "https://ann.example.org/",
        "https://ann.example.org/",
        "https://bo.example.org/",
        "https://cy.example.org/",
    ]
    jobs.add_address("https://ann.example.org/again", whose="ann")
    until(jobs, ended)


def test_an_upload_has_its_place_while_it_comes() -> None:
    keeper = MemoryKeeper()
    jobs = held_up(keeper)
    jobs.add_address("https://ann.example.org/", whose="ann")
    with jobs.coming("ann"):
        with pytest.raises(TooManyWaitingError), jobs.coming("ann"):
            pass
        with jobs.coming("bo"):
            pass
    with jobs.coming("ann"):
        pass
    keeper.going.set()
    until(jobs, ended)


def test_an_undo_that_finds_no_room_can_be_asked_for_again() -> None:
    keeper = MemoryKeeper()
    jobs = Jobs(keeper, max_waiting_each=1)
    jobs.remove("wards-2019", "Rebuilding the Wards")
    (removal,) = until(jobs, ended)
    keeper.going.clear()
    jobs.add_address("https://a.example.org/0")
    until(jobs, lambda all_jobs: all_jobs[0].state == "working")
    jobs.add_address("https://a.example.org/1")
    with pytest.raises(TooManyWaitingError):
        jobs.undo(removal.number)
    keeper.going.set()
    until(jobs, ended)
    jobs.undo(removal.number)
    until(jobs, ended)
    assert "wards-2019" in keeper.shelf


def test_a_removal_that_is_asked_for_twice_is_done_once() -> None:
    keeper = MemoryKeeper()
    jobs = Jobs(keeper)
    keeper.going.clear()
    keeper.passing.clear()
    jobs.add_address("https://example.org/a.pdf")
    jobs.remove("wards-2019", "Rebuilding the Wards")
    jobs.remove("wards-2019", "Rebuilding the Wards")
    keeper.going.set()
    keeper.passing.set()
    removal, _ = until(jobs, ended)
    assert removal.state == "done"
    jobs.undo(removal.number)
    until(jobs, ended)
    jobs.remove("wards-2019", "Rebuilding the Wards")  # once it is back, it can be removed again
    assert [job.state for job in until(jobs, ended)] == ["done", "done", "done", "failed"]


def test_small_changes_do_not_wait_for_the_reading_of_a_file(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    keeper.going.clear()
    jobs = Jobs(keeper)
    jobs.add_file(staged(tmp_path), "long.pdf")
    jobs.add_file(staged(tmp_path, name=".upload-2.part"), "longer.pdf")
    jobs.edit("bins-2011", "Bins", {"year": 2012})
    jobs.remove("wards-2019", "Rebuilding the Wards")
    removal, edit, waiting, reading = until(jobs, lambda all_jobs: all_jobs[0].is_over)
    assert (removal.state, edit.state, waiting.state, reading.state) == ("done", "done", "waiting", "working")
    jobs.undo(removal.number)
    until(jobs, lambda all_jobs: all_jobs[0].state == "done")
    assert "wards-2019" in keeper.shelf
    keeper.going.set()
    until(jobs, ended)
    assert [deed[:2] for deed in keeper.done] == [
        ("edit", "bins-2011"),
        ("remove", "wards-2019"),
        ("restore", "wards-2019"),
        ("add", "long.pdf"),
        ("add", "longer.pdf"),
    ]


def test_what_concerns_one_publication_is_done_in_the_order_in_which_it_was_asked_for(tmp_path: Path) -> None:
    keeper = MemoryKeeper()
    keeper.going.clear()
    keeper.passing.clear()
    jobs = Jobs(keeper)
    jobs.edit("wards-2019", "Wards", {"year": 2020})
    jobs.add_file(staged(tmp_path), "wards.pdf", of="wards-2019")
    jobs.remove("wards-2019", "Wards")
    jobs.add_file(staged(tmp_path, name=".upload-2.part"), "another.pdf")
    jobs.edit("bins-2011", "Bins", {"year": 2012})
    # The file of the wards waits for the change before it, and another file is read meanwhile.
    until(jobs, lambda all_jobs: all_jobs[1].state == "working")
    keeper.passing.set()
    until(jobs, lambda all_jobs: all_jobs[0].state == "done")
    assert [job.state for job in reversed(jobs.all())] == ["done", "waiting", "waiting", "working", "done"]
    keeper.going.set()
    until(jobs, ended)
    assert [deed[:2] for deed in keeper.done if "wards" in str(deed)] == [
        ("edit", "wards-2019"),
        ("add", "wards.pdf"),
        ("remove", "wards-2019"),
    ]
    assert "wards-2019" not in keeper.shelf


def test_what_must_be_read_to_be_put_back_is_read_in_its_turn_and_holds_up_no_small_change() -> None:
    keeper = MemoryKeeper(must_read=True)
    jobs = Jobs(keeper)
    jobs.remove("wards-2019", "Wards")
    (removal,) = until(jobs, ended)
    keeper.going.clear()
    jobs.undo(removal.number)
    until(jobs, lambda all_jobs: all_jobs[0].stage == "Reading page 3 of 12.")
    jobs.edit("bins-2011", "Bins", {"year": 2012})
    edit, undoing, _ = until(jobs, lambda all_jobs: all_jobs[0].is_over)
    assert (edit.state, undoing.state) == ("done", "working")
    keeper.going.set()
    until(jobs, ended)
    assert keeper.done[-1] == ("restore", "wards-2019")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("reports", 0, 1), "Reading."),
        (("pages", 3, 12), "Reading page 3 of 12."),
        (("pages", 0, 0), "Reading."),
        (("pages", 0, 6), "Reading 6 pages."),
        (("pages", 0, 1), "Reading 1 page."),
        (("passages", 0, 1256), "Indexing 1,256 passages."),
        (("passages", 1256, 2000), "Indexing passage 1,256 of 2,000."),
        (("kilobytes", 120, 3400), "Downloading: 120 of 3,400 KB."),
        (("kilobytes", 120, 0), "Downloading: 120 KB."),
        (("fetching", 0, 1), "Downloading."),
        (("locked", 0, 0), LOCKED),
    ],
)
def test_every_stage_has_words(told: tuple[str, int, int], words: str) -> None:
    assert stage_words(*told) == words
