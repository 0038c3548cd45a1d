"""The Library page lists every publication, and finds and sorts them without any script."""

from __future__ import annotations

import pytest

from insourcing_assistant.ui.library_page import MAX_WANTED_CHARS, SORTS, arranged, library_page, wanted, with_catalogue
from tests.ui.answers import REPORTS
from tests.ui.holdings import SHELF, WARDS, WICKED
from tests.ui.reading import of_class, of_tag


def body(markup: str) -> str:
    """Leave away the head, whose elements need no end."""
    return f"<body>{markup.partition('<body>')[2].removesuffix('</html>')}"


def titles(words: str = "", sort: str = "title") -> list[str]:
    markup = body(library_page(SHELF, wanted(words, sort)))
    return [each.text for each in of_tag(markup, "h2")]


def test_every_publication_is_listed_by_title() -> None:
    assert titles() == ["A Lamp for Eastham", "Bins Brought Home", "Rebuilding the Wards"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("WARDS rebuilding", ["Rebuilding the Wards"]),
        ("2011", ["Bins Brought Home"]),
        ("ann lee", ["Rebuilding the Wards"]),
        ("brief", ["Bins Brought Home"]),
        ("ocr", ["Rebuilding the Wards"]),
        ("wards 2011", []),
    ],
)
def test_a_search_wants_all_its_words(words: str, found: list[str]) -> None:
    assert titles(words) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["wards-2019", "bins-2011", "lamps"]),
        ("oldest", ["bins-2011", "wards-2019", "lamps"]),
        ("publisher", ["wards-2019", "bins-2011", "lamps"]),
        ("title", ["lamps", "bins-2011", "wards-2019"]),
    ],
)
def test_what_is_not_known_comes_last(sort: str, order: list[str]) -> None:
    assert [each.report.id for each in arranged(SHELF, sort)] == order


def test_the_form_keeps_what_was_asked_and_says_what_was_found() -> None:
    markup = body(library_page(SHELF, wanted("wards", "newest")))
    assert [each.attributes["value"] for each in of_tag(markup, "input")] == ["wards"]
    assert [each.text for each in of_tag(markup, "option") if "selected" in each.attributes] == [SORTS["newest"]]
    assert "1 of 3 publications match “wards”." in of_tag(markup, "section")[0].text
    nothing = body(library_page(SHELF, wanted("xyzzy", "")))
    assert "No publication matches “xyzzy”." in of_tag(nothing, "section")[0].text


def test_what_is_asked_is_cut_and_cannot_become_markup() -> None:
    asked = wanted(WICKED, "'><script>")
    assert asked.sort == "title"
    markup = body(library_page(SHELF, asked))
    assert of_tag(markup, "script") == []
    assert len(wanted("x" * 999, "").words) <= MAX_WANTED_CHARS + 1


def test_the_page_says_where_one_is() -> None:
    markup = body(library_page(SHELF, wanted("", "")))
    here = [each for each in of_tag(markup, "a") if each.attributes.get("aria-current") == "page"]
    assert [each.text for each in here] == ["Library"]
    assert [each.text for each in of_tag(markup, "h1")] == ["Library"]
    assert "1 publication with the full text · 1 publication with a brief only" in of_class(markup, "lead")[0].text


def test_what_is_only_in_the_catalogue_is_listed_too() -> None:
    shelf = with_catalogue(SHELF, [WARDS, *REPORTS.values()])
    assert shelf[: len(SHELF)] == SHELF
    assert [each.report.id for each in shelf[len(SHELF) :]] == ["parks-2015", "leisure-2016"]
    assert all(not each.texts for each in shelf[len(SHELF) :])
