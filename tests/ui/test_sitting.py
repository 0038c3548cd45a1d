"""What was asked comes back when the page is opened again, as it was answered, and to nobody else."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from insourcing_assistant.library import Library
from insourcing_assistant.ui.chat import View
from insourcing_assistant.ui.memory import NO_COOKIE, NO_RECORDS, READ_ONLY
from insourcing_assistant.ui.sitting import DELETED, NEW, NOT_KEPT, NOT_YOURS, Seat, Sitting
from tests.library.disks import read_only, small_disk
from tests.shelves import PARKS, put
from tests.ui.reading import of_class, of_tag
from tests.ui.recalling import (
    ANN,
    BO,
    LAMPS_SAVED,
    NOWHERE,
    PARKS_SINCE,
    ask_all,
    make_library,
    make_memory,
    make_sitting,
    open_library,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    make_library(tmp_path)
    with open_library(tmp_path) as opened:
        yield opened


def headings(view: View) -> list[str]:
    return [each.text for each in of_class(str(view["thread"]), "question")]


def test_the_last_conversation_comes_back_word_for_word_after_a_restart(library: Library, tmp_path: Path) -> None:
    first = ask_all(make_sitting(library), PARKS_SINCE, NOWHERE, "And what did it cost?")
    library.close()
    with open_library(tmp_path) as again:
        seat, view = make_sitting(again).opened(ANN, "")
    assert seat == first
    assert headings(view) == [PARKS_SINCE, NOWHERE, "And what did it cost?"]
    assert view["status"] == "Your conversation is back, with 3 questions."
    assert (view["place"], view["turns"], view["opened"]) == (first.conversation, 3, True)


def test_the_address_names_a_conversation_or_a_new_one(library: Library) -> None:
    sitting = make_sitting(library)
    one = ask_all(sitting, PARKS_SINCE)
    two = ask_all(sitting, LAMPS_SAVED)
    assert one.conversation != two.conversation
    assert sitting.opened(ANN, "")[0] == two
    assert sitting.opened(ANN, one.conversation)[0] == one
    seat, view = sitting.opened(ANN, NEW)
    assert (seat.turns, view["place"], view["notice"]) == ((), NEW, "")
    assert of_class(str(view["thread"]), "opening")


@pytest.mark.parametrize("owner", [BO, None])
def test_nobody_else_opens_it_be_it_by_its_id(library: Library, owner: str | None) -> None:
    sitting = make_sitting(library)
    kept = ask_all(sitting, PARKS_SINCE)
    assert sitting.opened(owner, "")[0] == Seat()
    seat, view = sitting.opened(owner, kept.conversation)
    assert (seat, view["notice"]) == (Seat(), NOT_YOURS)
    assert PARKS_SINCE not in str(view["thread"])
    seat = sitting.resumed(Seat(), owner, kept.conversation)
    assert seat.turns == ()
    *_, (seat, _) = sitting.asked(seat, owner, LAMPS_SAVED, None)
    assert seat.conversation != kept.conversation
    assert headings(sitting.opened(ANN, "")[1]) == [PARKS_SINCE]


def test_a_follow_up_goes_on_from_a_conversation_that_was_opened_again(library: Library) -> None:
    sitting = make_sitting(library)
    kept = ask_all(sitting, PARKS_SINCE)
    seat, _ = make_sitting(library).opened(ANN, "")
    *_, (seat, view) = make_sitting(library).asked(seat, ANN, "And what did it cost?", None)
    assert seat.conversation == kept.conversation
    assert "Searched for: And what did it cost? (Since when" in str(view["thread"])


def test_a_page_that_stayed_open_while_the_server_was_started_again_goes_on(library: Library) -> None:
    kept = ask_all(make_sitting(library), PARKS_SINCE)
    sitting = make_sitting(library)
    seat = sitting.resumed(Seat(), ANN, kept.conversation)
    assert seat == kept
    assert sitting.resumed(seat, ANN, NEW) == seat
    assert sitting.resumed(Seat(), ANN, NEW) == Seat()


def test_a_question_that_was_stopped_is_not_kept_nor_shown_later(library: Library) -> None:
    sitting = make_sitting(library)
    steps = sitting.asked(Seat(), ANN, PARKS_SINCE, None)
    seat, view = next(steps)
    assert view["busy"]
    seat, view = sitting.halted(seat, ANN)
    assert (seat, view["status"], headings(view)) == (Seat(), "Stopped.", [])
    assert list(steps) == []
    assert sitting.opened(ANN, "")[0] == Seat()
    assert [turn.question for turn in ask_all(sitting, LAMPS_SAVED, seat=seat).turns] == [LAMPS_SAVED]


def test_a_stop_that_comes_after_the_answer_leaves_it(library: Library) -> None:
    sitting = make_sitting(library)
    steps = sitting.asked(Seat(), ANN, PARKS_SINCE, None)
    under_way, _ = next(steps)
    *_, (answered, _) = steps
    seat, view = sitting.halted(under_way, ANN)
    assert seat == answered
    assert (view["status"], headings(view)) == ("The answer was complete before the stop.", [PARKS_SINCE])
    assert sitting.halted(Seat(), ANN)[1]["status"] == "Stopped."


def test_two_windows_of_one_browser_ask_in_one_conversation_without_losing_any(library: Library) -> None:
    sitting = make_sitting(library)
    start = ask_all(sitting, PARKS_SINCE)
    here, there = ask_all(sitting, LAMPS_SAVED, seat=start), ask_all(sitting, NOWHERE, seat=start)
    assert here.conversation == there.conversation
    assert headings(sitting.opened(ANN, "")[1]) == [PARKS_SINCE, LAMPS_SAVED, NOWHERE]


def test_a_question_follows_what_was_asked_in_another_window_meanwhile(library: Library) -> None:
    sitting = make_sitting(library)
    here = ask_all(sitting, LAMPS_SAVED)
    there = ask_all(sitting, PARKS_SINCE, seat=sitting.opened(ANN, here.conversation)[0])
    assert (here.length, there.length) == (1, 2)
    seat = sitting.resumed(here, ANN, here.conversation)
    *_, (seat, view) = sitting.asked(seat, ANN, "And what did it cost?", None)
    assert headings(view) == [LAMPS_SAVED, PARKS_SINCE, "And what did it cost?"]
    assert "Searched for: And what did it cost? (Since when" in str(view["thread"])
    assert (view["length"], seat.length) == (3, 3)
    assert sitting.resumed(seat, ANN, seat.conversation) is seat


def forget_deleted(folder: Path) -> None:
    """Do what is done once a deleted conversation cannot be put back any more."""
    with closing(sqlite3.connect(folder / "library" / "library.db")) as connection, connection:
        connection.execute("DELETE FROM conversations WHERE deleted_at IS NOT NULL")


@pytest.mark.parametrize("is_forgotten", [False, True])
@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_question_in_a_conversation_that_was_deleted_in_another_window_is_asked_in_a_new_one_and_that_is_said(
    library: Library, tmp_path: Path, is_forgotten: bool, is_restarted: bool
) -> None:
    sitting = make_sitting(library)
    kept = ask_all(sitting, PARKS_SINCE)
    assert library.conversations
    library.conversations.delete(ANN, kept.conversation)
    if is_forgotten:
        forget_deleted(tmp_path)
    seat = make_sitting(library).resumed(Seat(), ANN, kept.conversation) if is_restarted else kept
    first, *_, (on, view) = sitting.asked(seat, ANN, "And what did it cost?", None)
    assert (first[1]["place"], first[1]["status"], first[1]["turns"]) == (NEW, DELETED, 1)
    assert on.conversation not in (kept.conversation, NEW, "")
    assert of_tag(str(view["thread"]), "p")[0].text == DELETED
    assert headings(view) == ["And what did it cost?"]
    assert "Searched for" not in str(view["thread"])  # it knows nothing of what was deleted
    *_, (on, view) = sitting.asked(on, ANN, LAMPS_SAVED, None)
    assert of_tag(str(view["thread"]), "p")[0].text == DELETED
    _, again = sitting.opened(ANN, "")
    assert headings(again) == ["And what did it cost?", LAMPS_SAVED]
    assert DELETED not in str(again["thread"])
    assert sitting.opened(ANN, kept.conversation)[1]["notice"] == NOT_YOURS


def test_one_that_is_deleted_while_an_answer_is_given_goes_on_as_a_new_one_too(library: Library) -> None:
    sitting = make_sitting(library)
    kept = ask_all(sitting, PARKS_SINCE)
    assert library.conversations
    steps = sitting.asked(kept, ANN, LAMPS_SAVED, None)
    next(steps)
    library.conversations.delete(ANN, kept.conversation)
    *_, (on, view) = steps
    assert on.conversation != kept.conversation
    assert of_tag(str(view["thread"]), "p")[0].text == DELETED
    assert headings(view)[-1] == LAMPS_SAVED
    assert headings(sitting.opened(ANN, "")[1]) == [LAMPS_SAVED]


def test_without_a_question_nothing_is_begun_anew_and_what_was_put_back_goes_on(library: Library) -> None:
    sitting = make_sitting(library)
    kept = ask_all(sitting, PARKS_SINCE)
    assert library.conversations
    library.conversations.delete(ANN, kept.conversation)
    *_, (seat, view) = sitting.asked(kept, ANN, "  ", None)
    assert (seat, view["notice"]) == (kept, "Type a question first.")
    library.conversations.put_back(ANN, library.conversations.deleted(ANN)[0].deleted_at or "")
    assert ask_all(sitting, LAMPS_SAVED, seat=kept).conversation == kept.conversation


def test_what_is_still_to_be_written_is_not_taken_for_deleted(library: Library, tmp_path: Path) -> None:
    sitting = make_sitting(library)
    with closing(sqlite3.connect(tmp_path / "library" / "library.db", isolation_level=None)) as ingesting:
        ingesting.execute("BEGIN IMMEDIATE")
        first = ask_all(sitting, PARKS_SINCE)
        second = ask_all(sitting, LAMPS_SAVED, seat=first)
        ingesting.execute("ROLLBACK")
    assert (second.conversation, second.before) == (first.conversation, "")
    assert headings(sitting.opened(ANN, "")[1]) == [PARKS_SINCE, LAMPS_SAVED]


def test_a_publication_that_was_removed_since_is_told_of_and_nothing_of_it_is_shown_as_checked(
    library: Library, tmp_path: Path
) -> None:
    sitting = make_sitting(library)
    ask_all(sitting, PARKS_SINCE)
    with open_library(tmp_path, writable=True) as writer:  # as another process would
        writer.remove("parks")
    _, view = sitting.opened(ANN, "")
    said = of_class(str(view["thread"]), "fallen")[0].text
    assert said.startswith("Not all of this answer can be checked any more. It is shown as it was given.")
    assert "Source 1: “Parks come home” was removed from the library since." in said
    assert "Norton has run its own parks since 2016." in str(view["thread"])
    cited = of_class(str(view["thread"]), "cite")
    cards = of_class(str(view["sources"]), "card")
    assert len(of_class(str(view["sources"]), "fallen")) == len(cards) == len(cited)
    assert "no longer in the library" in cards[0].text
    assert "(Park Society 2016" in cited[0].text  # as it was described then
    assert [each.text for each in of_class(str(view["thread"]), "unchecked")] == ["not checked again"] * len(cited)


def test_a_text_that_is_another_now_is_told_of(library: Library, tmp_path: Path) -> None:
    sitting = make_sitting(library)
    ask_all(sitting, PARKS_SINCE)
    with open_library(tmp_path, writable=True) as writer:
        put(writer, tmp_path, PARKS, "# Parks come home\n\nNobody knows since when.\n")
    _, view = sitting.opened(ANN, "")
    assert "the text of “Parks come home” has changed since" in of_class(str(view["thread"]), "fallen")[0].text
    assert "its text has changed since" in str(view["sources"])


def test_what_is_no_longer_kept_leaves_a_sentence_where_it_stood(library: Library) -> None:
    sitting = make_sitting(library, keep=1)
    ask_all(sitting, PARKS_SINCE, LAMPS_SAVED)
    seat, view = sitting.opened(ANN, "")
    assert headings(view) == ["An earlier question", LAMPS_SAVED]
    assert "is no longer kept" in str(view["thread"])
    *_, (_, view) = sitting.asked(seat, ANN, "And why?", None)
    assert "An earlier question)" not in str(view["thread"])  # it is no context either


def test_what_a_reader_thought_is_shown_again(library: Library) -> None:
    sitting = make_sitting(library)
    seat = ask_all(sitting, PARKS_SINCE)
    assert seat.turns[0].record
    feedback = {"verdict": "down", "reason": "It is “old”."}
    assert make_memory(library).judge(ANN, seat.turns[0].record, feedback)
    _, view = sitting.opened(ANN, "")
    (thumb,) = of_class(str(view["thread"]), "down")
    assert thumb.attributes["aria-pressed"] == "true"
    assert [each.text for each in of_tag(str(view["thread"]), "textarea")] == ["It is “old”."]


@pytest.mark.parametrize("verdict", ["down", "up"])
def test_who_may_make_a_test_query_of_what_was_not_helpful_is_offered_it_again(library: Library, verdict: str) -> None:
    sitting = make_sitting(library)
    record = ask_all(sitting, PARKS_SINCE).turns[0].record
    assert record
    assert make_memory(library).judge(ANN, record, {"verdict": verdict, "reason": ""})
    addresses = {
        may_make: [
            each.attributes["href"]
            for each in of_tag(str(sitting.opened(ANN, "", may_make=may_make)[1]["thread"]), "a")
            if each.text == "Make a test query of this answer" and "href" in each.attributes
        ]
        for may_make in (True, False)
    }
    assert addresses == {True: [f"evaluate/new?answer={record}"] if verdict == "down" else [], False: []}


def test_where_no_records_are_kept_the_chat_works_and_says_so(library: Library) -> None:
    sitting = make_sitting(library, records=False)
    _, view = sitting.opened(ANN, "")
    assert NO_RECORDS in str(view["thread"])
    seat = ask_all(sitting, PARKS_SINCE)
    assert (len(seat.turns), seat.conversation) == (1, "")
    assert sitting.view(seat, ANN)["place"] == ""
    assert sitting.opened(ANN, "")[0] == Seat()


def test_on_a_read_only_disk_the_chat_works_and_says_so(library: Library, tmp_path: Path) -> None:
    library.close()
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        shutil.copytree(tmp_path / "library", disk / "library")
        with read_only(disk) as view_of, open_library(view_of) as reader:
            sitting = make_sitting(reader)
            _, view = sitting.opened(ANN, "")
            seat = ask_all(sitting, PARKS_SINCE)
    assert READ_ONLY in str(view["thread"])
    assert (len(seat.turns), seat.conversation) == (1, "")


def test_a_browser_that_takes_no_cookie_is_told(library: Library) -> None:
    sitting = make_sitting(library)
    _, view = sitting.opened(None, "")
    assert NO_COOKIE in str(view["thread"])
    assert len(ask_all(sitting, PARKS_SINCE, owner=None).turns) == 1


def test_a_browser_whose_cookies_were_deleted_meanwhile_is_told_with_the_next_answer(library: Library) -> None:
    sitting = make_sitting(library)
    seat = ask_all(sitting, PARKS_SINCE)
    *_, (seat, view) = sitting.asked(seat, None, LAMPS_SAVED, None)
    assert (view["notice"], len(seat.turns)) == (NO_COOKIE, 2)
    on = ask_all(sitting, LAMPS_SAVED, owner=BO, seat=seat)
    assert headings(sitting.opened(BO, "")[1]) == [LAMPS_SAVED]
    assert on.conversation != seat.conversation
    assert headings(sitting.opened(ANN, "")[1]) == [PARKS_SINCE]


def test_an_answer_that_could_not_be_kept_is_given_and_that_is_said(library: Library, tmp_path: Path) -> None:
    sitting = make_sitting(library)
    with closing(sqlite3.connect(tmp_path / "library" / "library.db")) as connection, connection:
        connection.execute("DROP TABLE turns")
    *_, (seat, view) = sitting.asked(Seat(), ANN, PARKS_SINCE, None)
    assert (len(seat.turns), view["notice"]) == (1, NOT_KEPT)


def test_before_anybody_is_known_nothing_is_shown_that_may_have_to_go(library: Library) -> None:
    view = make_sitting(library).waiting()
    assert (view["opened"], view["thread"], view["shelf"]) == (False, "", "3 publications · 2012–2016")
    forgetful = Sitting(make_sitting(library)._conversation, None).waiting()
    assert forgetful["opened"] is False
    assert of_class(str(forgetful["thread"]), "opening")
