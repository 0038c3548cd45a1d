from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from insourcing_assistant.errors import DamagedFileError, StoreUnavailableError
from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.types import Answer, Citation, Filters, Report
from insourcing_assistant.ui.chat import EXAMPLES_SHOWN, REMEMBERED_TURNS, Ask, Conversation, Turn, View
from insourcing_assistant.ui.pictures import PagePictures
from tests.ui.answers import (
    BROKEN,
    COMPARE,
    EXAMPLES,
    FOLLOW_UP,
    HELLO,
    LATER,
    MAX_CHARS,
    REPORTS,
    UNFORESEEN,
    WHY,
    answer_of,
)
from tests.ui.reading import of_class, of_tag

Turns = tuple[Turn, ...]


def no_file(citation: Citation) -> Path | None:
    return None


def no_page(path: Path, number: int, *, width_px: int) -> bytes:
    raise DamagedFileError(path, "a test")


def conversation(
    ask: Ask = answer_of, reports: Mapping[str, Report] = REPORTS, examples: Sequence[str] = EXAMPLES
) -> Conversation:
    pictures = PagePictures(page_file=no_file, render=no_page, locate=lambda *_: ())
    return Conversation(ask=ask, reports=lambda: reports, pictures=pictures, examples=lambda: examples, pace_s=0)


def steps(question: str, turns: Turns = ()) -> list[tuple[Turns, View]]:
    return list(conversation().turn(turns, question))


def last(question: str, turns: Turns = ()) -> tuple[Turns, View]:
    return steps(question, turns)[-1]


def test_the_opening_page_says_what_is_there_and_offers_examples() -> None:
    view = conversation().view(())
    assert view["shelf"] == "4 publications · 2011–2019"
    assert [button.text for button in of_tag(str(view["thread"]), "button")] == list(EXAMPLES)
    assert len(of_tag(str(view["sources"]), "li")) == 4


def test_the_opening_page_opens_where_no_examples_can_be_had() -> None:
    def broken() -> tuple[str, ...]:
        raise StoreUnavailableError("corpus/library", "it is being rebuilt.")

    pictures = PagePictures(page_file=no_file, render=no_page, locate=lambda *_: ())
    view = Conversation(ask=answer_of, reports=lambda: REPORTS, pictures=pictures, examples=broken, pace_s=0).view(())
    assert "What do the reports say?" in str(view["thread"])
    assert not of_tag(str(view["thread"]), "button")


def test_the_terms_of_an_answer_are_explained_and_stay_so_while_it_grows() -> None:
    pictures = PagePictures(page_file=no_file, render=no_page, locate=lambda *_: ())
    glossary = Glossary([Term("insourcing", "Bringing back.")])
    talk = Conversation(
        ask=answer_of, reports=lambda: REPORTS, pictures=pictures, examples=tuple, pace_s=0, glossary=glossary
    )
    threads = [str(view["thread"]) for _, view in talk.turn((), WHY)]
    assert [len(of_class(thread, "term")) for thread in threads] == [0, 0, 1, 1]
    assert of_class(threads[-1], "meaning")[0].text == "insourcing Bringing back."


def test_the_opening_page_offers_a_handful_of_many_examples() -> None:
    many = tuple(f"Question {n}?" for n in range(20))
    view = conversation(examples=many).view(())
    assert [button.text for button in of_tag(str(view["thread"]), "button")] == list(many[:EXAMPLES_SHOWN])


@pytest.mark.parametrize(
    ("years", "words"),
    [((), "0 publications"), ((None,), "1 publication"), ((2011, 2011), "2 publications · 2011")],
)
def test_the_shelf_is_counted_without_inventing_years(years: Sequence[int | None], words: str) -> None:
    reports = {str(n): Report(id=str(n), title="x", year=year) for n, year in enumerate(years)}
    assert conversation(reports=reports).view(())["shelf"] == words


def test_the_question_is_shown_at_once_and_the_statements_one_by_one() -> None:
    views = [view for _, view in steps(WHY)]
    assert [len(of_class(str(view["thread"]), "statement")) for view in views] == [0, 1, 2, 3]
    assert [len(of_class(str(view["sources"]), "card")) for view in views] == [0, 1, 2, 3]
    assert "Looking through 4 publications" in str(views[0]["thread"])


def test_only_the_last_step_is_remembered_announced_and_no_longer_busy() -> None:
    seen = steps(WHY)
    assert [len(turns) for turns, _ in seen] == [0, 0, 0, 1]
    assert [view["busy"] for _, view in seen] == [True, True, True, False]
    assert [view["status"] for _, view in seen[:-1]] == ["", "", ""]


def test_an_answer_is_announced_with_what_it_does_not_cover() -> None:
    _, view = last(WHY)
    said = "Answer ready: 3 statements, 3 sources. Not covered by any publication: what it costs in 2031."
    assert view["status"] == said


