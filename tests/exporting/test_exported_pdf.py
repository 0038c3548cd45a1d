"""The PDF is tagged and complete, and its footnotes stand on the page that they belong to."""

from __future__ import annotations

import ctypes
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from insourcing_assistant.errors import ExportError
from insourcing_assistant.exporting import export, pandoc
from insourcing_assistant.exporting.elements import document, paragraph, words
from insourcing_assistant.exporting.pdf import pdf
from insourcing_assistant.exporting.records import read_record
from insourcing_assistant.types import Answer, Comparison, ComparisonRow, Statement
from tests.exporting.making import ANSWER, COMPARISON, PAGED, REPORTS, hostile_record, recorded


def written(*records: dict[str, object], style: str = "harvard") -> bytes:
    return export(records, REPORTS, format_key="pdf", style=style).content


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    read = pypdfium2.PdfDocument(content)
    try:
        yield read
    finally:
        read.close()


def pages(content: bytes) -> list[str]:
    with opened(content) as read:
        texts = [page.get_textpage().get_text_bounded() for page in read]
    # A word divided at a line's end has a mark of its own there.
    return [" ".join(re.sub("[\ufffe\u00ad]\\s*", "", text).split()) for text in texts]


@pytest.mark.parametrize("style", ["harvard", "apa", "oscola"])
def test_it_is_tagged_and_says_its_title_and_language(style: str) -> None:
    content = written(recorded(), recorded(COMPARISON), style=style)
    with opened(content) as read:
        assert read.get_metadata_dict()["Title"] == f"{ANSWER.question} And 1 more question"
        assert read.get_metadata_dict()["Author"] == "Insourcing Assistant"
        assert read.get_metadata_dict()["CreationDate"].startswith("D:20261128123045")
        assert pdfium.FPDFCatalog_IsTagged(read)
    assert b"pdfuaid:part" in content
    assert b"(en-GB)" in content


def test_headings_notes_links_lists_and_header_cells_are_tagged_as_such() -> None:
    with opened(written(recorded(), recorded(COMPARISON))) as read:
        tags = {tag for page in read for tag in tags_of(page)}
    assert {"H1", "P", "Note", "Link", "L", "LI", "Table", "THead", "TH", "TD"} <= tags


