from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Description, LibraryReport, LibraryText
from insourcing_assistant.openings import OF_OWN, OFFERED, TRIED, Openings, opening_questions
from insourcing_assistant.types import Filters, Hit, Kind, Passage, Report

EXAMPLES = tuple(f"Example {number}?" for number in range(20))


@dataclass
class Answering:
    """Answers the examples in `known` and whatever names one of `headings`, and counts what it was asked."""

    examples: tuple[str, ...] = EXAMPLES
    known: tuple[str, ...] = EXAMPLES
    headings: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        (report_id,) = filters.reports
        passages = [
            Passage(f"{report_id}-{heading}", report_id, "report", "page", "Text.", 0, (), heading=heading)
            for heading in self.headings
        ]
        return tuple(Hit(passage, 1.0, rank) for rank, passage in enumerate(passages[:k], start=1))

    def is_answerable(self, question: str) -> bool:
        self.asked.append(question)
        return question in self.known or any(heading in question for heading in self.headings if heading != "Silence")


def held(report_id: str, kind: Kind = "report", added_at: str = "2026-01-01") -> LibraryReport:
    report = Report(id=report_id, title=f"On {report_id}")
    text = LibraryText(kind, "page", "0" * 64, "a.pdf", added_at, 3, 9)
    return LibraryReport(report, (text,), added_at, Description(report), {})


def test_the_first_examples_that_are_answered_are_offered() -> None:
    answering = Answering(known=EXAMPLES[1:])
    assert opening_questions(answering, [held("trams", "brief")]) == EXAMPLES[1 : 1 + OFFERED]
    assert answering.asked == list(EXAMPLES[: 1 + OFFERED])


def test_full_texts_are_asked_about_too_the_latest_first() -> None:
    answering = Answering(headings=("Silence", "Fares", "Routes"))
    shelf = [held("trams"), held("buses", added_at="2026-02-01"), held("ferries", added_at="2025-01-01")]
    assert opening_questions(answering, shelf) == (
        *EXAMPLES[: OFFERED - OF_OWN],
        "What does On buses say about “Fares”?",
        "What does On trams say about “Fares”?",
    )


def test_where_no_example_is_answered_the_library_speaks_for_itself() -> None:
    answering = Answering(known=(), headings=("Fares", "Routes"))
    assert opening_questions(answering, [held("trams"), held("buses")]) == (
        "What does On trams say about “Fares”?",
        "What does On buses say about “Fares”?",
        "What does On trams say about “Routes”?",
        "What does On buses say about “Routes”?",
    )


def test_an_example_that_is_answered_by_chance_is_not_offered() -> None:
    # One of twelve is less than a quarter; three are a quarter.
    assert opening_questions(Answering(known=EXAMPLES[5:6]), []) == ()
    assert opening_questions(Answering(known=EXAMPLES[5:8]), []) == EXAMPLES[5:8]


def test_no_more_is_tried_than_a_reader_can_wait_for() -> None:
    answering = Answering(known=())
    assert opening_questions(answering, []) == ()
    assert answering.asked == list(EXAMPLES[:TRIED])


def test_an_empty_library_offers_nothing() -> None:
    assert opening_questions(Answering(examples=()), []) == ()


def at_once(work: Callable[[], None]) -> None:
    work()


def test_questions_are_chosen_anew_only_when_the_library_has_changed() -> None:
    generation, answering = 1, Answering()
    openings = Openings(answering, held=lambda: [], generation=lambda: generation, run=at_once)
    assert openings() == openings() == EXAMPLES[:OFFERED]
    assert len(answering.asked) == OFFERED
    generation, answering.known = 2, EXAMPLES[3:]
    assert openings() == EXAMPLES[3 : 3 + OFFERED]


def test_nobody_waits_for_the_new_choice_which_is_made_once() -> None:
    generation, answering = 1, Answering()
    waiting: list[Callable[[], None]] = []
    openings = Openings(answering, held=lambda: [], generation=lambda: generation, run=waiting.append)
    generation, answering.known = 2, EXAMPLES[3:]
    assert openings() == openings() == EXAMPLES[:OFFERED]
    (choose,) = waiting
    choose()
    assert openings() == EXAMPLES[3 : 3 + OFFERED]


def test_a_library_that_does_not_answer_leaves_the_questions_as_they_were_and_is_asked_again() -> None:
    generation, broken = 1, False

    def held() -> list[LibraryReport]:
        if broken:
            raise StoreUnavailableError("corpus/library", "it is being rebuilt.")
        return []

    answering = Answering()
    openings = Openings(answering, held=held, generation=lambda: generation, run=at_once)
    generation, broken, answering.known = 2, True, EXAMPLES[3:]
    assert openings() == EXAMPLES[:OFFERED]
    broken = False
    assert openings() == EXAMPLES[3 : 3 + OFFERED]


def test_the_new_choice_is_made_in_a_thread_of_its_own() -> None:
    generation, chosen = 1, threading.Event()
    threads: list[threading.Thread] = []

    def held() -> list[LibraryReport]:
        threads.append(threading.current_thread())
        if len(threads) > 1:
            chosen.set()
        return []

    openings = Openings(Answering(), held=held, generation=lambda: generation)
    generation = 2
    openings()
    assert chosen.wait(timeout=20)
    assert threads[0] is threading.current_thread()
    assert threads[1] is not threading.current_thread()
