"""Pandoc is the packaged one, sees no file but its own, and fails in a sentence."""

from __future__ import annotations

from pathlib import Path

import pypandoc
import pytest

from insourcing_assistant.errors import ExportError
from insourcing_assistant.exporting import pandoc
from insourcing_assistant.exporting.elements import Element, cite, document, paragraph, words
from insourcing_assistant.exporting.styles import STYLES


def test_the_program_is_the_one_of_the_package() -> None:
    assert pandoc._program().parent == Path(pypandoc.__file__).parent / "files"


def test_a_document_is_written() -> None:
    assert pandoc.write(document("T", [paragraph(words("Some words."))]), "plain") == b"Some words.\n"


def test_what_pandoc_says_is_passed_on() -> None:
    with pytest.raises(
        ExportError, match=r"The export was not written: pandoc could not write it \(Unknown output format"
    ):
        pandoc.write(document("T", []), "no-such-format")


def test_nothing_is_read_beside_the_text(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG secret")
    picture: Element = {"t": "Image", "c": [["", [], []], words("x"), [str(tmp_path / "secret.png"), ""]]}
    written = pandoc.write(document("T", [paragraph([picture])]), "docx")
    assert b"secret.png" not in written


def test_without_citations_a_document_stays_as_it_is() -> None:
    told = document("T", [paragraph(words("A."))])
    assert pandoc.with_citations(told, [], STYLES["harvard"]) is told


def test_no_path_of_this_computer_comes_into_the_document() -> None:
    told = document("T", [paragraph([cite("x", "", is_note=False)])])
    cited = pandoc.with_citations(told, [{"id": "x", "type": "report", "title": "X"}], STYLES["harvard"])
    assert cited["meta"] == told["meta"]
    assert cited["blocks"] != told["blocks"]
