"""A file says which of its sources no longer stand, since who has it cannot look at the page of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.exporting import export
from insourcing_assistant.exporting.standing import UNCHECKED, Check, check
from insourcing_assistant.types import Answer, Kind, Report, Statement
from tests.exporting.making import ANSWER, BINS, BRIEF, COMPARISON, PAGED, REPORTS, WARDS, kept, recorded

DAY = date(2026, 12, 24)
WARDS_TEXT = PAGED.quote
BINS_TEXT = f"A line. {BRIEF.quote}"[1:]  # so that the quote begins at its 7th character
ANSWERED = replace(
    ANSWER,
    statements=(
        Statement("Costs fell by 64% within a year.", (PAGED,)),
        Statement("The bins came home.", (BRIEF,)),
        Statement("The bins did come home.", (BRIEF,)),
    ),
)


class Held:
    """The texts of a library: all that the answer cites, unless told otherwise."""

    def __init__(self, **texts: str) -> None:
        self._texts = {WARDS.id: WARDS_TEXT, BINS.id: BINS_TEXT} | {
            name.replace("_", "-"): text for name, text in texts.items()
        }

    def text(self, report_id: str, kind: Kind) -> str:
        if not self._texts[report_id]:
            raise UnknownReportError(report_id, ())
        return self._texts[report_id]


def written(
    *records: Mapping[str, object],
    texts: Held | None,
    form: str = "md",
    reports: Mapping[str, Report] = REPORTS,
    style: str = "harvard",
) -> str:
    exported = export(records, reports, format_key=form, style=style, texts=texts, today=DAY)
    return exported.content.decode()


def note(document: str, number: int) -> str:
    found = re.search(rf"^\[\^{number}\]: (.*)$", document, re.MULTILINE)
    assert found is not None
    return found[1]


def test_where_all_quotes_stand_the_file_says_when_they_were_looked_for() -> None:
    told = written(kept(ANSWERED), texts=Held())
    assert "Each quote was looked for again in the library on 24 December 2026, when this file was made, and " in told
    assert "any more" not in told
    assert "no longer" not in told


def test_nothing_is_claimed_where_nobody_looked() -> None:
    assert check(kept(ANSWERED), None, REPORTS, day=DAY) == UNCHECKED
    assert "looked for again" not in written(kept(ANSWERED), texts=None)


@pytest.mark.parametrize("style", ["harvard", "oscola"])
def test_what_was_removed_is_said_at_its_footnote_above_the_answer_and_among_the_sources(style: str) -> None:
    told = written(kept(ANSWERED), texts=Held(bins_2011=""), style=style)
    above, _, rest = told.partition("Costs fell")
    assert "**Not all of this answer can be checked any more.** It stands here as it was given; note 2 says" in above
    assert "no longer" not in note(told, 1)
    assert "**The brief is no longer in the library: it was removed after the answer was given" in note(told, 2)
    assert note(told, 3).endswith("As in note 2, which says what has become of the source.")
    assert "1 of the 2 no longer stands where it did." in rest
    assert f"- The brief on “{BINS.title}” was removed from the library after the answer was given (note 2)." in rest
    assert "what was quoted is no longer in this library)" in rest.partition("## Bibliography")[2]


def test_what_has_changed_asks_to_be_compared_with_the_publication() -> None:
    told = written(kept(ANSWERED), texts=Held(wards_2019=f"Now: {WARDS_TEXT}"))
    assert "**This publication has changed in the library since the answer was given" in note(told, 1)
    assert "compare them with the publication before you rely on them" in note(told, 1)
    assert f"- The publication “{WARDS.title}” has changed in the library since the answer was given (note 1)." in told


def test_a_conversation_names_the_notes_of_all_its_answers() -> None:
    told = written(kept(ANSWERED), kept(COMPARISON), texts=Held(bins_2011=""))
    assert "(notes 2 and 5)" in told
    first, second = told.split(f"## {COMPARISON.question}")
    assert "; note 2 says" in first
    assert "; note 5 says" in second


def test_a_fallen_cell_of_a_comparison_has_its_note() -> None:
    told = written(kept(COMPARISON), texts=Held(wards_2019=""))
    assert "no longer in the library" in note(told, 1)
    assert "no longer in the library" not in note(told, 2)


def test_an_entry_of_the_catalogue_is_looked_for_in_the_catalogue() -> None:
    entry = replace(BRIEF, kind="catalogue", labels=("Catalogue entry",), source_urls=(), quote="A report.", start=0)
    answer = replace(ANSWER, statements=(Statement("A report.", (entry,)),))
    without = {key: report for key, report in REPORTS.items() if key != BINS.id}
    assert check(kept(answer), Held(), without, day=DAY) == Check(DAY, {1: "removed"})
    there = {**REPORTS, BINS.id: replace(BINS, about="A report.")}
    assert check(kept(answer), Held(), there, day=DAY) == Check(DAY)


def test_a_record_that_keeps_too_little_is_said_not_to_be_checked() -> None:
    told = written(recorded(ANSWERED), kept(ANSWERED), texts=Held())
    assert "Not every quote could be checked again when this file was made" in told
    assert "stands there word for word" not in told


def test_an_answer_without_sources_says_nothing_of_checking() -> None:
    nothing = Answer("Who?", kind="abstention", message="Nobody says.", library_version="v-1", id="abc")
    told = written(kept(nothing), texts=Held())
    assert "looked for again" not in told


@pytest.mark.parametrize("form", ["bib", "ris", "json"])
def test_a_reference_manager_is_told_in_the_note_of_the_publication(form: str) -> None:
    told = written(kept(ANSWERED), texts=Held(bins_2011=""), form=form)
    assert told.count("what was quoted is no longer in this library.") == 1
    if form == "json":
        assert [("no longer" in item.get("note", "")) for item in json.loads(told)] == [False, True]


def test_a_record_cannot_say_of_itself_that_it_was_checked() -> None:
    forged = {**kept(ANSWERED), "check": {"day": "2020-01-01", "fallen": {}, "was_possible": True}}
    assert "looked for again" not in written(forged, texts=None)