def test_a_conversation_keeps_its_earlier_turns_and_hands_their_questions_on() -> None:
    turns, _ = last(WHY)
    turns, view = last(FOLLOW_UP, turns)
    assert [heading.text for heading in of_tag(str(view["thread"]), "h2")] == [WHY, FOLLOW_UP]
    assert "(after 1 questions)" in str(view["thread"])
    assert [section.attributes["data-turn"] for section in of_tag(str(view["sources"]), "section")] == ["1", "2"]


def test_a_question_that_failed_is_not_handed_on() -> None:
    turns, _ = last(BROKEN)
    _, view = last(FOLLOW_UP, turns)
    assert "(after 0 questions)" in str(view["thread"])


@pytest.mark.parametrize("question", ["", " \n "])
def test_an_empty_question_gets_a_sentence_and_no_turn(question: str) -> None:
    turns, view = last(question)
    assert turns == ()
    assert view["notice"] == "Type a question first."
    assert view["turns"] == 0


def test_a_question_that_cannot_be_used_gets_its_sentence_and_no_turn() -> None:
    turns, view = last("why " * 200)
    assert turns == ()
    assert view["notice"] == f"The question has 799 characters; at most {MAX_CHARS} can be read. Ask a shorter one."


def test_an_expected_failure_is_a_sentence_with_another_try() -> None:
    _, view = last(BROKEN)
    assert "the database is being rebuilt. Try again in a minute." in of_class(str(view["thread"]), "failed")[0].text
    assert of_tag(str(view["thread"]), "button")[0].attributes["data-ask"] == BROKEN
    assert str(view["status"]).startswith("The question could not be answered.")


def test_an_unexpected_failure_is_logged_and_shows_nothing_of_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    _, view = last(UNFORESEEN)
    assert "Something went wrong on the server" in str(view["thread"])
    assert "a bug" not in str(view["thread"])
    assert "ZeroDivisionError" in caplog.text


def test_an_abstention_is_announced_as_one() -> None:
    _, view = last(LATER)
    assert view["status"] == "Not in these reports. 2 other questions suggested."
    alone = conversation(ask=lambda question, *_: Answer(question, kind="abstention", message="Not in these reports."))
    *_, (_, view) = alone.turn((), LATER)
    assert view["status"] == "Not in these reports."


def test_a_welcome_offers_the_examples() -> None:
    _, view = last(HELLO)
    assert [button.text for button in of_tag(str(view["thread"]), "button")] == list(EXAMPLES)


def test_very_old_turns_are_let_go_and_numbers_are_not_used_twice() -> None:
    old = tuple(Turn(number=n, question="q", thread="", sources="") for n in range(1, REMEMBERED_TURNS + 1))
    turns, _ = last(WHY, old)
    assert (len(turns), turns[0].number, turns[-1].number) == (REMEMBERED_TURNS, 2, REMEMBERED_TURNS + 1)


def test_a_page_that_cannot_be_drawn_costs_the_picture_and_not_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"not a PDF")

    def damaged(citation: Citation) -> Path | None:
        return path

    pictures = PagePictures(page_file=damaged, render=no_page, locate=lambda *_: ())
    talk = Conversation(ask=answer_of, reports=lambda: REPORTS, pictures=pictures, examples=tuple, pace_s=0)
    *_, (_, view) = talk.turn((), WHY)
    assert len(of_class(str(view["sources"]), "card")) == 3
    assert not of_tag(str(view["sources"]), "img")
    assert "No picture of wards-2019, page 2" in caplog.text


def test_the_answer_is_asked_for_with_the_question_as_it_was_typed() -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(question: str, history: Sequence[str], filters: Filters) -> Answer:
        asked.append((question, tuple(history)))
        return answer_of(question, history)

    list(conversation(ask).turn((), f"  {WHY} "))
    assert asked == [(WHY, ())]


def test_a_table_comes_whole_and_is_announced_as_one() -> None:
    shown = [view for _, view in steps(COMPARE)]
    assert ["<table" in str(view["thread"]) for view in shown] == [False, True]
    assert shown[-1]["status"] == "Answer ready: a table of 3 publications, 2 sources."


def test_a_question_is_limited_as_was_chosen_and_the_answer_says_so() -> None:
    asked: list[Filters] = []

    def ask(question: str, history: Sequence[str], filters: Filters) -> Answer:
        asked.append(filters)
        return answer_of(question, history)

    ((_, first), *_, (turns, view)) = conversation(ask).turn((), WHY, {"report": "bins-2011", "to": "2015"})
    assert asked == [Filters(("bins-2011",), year_to=2015)]
    assert "Looking through the publications" in str(first["thread"])
    said = of_class(str(view["thread"]), "quiet")[0].text
    assert said == "Only searched: Bins Brought Home; 2015 or earlier"
    assert turns[-1].limits == "Bins Brought Home; 2015 or earlier"


def test_a_choice_that_cannot_be_is_a_notice_and_no_turn() -> None:
    ((turns, view),) = conversation().turn((), WHY, {"from": "2019", "to": "2011"})
    assert turns == ()
    assert "No year is both" in str(view["notice"])
