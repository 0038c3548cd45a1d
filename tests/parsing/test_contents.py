from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import (
    DamagedFileError,
    EncryptedError,
    MislabelledFileError,
    ParseError,
    UnsupportedFormatError,
)
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Report
from tests.parsing.making import docx_of, epub_of, odt_of, packed

REPORT = Report(id="example", title="Example")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HTML = b"\n<!-- saved --><!DOCTYPE html><html><body><p>Log in</p></body></html>"
DOCX = docx_of("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
XLSX = packed({"xl/workbook.xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", PDF, r"it is a PDF file, .* \(\.txt\)\. Rename it so that its name ends in \.pdf\."),
        ("a.html", PDF, r"it is a PDF file"),
        ("a.docx", PDF, r"it is a PDF file"),
        ("a.pdf", HTML, r"it is a web page, .*log-in or error page.*download it again.*\.html"),
        ("a.docx", HTML, r"it is a web page"),
        ("a.txt", HTML, r"it is a web page"),
        ("a.pdf", DOCX, r"it is a Word document, .* \.docx"),
        ("a.odt", DOCX, r"it is a Word document"),
        ("a.txt", DOCX, r"it is a Word document"),
        ("a.docx", odt_of("<text:p>x</text:p>"), r"it is an OpenDocument text, .* \.odt"),
        ("a.html", epub_of({"c.xhtml": "<html/>"}), r"it is an e-book .* \.epub"),
        ("a.docx", XLSX, r"it is an Excel workbook"),
        ("a.docx", OLE, r"it is a document of an old Office program.*save it as \.docx or PDF"),
        ("a.txt", OLE, r"it is a document of an old Office program"),
        ("a.docx", b"{\\rtf1 text}", r"Rich Text Format.*save it as \.docx or PDF"),
        ("a.pdf", PNG, r"it is a picture.*saved as a PDF"),
        ("a.md", packed({"a.txt": "x"}), r"it is a ZIP archive.*Unpack it"),
        ("a.txt", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" * 9, r"binary data and not a text"),
        ("a.md", bytes(range(256)) * 4, r"binary data and not a text"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_called_what_it_is(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MislabelledFileError, match=sentence) as refusal:
        parse(REPORT, path)
    assert refusal.value.report_id == "example"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.doc", OLE, r"\(\.doc\) cannot be read\. Open it in Word or LibreOffice and save it as \.docx or PDF\."),
        ("a.rtf", b"{\\rtf1 x}", r"save it as \.docx or PDF"),
        ("a.xlsx", XLSX, r"save it as a PDF"),
        ("a.pptx", b"PK", r"save it as a PDF"),
        ("a.png", PNG, r"saved as a PDF"),
        ("a.mht", HTML, r"print it to a PDF"),
        ("a.zip", DOCX, r"It is a Word document: rename it so that its name ends in \.docx\."),
        ("report", PDF, r"\(no suffix\) cannot be read\. It is a PDF file: rename it"),
        ("a.xyz", b"?", r"Convert it to one of: \.pdf, \.docx"),
    ],
)
def test_a_kind_that_is_not_read_says_what_to_do(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnsupportedFormatError, match=sentence):
        parse(REPORT, path)


def test_an_encrypted_word_document_says_how_it_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.docx"
    path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100)
    with pytest.raises(EncryptedError, match=r"protected by a password.*save it in Word without a password"):
        parse(REPORT, path, password="guess")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"The magic of a file is %PDF-1.7, and that of an archive PK."),
        ("a.txt", b"BMX tracks and BMW cars were not insourced."),
        ("a.md", b"<html>\n\n# Words\n"),
        ("a.html", b"<p>A page without much ado about itself.</p>"),
    ],
)
def test_words_about_formats_are_words(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert parse(REPORT, path).text.strip()


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub"])
def test_an_archive_that_breaks_off_is_damaged(tmp_path: Path, suffix: str) -> None:
    whole = {".docx": DOCX, ".odt": odt_of("<text:p>x</text:p>"), ".epub": epub_of({"c.xhtml": "<html/>"})}[suffix]
    path = tmp_path / f"cut{suffix}"
    for length in (5, 30, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:length])
        with pytest.raises(ParseError, match="damaged"):
            parse(REPORT, path)


def test_comments_without_end_are_looked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "comments.md"
    path.write_text("<!---->" * 10_000 + "\n\nWords.\n")
    assert parse(REPORT, path).text == "Words.\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.docx").mkdir()
    with pytest.raises(DamagedFileError, match="Is a directory"):
        parse(REPORT, tmp_path / "folder.docx")
