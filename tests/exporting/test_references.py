"""Publications are laid out as CSL-JSON, with what is known of them and no more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from insourcing_assistant.exporting.records import read_record
from insourcing_assistant.exporting.references import BRIEF_ONLY, FALLEN, csl_item, items, remarks
from insourcing_assistant.exporting.standing import Check
from insourcing_assistant.types import Answer, Report, Statement
from tests.exporting.making import ANSWER, BINS, BRIEF, ENTRY, PAGE, PAGED, REPORTS, WARDS, recorded

STRINGS = {"id", "type", "title", "publisher", "ISBN", "number-of-pages", "language", "URL", "note"}


def test_an_item_has_the_fields_and_the_types_of_the_csl_schema() -> None:
    full = replace(WARDS, isbn="978-1-907388-58-3", pages=68)
    item = json.loads(json.dumps(csl_item(full, accessed=date(2026, 11, 28), note="Note.")))
    assert set(item) == {*STRINGS, "author", "issued", "accessed"}
    assert all(isinstance(item[name], str) for name in STRINGS)
    assert item["type"] == "report"
    assert item["author"] == [{"family": "Lee", "given": "Ann"}, {"literal": "Northmoor Institute"}]
    assert item["issued"] == {"date-parts": [[2019, 5, 29]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 28]]}


@pytest.mark.parametrize(
    ("report", "issued"),
    [
        (replace(WARDS, date=None), [2019, 5]),
        (replace(WARDS, date=None, month=None), [2019]),
        (replace(WARDS, date=None, year=None), None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(report: Report, issued: list[int] | None) -> None:
    assert csl_item(report).get("issued") == ({"date-parts": [issued]} if issued else None)


def test_what_is_not_known_is_left_out() -> None:
    assert csl_item(Report(id="x", title="T")) == {"id": "x", "type": "report", "title": "T"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "https://e.org/a b", "http://[", 'https://e.org/"']
)
def test_only_an_address_of_the_web_is_given(url: str) -> None:
    item = csl_item(replace(PAGE, url=url), accessed=date(2026, 1, 1))
    assert not {"URL", "accessed"} & set(item)


def test_titles_lose_what_no_file_may_hold() -> None:
    assert csl_item(replace(WARDS, title="A\x00 \u202eB\ud800\nC"))["title"] == "A B C"


def test_only_a_text_that_was_read_has_a_date_of_access() -> None:
    answer = Answer(question="Q?", statements=(Statement("S.", (PAGED, BRIEF)),))
    read, told = items([read_record(recorded(answer))], {**REPORTS, BINS.id: replace(BINS, url="https://u.example")})
    assert read["accessed"] == {"date-parts": [[2026, 11, 28]]}
    assert "accessed" not in told
    assert "secondary" in str(told["note"])
    assert "note" not in read


def test_publications_are_listed_once_in_the_order_of_their_first_citation() -> None:
    records = [read_record(recorded()), read_record(recorded())]
    assert [item["id"] for item in items(records, REPORTS)] == [WARDS.id, BINS.id]


def test_what_has_left_the_library_is_described_as_it_was_then() -> None:
    (item,) = items([read_record(recorded(Answer("Q?", statements=(Statement("S.", (PAGED,)),))))], {})
    assert (item["title"], item["publisher"], item["issued"]) == (
        WARDS.title,
        WARDS.publisher,
        {"date-parts": [[2019]]},
    )


def test_what_was_put_right_since_is_described_as_it_is_now() -> None:
    (item, _) = items([read_record(recorded())], {**REPORTS, WARDS.id: replace(WARDS, title="Right")})
    assert item["title"] == "Right"


def test_a_publication_is_known_by_its_brief_alone_where_nothing_else_of_it_is_cited() -> None:
    assert remarks([read_record(recorded(ANSWER))]) == {BINS.id: BRIEF_ONLY}
    own = replace(ENTRY, kind="report")
    both = Answer("Q?", statements=(Statement("S.", (BRIEF, own)),))
    assert remarks([read_record(recorded(both))]) == {}
    entry = Answer("Q?", statements=(Statement("S.", (ENTRY,)),))
    assert remarks([read_record(recorded(entry))]) == {}


def test_what_became_of_a_publication_stands_beside_it() -> None:
    checked = Check(date(2026, 11, 29), {1: "changed", 3: "removed"})
    assert remarks([read_record(recorded(ANSWER), checked)]) == {
        WARDS.id: FALLEN["changed"],
        BINS.id: f"{BRIEF_ONLY}; {FALLEN['removed']}",
    }
