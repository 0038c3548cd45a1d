from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.library import Description, Library
from insourcing_assistant.types import Filters
from tests.library.making import FINGERPRINT, add, found_by_meaning, found_by_words, make_parsed, make_report

LEISURE = make_parsed(make_report("leisure", year=2019), "Swimming came back in-house. ", "Costs fell. ")
LATER = Filters(year_from=2021)


@pytest.fixture
def edited(library: Library) -> Library:
    add(library, LEISURE)
    library.edit("leisure", {"title": "On pools", "year": 2022, "authors": (), "publisher": None})
    return library


def metadata(library: Library) -> list[dict[str, object]]:
    """What Chroma has beside the vectors."""
    with library._index._changing() as (_, collection):
        return [dict(entry) for entry in collection.get(include=["metadatas"])["metadatas"]]


def test_an_edit_shows_everywhere(edited: Library) -> None:
    entry = edited.report("leisure")
    assert (entry.report.title, entry.report.year, entry.report.authors) == ("On pools", 2022, ())
    assert (entry.found.report.title, entry.found.report.year) == ("A title", 2019)
    assert entry.origins == dict.fromkeys(("title", "year", "authors", "publisher"), "edited")
    assert found_by_words(edited, "pools") == ["leisure", "leisure"]
    assert found_by_words(edited, "title") == []
    assert found_by_meaning(edited, "costs", filters=LATER) == ["leisure", "leisure"]
    assert metadata(edited) == [{"report_id": "leisure", "kind": "report", "year": 2022}] * 2
    assert edited.verify() == ()


def test_an_edit_outlives_what_is_found_out_later(edited: Library) -> None:
    add(edited, make_parsed(make_report("leisure", title="Another", year=2001), "Gyms were opened. "))
    edited.update(Description(make_report("leisure", title="A third", year=2002), {"title": "catalogue"}))
    entry = edited.report("leisure")
    assert (entry.report.title, entry.report.year) == ("On pools", 2022)
    assert (entry.found.report.title, entry.found.origins) == ("A third", {"title": "catalogue"})
    assert found_by_words(edited, "pools") == ["leisure"]
    assert metadata(edited) == [{"report_id": "leisure", "kind": "report", "year": 2022}]
    assert edited.verify() == ()


def test_edits_add_up_and_can_be_taken_back(edited: Library) -> None:
    edited.edit("leisure", {"year": None, "url": "https://example.org/pools"})
    report = edited.report("leisure").report
    assert (report.title, report.year, report.url) == ("On pools", None, "https://example.org/pools")
    assert found_by_meaning(edited, "costs", filters=LATER) == []
    edited.edit("leisure", None)
    entry = edited.report("leisure")
    assert entry.report == LEISURE.report
    assert entry.edits == entry.origins == {}
    assert metadata(edited) == [{"report_id": "leisure", "kind": "report", "year": 2019, "publisher": "APSE"}] * 2
    assert found_by_words(edited, "pools") == []
    assert edited.verify() == ()


def test_another_process_sees_an_edit_at_once(library: Library, folder: Path) -> None:
    add(library, LEISURE)
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert found_by_meaning(reader, "costs", filters=LATER) == []
        library.edit("leisure", {"year": 2022})
        assert found_by_meaning(reader, "costs", filters=LATER) == ["leisure", "leisure"]


def test_a_report_that_is_removed_leaves_no_edits_behind(edited: Library) -> None:
    edited.remove("leisure")
    add(edited, LEISURE)
    assert edited.report("leisure").report == LEISURE.report


def test_what_is_not_there_cannot_be_edited(library: Library) -> None:
    with pytest.raises(UnknownReportError):
        library.edit("lost", {"year": 2000})
