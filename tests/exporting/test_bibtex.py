"""BibTeX holds what is known of each publication, and nothing in it can act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insourcing_assistant.exporting.bibtex import bibtex
from insourcing_assistant.exporting.references import csl_item
from insourcing_assistant.types import Report
from tests.exporting.making import PAGE, WARDS, straight
from tests.exporting.reading import read_back

SPECIAL = r"50% of {braces}, A & B #1 $5 a_b x^2 ~ \emph{x}"


def test_an_entry_is_written_field_by_field() -> None:
    assert bibtex([csl_item(WARDS, accessed=date(2026, 11, 8), note="A note.")]) == (
        "@techreport{wards-2019,\n"
        "  author = {Lee, Ann and {Northmoor Institute}},\n"
        "  title = {{Rebuilding the Wards: What Councils Learnt}},\n"
        "  institution = {Northmoor Institute},\n"
        "  year = {2019},\n"
        "  month = may,\n"
        "  url = {https://northmoor.example.org/wards},\n"
        "  urldate = {2026-11-08},\n"
        "  language = {en-GB},\n"
        "  note = {A note.},\n"
        "}\n"
    )


def test_a_web_page_has_no_institution() -> None:
    written = bibtex([csl_item(PAGE)])
    assert written.startswith("@misc{lamps,")
    assert "howpublished = {Lamp Board}" in written
    assert "year" not in written


def test_special_characters_are_escaped() -> None:
    written = bibtex([csl_item(Report(id="x", title=SPECIAL))])
    assert r"50\% of \{braces\}, A \& B \#1 \$5 a\_b x\^{}2 \textasciitilde{} \textbackslash{}emph\{x\}" in written


@pytest.mark.parametrize("title", [SPECIAL, "é 漢 עברית 😀", "“quoted” ‘love in’", "a\nb\tc", "}}, note = {x"])
def test_another_reader_reads_the_same(title: str) -> None:
    report = replace(WARDS, title=title, authors=("Smith and Sons, Ltd", "Ann Lee"), publisher="A & B")
    (read,) = read_back(bibtex([csl_item(report)]), "bibtex")
    back = read["title"].removeprefix('<span class="nocase">').removesuffix("</span>")
    assert straight(back) == straight(" ".join(title.split()))
    assert read["author"] == [{"literal": "Smith and Sons, Ltd"}, {"family": "Lee", "given": "Ann"}]
    assert read["publisher"] == "A & B"
    assert read["issued"]["date-parts"] == [[2019, 5]]
    assert read["URL"] == WARDS.url


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_braces_are_balanced_whatever_the_title(title: str) -> None:
    written = bibtex([csl_item(Report(id="x", title=f"T {title}", publisher=title, authors=(title,)))])
    bare = written.replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")


def test_an_id_cannot_end_the_key() -> None:
    assert bibtex([csl_item(Report(id="a,b}c", title="T"))]).startswith("@techreport{a-b-c,\n")
