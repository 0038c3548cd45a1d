from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report


def read(tmp_path: Path, content: bytes) -> ParsedReport:
    path = tmp_path / "notes.TXT"
    path.write_bytes(content)
    return parse(Report(id="notes", title="Notes"), path)


def test_empty_lines_end_paragraphs_and_other_line_ends_do_not(tmp_path: Path) -> None:
    assert read(tmp_path, b"One\r\nline.\r\n \r\nTwo.\n").text == "One line.\nTwo.\n"


def test_list_items_are_blocks_of_their_own(tmp_path: Path) -> None:
    assert read(tmp_path, b"Why:\n- cost\n  of it\n- quality\n1. first\n").text == (
        "Why:\n- cost of it\n- quality\n1. first\n"
    )


def test_it_is_one_section_named_as_the_report(tmp_path: Path) -> None:
    report = read(tmp_path, b"Text.")
    assert [(page.number, page.label, page.start, page.end) for page in report.pages] == [(1, "Notes", 0, 6)]


def test_form_feeds_part_pages(tmp_path: Path) -> None:
    report = read(tmp_path, b"One.\n\fTwo,\non two lines.\n\f\n\fFour.\n\f\n")
    assert report.unit == "page"
    assert [(page.label, report.text[page.start : page.end]) for page in report.pages] == [
        ("1", "One.\n"),
        ("2", "Two, on two lines.\n"),
        ("3", ""),
        ("4", "Four.\n"),
    ]


def test_words_broken_at_the_ends_of_lines_are_joined(tmp_path: Path) -> None:
    content = "The reorgan-\nisation of in-\nhouse and well-\nknown services,\npre-\nand post-war: well-known ones.\n"
    assert read(tmp_path, content.encode()).text == (
        "The reorganisation of in-house and well-known services, pre- and post-war: well-known ones.\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        "£3 – “saved”".encode(),
        "\ufeff£3 – “saved”".encode(),
        "£3 – “saved”".encode("cp1252"),
        "£3 – “saved”".encode("utf-16"),
    ],
    ids=["utf-8", "utf-8 with a mark", "cp1252", "utf-16"],
)
def test_the_usual_encodings_are_read(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content).text == "£3 – “saved”\n"


@pytest.mark.parametrize("content", [b"", b" \n\t\n"], ids=["zero bytes", "white space"])
def test_a_file_without_words_has_no_text(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NoTextError):
        read(tmp_path, content)
