"""A citation is a slice of the text, on the pages that the slice touches, or it does not exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.citations import cite, stands
from insourcing_assistant.errors import CitationError
from insourcing_assistant.types import Page, Passage, Source

#                       1         2         3
#             0123456789012345678901234567890123456
TEXT = "Front.\nNorton saved £3m.\nIt kept it."
PAGES = (Page(1, "i", 0, 7), Page(2, "1", 7, 18), Page(3, "2", 18, 25, ocr=True), Page(4, "3", 25, 36))


def make(start: int, end: int, *sources: Source) -> Passage:
    pages = tuple(page for page in PAGES if page.start < end and start < page.end)
    return Passage("p", "norton", "report", "page", TEXT[start:end], start, pages, sources=sources)


@st.composite
def passages_in_texts(draw: st.DrawFn) -> tuple[str, Passage]:
    """A text in pages, and a passage somewhere in it with sources of its own."""
    texts = draw(st.lists(st.text("ab £é水\n", min_size=1, max_size=12), min_size=1, max_size=5))
    pages, at = [], 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, f"p{number}", at, at + len(text), ocr=draw(st.booleans())))
        at += len(text)
    start = draw(st.integers(0, at - 1))
    end = draw(st.integers(start + 1, at))
    marks = sorted(draw(st.lists(st.integers(start, end), max_size=6, unique=True)))
    urls = draw(st.lists(st.sampled_from(["https://a", "https://b"]), min_size=len(marks), max_size=len(marks)))
    sources = tuple(Source(a, b, url) for a, b, url in zip(marks, marks[1:], urls, strict=False))
    touched = tuple(page for page in pages if page.start < end and start < page.end)
    whole = "".join(texts)
    return whole, Passage("p", "r", "report", "page", whole[start:end], start, touched, sources=sources)


@given(passages_in_texts(), st.data())
def test_every_citation_is_a_slice_on_the_pages_it_touches(made: tuple[str, Passage], data: st.DataObject) -> None:
    text, passage = made
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    if not passage.text[start:end].strip():
        with pytest.raises(CitationError, match="white space"):
            cite(passage, start, end)
        return
    citation = cite(passage, start, end)
    first, last = citation.start, citation.start + len(citation.quote)
    assert text[first:last] == citation.quote == passage.text[start:end].strip()
    assert stands(citation, text)
    touched = [page for page in passage.pages if set(range(page.start, page.end)) & set(range(first, last))]
    assert citation.pages == tuple(page.number for page in touched)
    assert citation.labels == tuple(page.label for page in touched)
    assert citation.ocr == any(page.ocr for page in touched)
    shared = [s.url for s in passage.sources if set(range(s.start, s.end)) & set(range(first, last))]
    assert citation.source_urls == tuple(dict.fromkeys(shared))


@given(st.integers(-3, 40), st.integers(-3, 40))
def test_a_range_that_is_empty_or_outside_is_refused(start: int, end: int) -> None:
    passage = make(7, 24)
    if 0 <= start < end <= 17 and passage.text[start:end].strip():
        assert cite(passage, start, end).quote in passage.text
    else:
        with pytest.raises(CitationError, match="Passage p: "):
            cite(passage, start, end)


def test_a_quote_over_a_page_turn_names_both_pages() -> None:
    citation = cite(make(7, 36), 0, 18)
    assert (citation.quote, citation.start) == ("Norton saved £3m.", 7)
    assert (citation.pages, citation.labels, citation.ocr) == ((2, 3), ("1", "2"), True)


def test_white_space_at_the_ends_is_left_out_and_its_page_with_it() -> None:
    citation = cite(make(0, 36), 6, 18)
    assert (citation.quote, citation.pages) == ("Norton save", (2,))


def test_only_the_sources_of_the_quote_are_named_each_once() -> None:
    sources = (Source(7, 13, "https://a"), Source(13, 24, "https://a"), Source(25, 36, "https://b"))
    assert cite(make(7, 36, *sources), 0, 17).source_urls == ("https://a",)
    assert cite(make(7, 36, *sources), 18, 29).source_urls == ("https://b",)


def test_what_no_page_holds_cannot_be_cited() -> None:
    stray = Passage("p", "norton", "report", "page", "Norton", 100, (Page(1, "i", 0, 7),))
    with pytest.raises(CitationError, match=r"no page holds the characters \[100, 106\)"):
        cite(stray, 0, 6)


def test_a_quote_stands_only_at_its_own_place() -> None:
    citation = cite(make(7, 25), 0, 6)
    assert stands(citation, TEXT)
    assert not stands(citation, f" {TEXT}")
    assert not stands(citation, TEXT.replace("Norton", "Nortun"))
    assert not stands(citation, "")


def test_a_citation_says_what_it_is_from_and_how_well_it_fits() -> None:
    citation = cite(make(7, 25), 0, 6, strength="weak")
    assert (citation.passage_id, citation.report_id, citation.kind) == ("p", "norton", "report")
    assert (citation.unit, citation.strength) == ("page", "weak")