def tags_of(page: Any) -> Iterator[str]:
    """The types of the elements of a page's structure."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    waiting = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    while waiting:
        element = waiting.pop()
        length = pdfium.FPDF_StructElement_GetType(element, None, 0)
        name = ctypes.create_string_buffer(length)
        pdfium.FPDF_StructElement_GetType(element, name, length)
        yield name.raw.decode("utf-16-le").rstrip("\0")
        children = range(pdfium.FPDF_StructElement_CountChildren(element))
        waiting += filter(None, (pdfium.FPDF_StructElement_GetChildAtIndex(element, at) for at in children))
    pdfium.FPDF_StructTree_Close(tree)


@pytest.mark.parametrize("before", [4, 6, 8])
def test_the_footnote_of_a_cell_never_comes_before_its_row(before: int) -> None:
    quotes = [replace(PAGED, pages=(at,), quote=f"Quote {at} {'goes on ' * 60}end {at}.") for at in range(1, 7)]
    rows = [
        ComparisonRow("wards-2019", ((one,), (other,))) for one, other in zip(quotes[::2], quotes[1::2], strict=True)
    ]
    said = tuple(
        Statement(f"{'More words follow. ' * 12}", (replace(PAGED, pages=(90 + at,)),)) for at in range(before)
    )
    compared = replace(
        COMPARISON,
        statements=tuple(Statement(quote.quote, (quote,)) for quote in quotes),
        table=Comparison(("cost", "quality"), tuple(rows)),
    )
    texts = pages(written(recorded(Answer("Q?", statements=said)), recorded(compared)))
    assert len(texts) > 1
    for at in range(1, 7):
        (row, *_) = [page for page, text in enumerate(texts) if f"“Quote {at} " in text]
        (note,) = [page for page, text in enumerate(texts) if f"end {at}.” " in text]
        assert row <= note <= row + 1


def test_a_table_that_goes_to_the_next_page_takes_the_notes_of_its_first_row_along() -> None:
    quotes = [
        replace(PAGED, pages=(at,), labels=(str(300 + at),), quote=f"Quote {at} {'goes on ' * 14}end.")
        for at in range(1, 5)
    ]
    compared = replace(
        COMPARISON,
        statements=tuple(Statement(quote.quote, (quote,)) for quote in quotes),
        table=Comparison(
            ("cost", "quality"),
            tuple(
                ComparisonRow("wards-2019", ((one,), (other,)))
                for one, other in zip(quotes[::2], quotes[1::2], strict=True)
            ),
        ),
    )
    for before in (7, 8):
        said = tuple(Statement("More words follow. " * 12, (replace(PAGED, pages=(90 + at,)),)) for at in range(before))
        texts = pages(written(recorded(Answer("Q?", statements=said)), recorded(compared)))
        (row,) = [page for page, text in enumerate(texts) if "“Quote 1 " in text]
        (note,) = [page for page, text in enumerate(texts) if "p. 301)" in text]
        assert row == note


def test_it_says_who_wrote_it_and_when() -> None:
    assert "Insourcing Assistant · 28 November 2026" in pages(written(recorded()))[0]


def test_its_fonts_are_embedded() -> None:
    content = written(recorded())
    with opened(content) as read:
        fonts = set()
        for item in read[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(item)
            fonts.add(bool(pdfium.FPDFFont_GetIsEmbedded(font)))
    assert fonts == {True}


def test_it_holds_answer_notes_and_bibliography() -> None:
    (page,) = pages(written(recorded()))
    assert ANSWER.question in page
    assert "It was hard, and the bins came home." in page
    assert "As told in this library’s brief on it, a secondary source" in page
    assert "Bibliography" in page
    assert "1 / 1" in page


def test_a_footnote_stands_on_the_page_of_its_sentence() -> None:
    statements = tuple(
        Statement(
            f"Sentence {number}. {'More words follow. ' * 60}",
            (replace(PAGED, pages=(number,), labels=("",), quote=f"Quote {number}."),),
        )
        for number in range(1, 9)
    )
    texts = pages(written(recorded(Answer("Q?", statements=statements))))
    assert len(texts) > 2
    for number in range(1, 9):
        (at,) = [page for page, text in enumerate(texts) if f"“Quote {number}.”" in text]
        # The sentence may end, with its reference, one page after the one that it begins on.
        (begun,) = [page for page, text in enumerate(texts) if f"Sentence {number}." in text]
        assert at - begun in (0, 1)
    assert sum("“Quote" in text for text in texts) > 1


def test_every_quote_stands_word_for_word() -> None:
    everything = " ".join(pages(written(recorded(), recorded(COMPARISON))))
    assert all(citation.quote in everything for citation in (*ANSWER.citations, *COMPARISON.citations))


@pytest.mark.parametrize("style", ["harvard", "oscola"])
def test_hostile_text_is_text(style: str) -> None:
    content = written(hostile_record(), style=style)
    text = " ".join(pages(content))
    assert "<script>alert(1)</script>" in text
    assert "/* d */" in text
    assert text.count("word") > 1999
    assert b"/JavaScript" not in content
    assert b"/Launch" not in content
    assert all(address.startswith(b"https://") for address in re.findall(rb"/URI ?\((.*?)\)", content))


def test_addresses_are_links() -> None:
    assert b"/URI(https://union.example.org/bins)" in written(recorded())


def test_a_letter_that_no_font_has_costs_the_standard_and_not_the_file() -> None:
    told = document("T", [paragraph(words("A \u0378 B"))], author="A", lang="en-GB")
    content = pdf(told, made_at=read_record(recorded()).asked_at)
    with opened(content) as read:
        assert pdfium.FPDFCatalog_IsTagged(read)
    assert b"pdfuaid:part" not in content


def test_what_typst_refuses_is_an_error_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "write", lambda *arguments, **options: b"#no-such-function()")
    with pytest.raises(ExportError, match="typst could not set it"):
        pdf(document("T", []), made_at=read_record(recorded()).asked_at)


def test_setting_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert written(hostile_record()).startswith(b"%PDF-")
