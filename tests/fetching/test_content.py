"""What was downloaded is what its bytes say, and a page in the way of a publication is not the publication."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching.content import recognise
from tests.fetching.making import READABLE
from tests.fetching.server import ARTICLE, PDF

WORDS = "<p>" + "Councils brought their services back in-house after that. " * 20 + "</p>"


def recognised(
    folder: Path, content: bytes, *, expects: str | None = None, says: str = "", readable: tuple[str, ...] = READABLE
) -> str:
    path = folder / "part"
    path.write_bytes(content)
    return recognise(path, address="http://a.example/b", expects=expects, content_type=says, readable=readable)


def problem(folder: Path, content: bytes, *, expects: str | None = None, says: str = "") -> str:
    with pytest.raises(FetchError) as caught:
        recognised(folder, content, expects=expects, says=says)
    return caught.value.problem


def page(title: str, body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def packed(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return written.getvalue()


@pytest.mark.parametrize("says", ["application/pdf", "application/octet-stream", "text/html", "text/plain", ""])
def test_a_pdf_is_a_pdf_whatever_the_server_calls_it(tmp_path: Path, says: str) -> None:
    assert recognised(tmp_path, PDF, expects="pdf", says=says) == ".pdf"
    assert recognised(tmp_path, b"\xef\xbb\xbf\r\n" + PDF + b"\0" * 1000, says=says) == ".pdf"


def test_a_pdf_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path, PDF[:-10_000]) == "it is a PDF that has been cut short: its end is missing."


def test_a_web_page_is_no_pdf(tmp_path: Path) -> None:
    sentence = "it is a web page, where a PDF was expected."
    assert problem(tmp_path, ARTICLE, expects="pdf", says="application/pdf") == sentence


def test_a_pdf_is_no_web_page(tmp_path: Path) -> None:
    assert problem(tmp_path, PDF, expects="html") == "it is a PDF, where a web page was expected."


@pytest.mark.parametrize("says", ["text/html; charset=utf-8", "application/pdf", ""])
def test_an_article_is_accepted_where_one_is_expected(tmp_path: Path, says: str) -> None:
    assert recognised(tmp_path, ARTICLE, expects="html", says=says) == ".html"
    assert recognised(tmp_path, b"\n<?xml version='1.0'?>\n<!-- a -->" + ARTICLE, expects="html", says=says) == ".html"


def test_a_page_without_html_at_its_beginning_is_one_by_the_servers_word(tmp_path: Path) -> None:
    assert recognised(tmp_path, WORDS.encode(), expects="html", says="text/html") == ".html"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (page("Log in", "<form><input type='password' name='p'></form>"), "it is a page to log in"),
        (page("Our reports", f"<input type=password>{WORDS}"), "it is a page to log in"),
        (page("Members only", WORDS), "it is a page to log in"),
        (page("APSE", f"<h1>Sign in to read on</h1>{WORDS}"), "it is a page to log in"),
        (page("Page not found | APSE", WORDS * 3), "it is an error page"),
        (page("404", "Sorry!"), "it is an error page"),
        (page("Error 503", WORDS), "it is an error page"),
        (page("APSE", f"<h1>The page you asked for cannot be found</h1>{WORDS}"), "it is an error page"),
        (page("Access Denied", "Reference #18"), "it is an error page"),
        (page("Just a moment...", "<script>challenge()</script>"), "it is a page that wants proof of a human visitor"),
        (page("x", "Please verify you are human to go on."), "it is a page that wants proof of a human visitor"),
        (
            page("We value your privacy", "<p>We use cookies.</p><button>Accept all cookies</button>" + WORDS),
            "it is a page that asks for consent to cookies",
        ),
        (
            page("Report", "<script>" + "var words = 'many words here';" * 200 + "</script><p>Loading…</p>"),
            "hardly any",
        ),
        (page("", ""), "it is a web page with hardly any text (0 words)."),
    ],
)
@pytest.mark.parametrize("expects", ["html", None])
def test_a_page_in_the_way_of_the_publication_is_named(
    tmp_path: Path, content: bytes, sentence: str, expects: str | None
) -> None:
    assert sentence in problem(tmp_path, content, expects=expects, says="text/html")


def test_an_obstacle_is_named_even_where_a_pdf_was_expected(tmp_path: Path) -> None:
    assert "log in" in problem(tmp_path, page("Log in", "Who are you?"), expects="pdf", says="application/pdf")


@pytest.mark.parametrize(
    "content",
    [
        page("Insourcing after 403 days", WORDS * 4),
        page("What councils found", f"<form>Log in <input type='password'></form>{WORDS * 4}"),
        page("What councils found", f"<p>We use cookies. Accept all cookies.</p>{WORDS * 4}"),
        page("Errors of outsourcing", WORDS),
        page("In-house: the services that could not be found elsewhere", WORDS),
    ],
)
def test_an_article_is_not_mistaken_for_an_obstacle(tmp_path: Path, content: bytes) -> None:
    assert recognised(tmp_path, content, expects="html", says="text/html") == ".html"


def test_a_page_in_another_encoding_is_read(tmp_path: Path) -> None:
    for name in ("latin-1", "no-such-encoding"):
        content = page("Häfen", f'<meta charset="{name}">{WORDS}').decode().encode("latin-1")
        assert recognised(tmp_path, content, expects="html") == ".html"


def test_office_files_and_books_are_told_from_other_archives(tmp_path: Path) -> None:
    assert recognised(tmp_path, packed(word__document_xml="<a/>")) == ".docx"
    assert recognised(tmp_path, packed(mimetype="application/vnd.oasis.opendocument.text")) == ".odt"
    assert recognised(tmp_path, packed(mimetype="application/epub+zip")) == ".epub"
    assert problem(tmp_path, packed(readme="x")) == "files of this kind (.zip) cannot be read."
    assert problem(tmp_path, b"PK\x03\x04 broken") == "files of this kind (.zip) cannot be read."


def test_text_is_text_by_the_servers_word(tmp_path: Path) -> None:
    assert recognised(tmp_path, b"A plan.", says="text/plain; charset=utf-8") == ".txt"
    assert recognised(tmp_path, b"# A plan", says="text/markdown") == ".md"
    unknown = "it is no kind of file that can be read."
    assert problem(tmp_path, b"A\0B", says="text/plain") == unknown
    assert problem(tmp_path, b"A plan.", says="application/octet-stream") == unknown
    assert problem(tmp_path, b"", says="application/pdf") == unknown
    assert problem(tmp_path, b"", expects="pdf") == "it is something else, where a PDF was expected."


def test_what_nobody_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"files of this kind \(\.pdf\) cannot be read"):
        recognised(tmp_path, PDF, readable=(".txt",))
