"""An answer from before a change of the law says so, where the question is about that law."""

from datetime import date

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.types import Report
from insourcing_assistant.vintage import vintage_notes

GLOSSARY = Glossary(
    (
        Term("Harbour Act 2015", "", since=date(2015, 3, 1), changes_law=True),
        Term("Quays Act 2023", "", full="Quays and Moorings Act 2023", since=date(2025, 2, 24), changes_law=True),
        Term("mooring", "", synonyms=("berth",), related=("Quays Act 2023", "Harbour Act 2015")),
        Term("pilot", "", since=date(2024, 1, 1), related=("mooring",)),
    )
)
OLD, NEWER = Report("old", "Old", year=2011), Report("newer", "Newer", year=2019)


def test_the_newest_law_that_is_newer_than_all_that_is_cited_is_named() -> None:
    (note,) = vintage_notes("Who pays for a berth?", [OLD, NEWER], GLOSSARY)
    assert "Quays and Moorings Act 2023, in force since 24 February 2025" in note
    assert vintage_notes("What does the Harbour Act 2015 say?", [OLD], GLOSSARY)[0].count("Harbour Act 2015") == 1


def test_nothing_is_said_where_the_question_is_about_something_else() -> None:
    assert vintage_notes("Who paints the harbour?", [OLD], GLOSSARY) == ()
    assert vintage_notes("What does a pilot do?", [OLD], GLOSSARY) == ()


def test_nothing_is_said_where_a_source_is_new_enough_or_undated() -> None:
    assert vintage_notes("Who pays for a berth?", [OLD, Report("new", "New", year=2025)], GLOSSARY) == ()
    assert vintage_notes("Who pays for a berth?", [Report("undated", "Undated")], GLOSSARY) == ()
    assert vintage_notes("Who pays for a berth?", [], GLOSSARY) == ()
