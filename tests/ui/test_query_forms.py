"""What is typed in the form becomes a test query, or a sentence."""

from __future__ import annotations

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ui.query_forms import fields_of, form_of, offers, place_words
from tests.ui.judges import RECORDED

REPORTS = ("plan", "survey")
FORM = {"question": " Who  pays? ", "answerable": "yes", "report-1": "plan", "where-1": "12, 14–16"}


def test_a_form_becomes_the_fields_of_a_query() -> None:
    form = FORM | {
        "report-2": "survey",
        "where-2": "“Survey figures”",
        "must_contain": "64%\r\nten \r\n\r\n",
        "must_not_contain": "118%",
        "tags": "figures, , own; figures",
        "history": "What was saved?\nWhere?",
        "limit-publisher": "APSE",
        "limit-from": "2011",
    }
    assert fields_of(form, REPORTS) == {
        "question": "Who pays?",
        "expected": [
            {"report_id": "plan", "pages": [12, 14, 15, 16]},
            {"report_id": "survey", "sections": ["Survey figures"]},
        ],
        "must_contain": ["64%", "ten "],
        "must_not_contain": ["118%"],
        "filters": {"publisher": "APSE", "year_from": 2011},
        "history": ["What was saved?", "Where?"],
        "tags": ["figures", "own"],
    }


def test_without_pages_the_whole_publication_counts() -> None:
    assert fields_of(FORM | {"where-1": " "}, REPORTS)["expected"] == [{"report_id": "plan"}]


@pytest.mark.parametrize(
    ("where", "pages"),
    [("3", [3]), ("p. 3", [3]), ("pp. 3-4", [3, 4]), ("5, 3; 4", [3, 4, 5]), ("7 – 8", [7, 8])],
)
def test_pages_are_read_as_they_are_usually_written(where: str, pages: list[int]) -> None:
    assert fields_of(FORM | {"where-1": where}, REPORTS)["expected"] == [{"report_id": "plan", "pages": pages}]


@pytest.mark.parametrize("where", ["2019: a year", "Chapter 3", "²", "3 reasons", "1, 2 and 3", "1" * 300])
def test_what_is_no_list_of_pages_is_a_heading(where: str) -> None:
    assert fields_of(FORM | {"where-1": where}, REPORTS)["expected"] == [{"report_id": "plan", "sections": [where]}]


def test_a_question_that_cannot_be_answered_needs_nothing_more() -> None:
    assert fields_of({"question": "Who won?", "answerable": "no"}, REPORTS) == {
        "question": "Who won?",
        "answerable": False,
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"question": " ?! "}, "Type the question first"),
        ({"question": "x" * 2001}, "at most 2,000 characters"),
        ({"report-1": "", "where-1": ""}, "Say where the answer stands"),
        ({"report-1": ""}, "Choose the publication in which “12, 14–16” stands"),
        ({"report-1": "gone"}, "not in the library any more"),
        ({"where-1": "0"}, "pages count from 1"),
        ({"where-1": "9-3"}, "pages count from 1"),
        ({"where-1": "1-99999"}, "a range is of at most 50"),
        ({"where-1": "1-30, 41-70"}, "60 pages are too many"),
        ({"answerable": "no"}, "has no place where the answer stands"),
        ({"must_contain": "x\n" * 21}, "At most 20 lines"),
        ({"must_contain": "x" * 301}, "at most 300 characters"),
        ({"limit-report": "gone"}, "limited to is not in the library"),
        ({"limit-to": "19"}, "A year is a number"),
        ({"limit-to": "²²²²"}, "A year is a number"),
    ],
)
def test_what_is_missing_or_wrong_is_said(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        fields_of(FORM | changes, REPORTS)


def test_the_record_of_an_answer_fills_the_form_in_and_ticks_nothing() -> None:
    form = form_of(RECORDED)
    assert (form["question"], form["history"]) == ("What about pensions?", "What was saved?")
    assert (form["limit-report"], form["limit-from"], form["limit-to"]) == ("plan", "", "2020")
    assert offers(form) == {"cited-1": "plan#2", "cited-2": "survey#Summary & <i>more</i>"}
    assert place_words("survey#Summary # 2") == ("survey", "Summary # 2")
    with pytest.raises(UsageError, match="Say where"):
        fields_of(form, REPORTS)


def test_what_is_ticked_of_it_is_expected() -> None:
    form = form_of(RECORDED) | {"cited-2": "yes"}
    fields = fields_of(form, REPORTS)
    assert fields["expected"] == [{"report_id": "survey", "sections": ["Summary & <i>more</i>"]}]
    assert fields["filters"] == {"reports": ["plan"], "year_to": 2020}
    assert fields["tags"] == ["reader"]
    assert fields["answer"] == RECORDED["id"]
    assert "answer" not in fields_of(form | {"answer": "<b>"}, REPORTS)


def test_a_record_of_another_kind_fills_in_what_it_has() -> None:
    assert form_of({"question": "Why?"})["question"] == "Why?"
