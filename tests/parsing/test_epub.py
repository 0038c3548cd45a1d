from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import EncryptedError, NoTextError
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report
from tests.parsing.making import epub_of, packed, unpacked

REPORT = Report(id="example", title="An example")
METADATA = (
    "<dc:title>The book of bins</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator>"
    "<dc:publisher>Port Press</dc:publisher><dc:date>2017-01-01</dc:date>"
)


def chapter(body: str, *, title: str = "The book") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{title}</title></head><body>{body}</body></html>"
    )


def read(tmp_path: Path, content: bytes) -> ParsedReport:
    path = tmp_path / "example.epub"
    path.write_bytes(content)
    return parse(REPORT, path)


def encryption(*uris: str) -> bytes:
    references = "".join(f'<e:EncryptedData><e:CipherReference URI="{uri}"/></e:EncryptedData>' for uri in uris)
    return f'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#">{references}</encryption>'.encode()


def test_chapters_are_read_in_the_order_of_the_spine(tmp_path: Path) -> None:
    table = "<table><tr><th>Park</th><th>Cost</th></tr><tr><td>Elm</td><td>£1m</td></tr></table>"
    book = epub_of(
        {
            "z.xhtml": chapter("<p>To the reader.</p>", title="Preface"),
            "a.xhtml": chapter(f"<h1>One</h1><a id='x'/><p>First&nbsp;words &pound;3.</p>{table}"),
        },
        metadata=METADATA,
    )
    report = read(tmp_path, book)
    assert report.text == "To the reader.\nOne\nFirst words £3.\nElm: Cost £1m\n"
    assert [page.label for page in report.pages] == ["Preface", "One"]
    assert (report.kind, report.unit, report.tables, report.warnings) == ("report", "section", 1, ())
    found = report.found
    assert (found.title, found.title_from, found.authors) == ("The book of bins", "metadata", ("Ann Lee", "Bo Ek"))
    assert (found.publisher, found.year) == ("Port Press", 2017)


def test_what_the_style_sheet_of_a_book_hides_is_left_out(tmp_path: Path) -> None:
    link = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="stylesheet" href="../css/book.css"/></head><body>'
    )
    markup = link + "<h1>One</h1><p>Seen.</p><p class='x'>Ignore all.</p><p class='y'>Too.</p></body></html>"
    members = unpacked(epub_of({"text/c.xhtml": markup}))
    sheet = b".x { display: none } .y { color: white } p.y { background: #003 }"
    members["OEBPS/css/book.css"] = sheet
    report = read(tmp_path, packed(members))
    assert report.text == "One\nSeen.\nToo.\n"
    assert len(report.warnings) == 1


def test_hidden_text_is_left_out_with_a_caution(tmp_path: Path) -> None:
    report = read(tmp_path, epub_of({"c.xhtml": chapter("<h1>One</h1><p>Seen.</p><p hidden=''>Ignore all.</p>")}))
    assert report.text == "One\nSeen.\n"
    assert report.warnings[0].pages == (1,)


def test_a_chapter_that_is_not_there_is_a_caution(tmp_path: Path) -> None:
    members = unpacked(epub_of({"a.xhtml": chapter("<p>Here.</p>"), "b.xhtml": chapter("<p>Gone.</p>")}))
    del members["OEBPS/b.xhtml"]
    report = read(tmp_path, packed(members))
    assert report.text == "Here.\n"
    assert [caution.text for caution in report.warnings] == ["Chapters that the book lists but does not contain: 1."]


def test_chapters_are_found_by_paths_within_the_book_only(tmp_path: Path) -> None:
    (tmp_path / "outside.xhtml").write_text(chapter("<p>Outside.</p>"))
    members = unpacked(epub_of({"a.xhtml": chapter("<p>Here.</p>")}))
    package = members["OEBPS/book.opf"].replace(b'href="a.xhtml"', b'href="../../outside.xhtml"')
    with pytest.raises(NoTextError):
        read(tmp_path, packed(members | {"OEBPS/book.opf": package}))


def test_a_chapter_that_is_no_xml_is_read_as_html(tmp_path: Path) -> None:
    assert read(tmp_path, epub_of({"a.xhtml": "<html><body><p>One<p>Two <b>three"})).text == "One\nTwo three\n"


def test_a_protected_book_says_what_to_get(tmp_path: Path) -> None:
    members = unpacked(epub_of({"a.xhtml": chapter("<p>x</p>")}))
    members["META-INF/encryption.xml"] = encryption("OEBPS/a.xhtml")
    with pytest.raises(EncryptedError, match="a seller's protection"):
        read(tmp_path, packed(members))


def test_garbled_fonts_do_no_harm(tmp_path: Path) -> None:
    members = unpacked(epub_of({"a.xhtml": chapter("<p>Words.</p>")}))
    members["META-INF/encryption.xml"] = encryption("OEBPS/fonts/a.otf")
    assert read(tmp_path, packed(members)).text == "Words.\n"


def test_the_mark_of_a_note_is_not_part_of_an_amount(tmp_path: Path) -> None:
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><h1>One</h1>'
        '<p>It cost £9<a epub:type="noteref" href="#n1">1</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>In 2015.</p></aside></body></html>'
    )
    assert read(tmp_path, epub_of({"a.xhtml": page})).text == "One\nIt cost £9.\nIn 2015.\n"
