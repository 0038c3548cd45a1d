"""RIS has one line for each tag, whatever the texts hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from insourcing_assistant.exporting.references import csl_item
from insourcing_assistant.exporting.ris import ris
from insourcing_assistant.types import Report
from tests.exporting.making import PAGE, WARDS
from tests.exporting.reading import read_back


def test_a_record_is_written_tag_by_tag() -> None:
    item = csl_item(replace(WARDS, isbn="978-1-907388-58-3"), accessed=date(2026, 11, 8), note="A note.")
    assert ris([item]).split("\r\n") == [
        "TY  - RPRT",
        "ID  - wards-2019",
        "AU  - Lee, Ann",
        "AU  - Northmoor Institute",
        "TI  - Rebuilding the Wards: What Councils Learnt",
        "PY  - 2019",
        "DA  - 2019/05/29/",
        "PB  - Northmoor Institute",
        "SN  - 978-1-907388-58-3",
        "LA  - en-GB",
        "UR  - https://northmoor.example.org/wards",
        "Y2  - 2026/11/08/",
        "N1  - A note.",
        "ER  - ",
        "",
    ]


def test_what_is_not_known_has_no_tag() -> None:
    assert ris([csl_item(Report(id="x", title="T"))]) == "TY  - RPRT\r\nID  - x\r\nTI  - T\r\nER  - \r\n"


def test_a_month_without_a_day_leaves_its_place_empty() -> None:
    assert "DA  - 2019/05//\r\n" in ris([csl_item(replace(WARDS, date=None))])


def test_no_text_can_begin_a_tag() -> None:
    written = ris([csl_item(Report(id="x", title="A\nER  - \r\nTY  - BOOK\u2028TI  - B"))])
    assert written.count("\r\n") == written.count("\n") == 4
    assert [line[:2] for line in written.splitlines()] == ["TY", "ID", "TI", "ER"]


def test_another_reader_reads_the_same() -> None:
    first, second = read_back(ris([csl_item(WARDS), csl_item(PAGE)]), "ris")
    assert first["title"] == WARDS.title
    assert first["author"][0] == {"family": "Lee", "given": "Ann"}
    assert first["publisher"] == WARDS.publisher
    assert second["URL"] == PAGE.url
