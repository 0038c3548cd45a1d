"""What an address asks to be compared, and how often it is made."""

from __future__ import annotations

import threading

import pytest

from insourcing_assistant.errors import StoreUnavailableError, UsageError
from insourcing_assistant.types import Citation
from insourcing_assistant.ui.comparing import MAX_WAITING, NO_TABLE, Comparing, Wanted, wanted
from insourcing_assistant.ui.pictures import PagePictures
from tests.ui.answers import COMPARE, WHY, answer_of
from tests.ui.tables import Comparer

BOTH = Wanted(("wards-2019", "bins-2011"), ("reasons", "cost"))


def no_pictures() -> PagePictures:
    return PagePictures(page_file=lambda _: None, render=lambda *_, width_px: b"", locate=lambda *_: ())


def comparing(comparer: Comparer, version: list[int] | None = None) -> Comparing:
    return Comparing(compare=comparer, ask=answer_of, pictures=no_pictures(), generation=lambda: tuple(version or ()))


def test_publications_and_aspects_are_taken_once_each_in_their_order() -> None:
    given = [
        ("report", "b"),
        ("report", " a "),
        ("report", "b"),
        ("aspect", "cost"),
        ("aspect", " pay , Cost;; pensions "),
    ]
    assert wanted(given) == Wanted(("b", "a"), ("cost", "pay", "pensions"))


def test_a_question_goes_before_the_rest() -> None:
    assert wanted([("report", "a"), ("question", " How  do they differ? ")]) == Wanted(question="How do they differ?")


def test_an_address_reads_back_as_what_it_was_made_of() -> None:
    asked = Wanted(("a&b", "ü"), ("pay and conditions", "100%"))
    assert asked.address == "report=a%26b&report=%C3%BC&aspect=pay+and+conditions&aspect=100%25"
    assert wanted(asked.fields) == asked
    assert wanted([]).is_empty


def test_the_same_comparison_of_the_same_library_is_made_once() -> None:
    comparer, version = Comparer(), [1]
    both = comparing(comparer, version)
    first = both.table(BOTH)
    assert both.table(BOTH) is first
    version[0] = 2
    both.table(BOTH)
    assert comparer.asked == [(BOTH.reports, BOTH.aspects)] * 2


def test_a_question_gives_a_table_or_a_sentence() -> None:
    both = comparing(Comparer())
    assert both.table(Wanted(question=COMPARE)).answer.table is not None
    with pytest.raises(UsageError) as refused:
        both.table(Wanted(question=WHY))
    assert str(refused.value) == NO_TABLE


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Wanted(("bins-2011",), ("cost",)), "at least two"),
        (Wanted((), ("cost",)), "at least two"),
        (Wanted(BOTH.reports, ("x" * 121,)), "at most 120 characters"),
        (Wanted(BOTH.reports, ("?!",)), "is no word"),
        (Wanted(BOTH.reports, tuple("abcdefg")), "at most 6 aspects"),
        (Wanted(("bins-2011", "gone"), ()), "There is no report 'gone'"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(asked: Wanted, sentence: str) -> None:
    comparer = Comparer()
    with pytest.raises(Exception, match=sentence):
        comparing(comparer).table(asked)
    assert comparer.asked == []


def test_when_too_many_wait_the_next_is_told_so() -> None:
    going = threading.Event()

    class Slow(Comparer):
        def __call__(self, reports: object, aspects: object) -> object:  # type: ignore[override]
            going.wait(timeout=20)
            return answer_of(COMPARE)

    busy = comparing(Slow())
    threads = [
        threading.Thread(target=busy.table, args=(Wanted(BOTH.reports, (f"aspect {number}",)),), daemon=True)
        for number in range(MAX_WAITING + 2)
    ]
    for thread in threads:
        thread.start()
    while busy._waiting.acquire(blocking=False):  # until all of them have come
        busy._waiting.release()
    with pytest.raises(UsageError, match="Try again in a minute"):
        busy.table(BOTH)
    going.set()
    for thread in threads:
        thread.join(timeout=20)
    assert busy.table(BOTH).answer.table is not None


def test_a_page_that_cannot_be_drawn_leaves_the_table_as_it_is() -> None:
    def page_file(citation: Citation) -> None:
        raise StoreUnavailableError("library", "it is busy.")

    pictures = PagePictures(page_file=page_file, render=lambda *_, width_px: b"", locate=lambda *_: ())
    both = Comparing(compare=Comparer(), ask=answer_of, pictures=pictures, generation=lambda: 1)
    made = both.table(BOTH)
    assert made.answer.table is not None
    assert [citation.unit for citation in made.pictures] == ["section"]
