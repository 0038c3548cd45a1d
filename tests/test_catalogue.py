"""The catalogue becomes reports; a broken entry is named with its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.catalogue import load_catalogue
from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.types import Address

CORPUS = Path(__file__).parents[1] / "corpus"

FULL = """
[[report]]
id = "rebuilding-2019"
title = "Rebuilding: the case"
authors = ["A. Writer", "B. Writer"]
publisher = "A Publisher"
label = "AP"
kind = "report"
year = 2019
month = 5
date = 2019-05-29
date_note = "released on that day"
isbn = "978-1"
pages = 68
pages_note = "of a copy"
language = "en-GB"
rights = "all rights reserved"
url = "https://example.org/rebuilding"
filename = "rebuilding-2019.pdf"
aliases = ["The case"]
about = "Rebuilding was published in 2019."

[report.unverified]
publisher = "two are named"

[[report.address]]
url = "http://example.org/rebuilding.pdf"
format = "pdf"
evidence = "printed in a journal"
verified = true
archive = "https://web.archive.org/web/2019/http://example.org/rebuilding.pdf"
sha256 = "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"

[[report.transcript]]
url = "https://example.net/copy"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_arrives(tmp_path: Path) -> None:
    (report,) = load_catalogue(write(tmp_path, FULL))
    assert (report.id, report.title, report.label) == ("rebuilding-2019", "Rebuilding: the case", "AP")
    assert (report.authors, report.publisher) == (("A. Writer", "B. Writer"), "A Publisher")
    assert (report.year, report.month, report.date) == (2019, 5, "2019-05-29")
    assert (report.isbn, report.pages, report.language) == ("978-1", 68, "en-GB")
    assert (report.rights, report.url) == ("all rights reserved", "https://example.org/rebuilding")
    assert (report.filename, report.aliases) == ("rebuilding-2019.pdf", ("The case",))
    assert report.about == "Rebuilding was published in 2019."


def test_what_is_verified_and_what_is_not_are_kept_apart(tmp_path: Path) -> None:
    (report,) = load_catalogue(write(tmp_path, FULL))
    assert report.notes == (("publisher", "two are named"),)
    assert report.remarks == (("date", "released on that day"), ("pages", "of a copy"))
    assert report.addresses == (
        Address(
            url="http://example.org/rebuilding.pdf",
            evidence="printed in a journal",
            archive="https://web.archive.org/web/2019/http://example.org/rebuilding.pdf",
            verified=True,
            format="pdf",
            sha256="ab" * 32,
        ),
    )
    assert report.transcripts == (Address(url="https://example.net/copy"),)


def test_id_and_title_are_enough_and_the_order_is_kept(tmp_path: Path) -> None:
    entries = '[[report]]\nid = "b"\ntitle = "B"\n[[report]]\nid = "a-1"\ntitle = "A"\n'
    assert [report.id for report in load_catalogue(write(tmp_path, entries))] == ["b", "a-1"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "report = []\n"])
def test_an_empty_catalogue_is_valid(tmp_path: Path, text: str) -> None:
    assert load_catalogue(write(tmp_path, text)) == ()


def test_a_missing_catalogue_is_an_empty_one(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "catalogue.toml") == ()


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("year = '2019'", "year", "a whole number is expected."),
        ("year = 19", "year", "Input should be greater than or equal to 1800."),
        ("tilte = 'x'", "tilte", "there is no such field; see corpus/catalogue.toml for those there are."),
        ("authors = 'A. Writer'", "authors", "a list in square brackets is expected."),
        ("authors = ['A', ' ']", "authors.2", "this must not be empty."),
        ("publisher = 4", "publisher", "a text in quotation marks is expected."),
        ("url = 'ftp://example.org/x'", "url", "'ftp://example.org/x' is not a web address"),
        ("url = 'https://'", "url", "'https://' is not a web address"),
        ("url = 'https://example.org/a b'", "url", "hold no spaces."),
        ("url = 'javascript:alert(1)'", "url", "must begin with http:// or https://"),
        ("filename = '../x.pdf'", "filename", "'../x.pdf' is not a bare file name"),
        ("filename = '..'", "filename", "'..' is not a bare file name"),
        ("date = '2019-05-29'", "date", "a date without quotation marks is expected"),
        ("date = 2019-05-29\nyear = 2018", "", "the date 2019-05-29 is not in the year 2018."),
        ("kind = 'brief'", "kind", "Input should be 'report' or 'article'."),
        ("unverified = 'all'", "unverified", "a table is expected."),
        (
            "[[report.address]]\nurl = 'https://example.org'\nsha256 = 'abc'",
            "address.1.sha256",
            "'abc' is not a SHA-256",
        ),
        ("[[report.address]]\nverified = true", "address.1.url", "this field is missing."),
        ("[[report.address]]\nurl = 'https://example.org'\nverified = 'yes'", "address.1.verified", "true or false"),
    ],
)
def test_a_broken_field_is_named_with_its_entry(tmp_path: Path, line: str, field: str, problem: str) -> None:
    path = write(tmp_path, f"[[report]]\nid = 'one'\ntitle = 'One'\n[[report]]\nid = 'two'\ntitle = 'Two'\n{line}\n")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    assert (caught.value.entry, caught.value.field) == ("'two'", field)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{path}, entry 'two'")


@pytest.mark.parametrize("slug", ["Two", "two--2", "-two", "two_2", "two/2", "", "zwölf"])
def test_an_id_is_a_slug(tmp_path: Path, slug: str) -> None:
    with pytest.raises(CatalogueError, match=r"is not a slug|must not be empty") as caught:
        load_catalogue(write(tmp_path, f"[[report]]\nid = '{slug}'\ntitle = 'Two'\n"))
    assert caught.value.field == "id"


def test_an_entry_without_an_id_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"entry number 2, field 'id': this field is missing\.$"):
        load_catalogue(write(tmp_path, "[[report]]\nid = 'one'\ntitle = 'One'\n[[report]]\ntitle = 'Two'\n"))


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="entry 'one', field 'id': another entry has it too"):
        load_catalogue(write(tmp_path, "[[report]]\nid = 'one'\ntitle = 'One'\n" * 2))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[report]\n", "this cannot be read as TOML"),
        ("[report]\nid = 'one'\n", r"write \[\[report\]\], with two brackets"),
        ("[[reports]]\nid = 'one'\n", "field 'reports': a catalogue holds only"),
        ("report = [3]\n", "entry number 1"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=problem):
        load_catalogue(write(tmp_path, text))


def test_the_catalogue_of_the_corpus_has_the_nine_publications() -> None:
    reports = load_catalogue(CORPUS / "catalogue.toml")
    assert [report.id for report in reports] == [
        "democratising-local-public-services-2019",
        "rebuilding-capacity-2019",
        "out-of-contract-love-in-2018",
        "out-of-contract-toolkit-2018",
        "post-carillion-insolvency-2018",
        "insourcing-update-2011",
        "working-at-the-frontline-of-austerity",
        "redefining-neighbourhoods-2017",
        "cwb-insourcing-landing-page",
    ]
    for report in reports:
        assert report.about, report.id
        assert report.label, report.id
        assert report.rights, report.id
        assert report.notes, report.id
