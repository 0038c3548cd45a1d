"""A question can be limited to some publications, and what the page sends of that is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.types import Filters
from insourcing_assistant.ui.filters import choices, filter_words, filters_of
from tests.ui.answers import REPORTS
from tests.ui.holdings import WICKED
from tests.ui.reading import elements, of_tag


def test_publications_publishers_and_years_are_offered() -> None:
    markup = f"<div>{choices(REPORTS)}</div>"
    assert [each.text for each in of_tag(markup, "label")] == [
        "Publication",
        "Publisher",
        "From the year",
        "To the year",
    ]
    offered = [each.text for each in of_tag(markup, "option")]
    assert offered[:2] == ["All publications", "Bins Brought Home"]
    assert offered[5:] == ["All publishers", "Green Spaces Forum", "Northmoor Institute", "Public Works Union"]


def test_nothing_of_it_becomes_markup() -> None:
    wicked = {WICKED: replace(REPORTS["bins-2011"], id=WICKED, title=WICKED, publisher=WICKED)}
    tags = {each.tag for each in elements(f"<div>{choices(wicked)}</div>")}
    assert tags == {"div", "label", "select", "option", "input"}


@pytest.mark.parametrize("given", [None, {}, "x", 7, [], {"report": ""}, {"report": None, "from": 7}, {"other": "x"}])
def test_nothing_chosen_is_no_limit(given: object) -> None:
    assert filters_of(given, REPORTS) == Filters()


def test_what_is_chosen_becomes_filters() -> None:
    given = {"report": "bins-2011", "publisher": "Public Works Union", "from": " 2010 ", "to": "2012"}
    assert filters_of(given, REPORTS) == Filters(("bins-2011",), 2010, 2012, "Public Works Union")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"report": "nowhere"}, "The publication that was chosen"),
        ({"publisher": WICKED}, "The publisher that was chosen"),
        ({"from": "2019", "to": "2011"}, "No year is both 2019 or later and 2011 or earlier"),
        ({"from": "1990", "to": "1995"}, r"No publication here is within all that is set \(1990 to 1995\): change or"),
        ({"report": "bins-2011", "from": "2012"}, r"within all that is set \(Bins Brought Home; 2012 or later\)"),
        ({"report": "bins-2011", "publisher": "Green Spaces Forum"}, "No publication here is within all that is set"),
        ({"from": "12"}, "a year is a number from 1800 to 2200"),
        ({"to": "9" * 5000}, "a year is a number"),
        ({"to": "0201900"}, "a year is a number"),
        ({"to": "²"}, "a year is a number"),
    ],
)
def test_what_cannot_be_is_a_sentence(given: object, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        filters_of(given, REPORTS)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ""),
        (Filters(("bins-2011",)), "Bins Brought Home"),
        (Filters(("gone",)), "gone"),
        (Filters(year_from=2011), "2011 or later"),
        (Filters(year_to=2015, publisher="GSF"), "GSF; 2015 or earlier"),
        (Filters(year_from=2011, year_to=2015), "2011 to 2015"),
        (Filters(year_from=2011, year_to=2011), "2011"),
    ],
)
def test_a_limit_is_said_in_words(filters: Filters, words: str) -> None:
    assert filter_words(filters, REPORTS) == words
