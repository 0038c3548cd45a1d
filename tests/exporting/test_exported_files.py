"""Every format is written under a safe name, and what cannot be is said in a sentence."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.errors import ExportError, UsageError
from insourcing_assistant.exporting import FORMATS, STYLES, export, format_of, record_of
from insourcing_assistant.exporting.records import read_record
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Filters
from tests.exporting.making import ANSWER, REPORTS, hostile_record, recorded


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_is_written_without_the_network(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise AssertionError("nothing may be looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    written = export([recorded()], REPORTS, format_key=key)
    assert written.content
    assert written.name == f"insourcing-why-do-councils-bring-services-back-in-house.{key}"
    assert written.media_type == FORMATS[key].media_type


@pytest.mark.parametrize("key", FORMATS)
def test_hostile_text_makes_no_unsafe_name(key: str) -> None:
    assert re.fullmatch(rf"insourcing-[a-z0-9-]{{1,60}}\.{key}", export([hostile_record()], {}, format_key=key).name)


def test_a_question_without_a_plain_letter_has_a_name_all_the_same() -> None:
    assert (
        export([recorded(replace(ANSWER, question="漢字?"))], REPORTS, format_key="ris").name == "insourcing-answer.ris"
    )


def test_csl_json_is_a_list_of_items() -> None:
    items = json.loads(export([recorded()], REPORTS, format_key="json").content)
    assert [item["id"] for item in items] == ["wards-2019", "bins-2011"]


@pytest.mark.parametrize(
    ("name", "key"), [("a.docx", "docx"), ("b/c.PDF", "pdf"), ("d.e.md", "md"), ("x.json", "json")]
)
def test_the_suffix_says_the_format(name: str, key: str) -> None:
    assert format_of(Path(name)) == key


@pytest.mark.parametrize("name", ["a.doc", "a", ".docx", "a.docx.exe"])
def test_another_suffix_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="Choose one of: docx, pdf, md, bib, ris, json"):
        format_of(Path(name))


def test_an_unknown_style_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="Choose one of: harvard, apa, oscola"):
        export([recorded()], REPORTS, format_key="md", style="../harvard")
    assert list(STYLES) == ["harvard", "apa", "oscola"]


def test_nothing_is_no_export() -> None:
    with pytest.raises(UsageError, match="no answer"):
        export([], REPORTS, format_key="md")


def test_a_damaged_record_is_an_error_in_a_sentence() -> None:
    damaged = recorded()
    damaged["answer"] = {"question": "Q?", "citations": [{"number": "x"}]}
    with pytest.raises(ExportError, match="damaged"):
        export([damaged], REPORTS, format_key="md")


def test_a_record_that_cites_what_it_does_not_list_is_damaged() -> None:
    damaged = recorded()
    damaged["answer"] = {"question": "Q?", "statements": [{"text": "S.", "citations": [7]}]}
    with pytest.raises(ExportError, match="cites what it does not list"):
        read_record(damaged)


def test_an_answer_that_is_not_recorded_can_be_exported() -> None:
    unrecorded = answer_json(replace(ANSWER, id=None), REPORTS)
    record = record_of(unrecorded, program="0.1.0", filters=Filters(year_from=2011))
    written = export([record], REPORTS, format_key="md").content.decode()
    assert "Kept under" not in written
    assert "Only searched: from 2011 on." in written
