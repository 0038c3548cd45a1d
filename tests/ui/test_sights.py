from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.errors import UnknownPageError, UnknownReportError, UsageError
from insourcing_assistant.types import Span
from insourcing_assistant.ui import sights
from insourcing_assistant.ui.sights import Asked, asked_by, asked_for, digest_of, look, no_texts
from tests.ui.answers import BRIEF, PDF, quote
from tests.ui.texts import PARSED, texts_of

CITATION = quote(PDF, "Sickness fell by a fifth")
ASKED = asked_by(CITATION)


def read(address: str) -> Asked:
    return asked_for(dict(parse_qsl(urlsplit(address).query)))


def test_a_citation_asks_for_its_page_and_its_words() -> None:
    sight = look(ASKED, texts_of())
    assert sight.page.number == 2
    assert sight.quote is not None
    assert sight.parsed.text[slice(*sight.quote)] == "Sickness fell by a fifth"
    assert sight.text[slice(*(sight.on_page or (0, 0)))] == "Sickness fell by a fifth"


@given(
    st.builds(
        Asked,
        report_id=st.text(min_size=1, max_size=40),
        kind=st.sampled_from(sights.KINDS),
        page=st.integers(0, 10**9 - 1),
        quote=st.none() | st.builds(Span, st.integers(0, 10**8), st.integers(0, 10**8)),
        view=st.sampled_from(["picture", "text"]),
        zoom=st.sampled_from(sights.ZOOMS),
    ).map(lambda asked: replace(asked, digest=digest_of("words") if asked.quote else ""))
)
def test_an_address_is_read_as_it_was_written(asked: Asked) -> None:
    assert read(asked.address) == asked


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"of": "wards-2019"},
        {"of": "wards-2019", "text": "catalogue", "page": "1"},
        {"of": "wards-2019", "text": "report", "page": "one"},
        {"of": "wards-2019", "text": "report", "page": "-1"},
        {"of": "wards-2019", "text": "report", "page": "²"},
        {"of": "wards-2019", "text": "report", "page": "9" * 5000},
        {"of": "w" * 301, "text": "report", "page": "1"},
    ],
)
def test_an_address_that_names_no_page_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="names no page"):
        asked_for(query)


@pytest.mark.parametrize("zoom", ["", "0", "1", "99999", "x", "170"])
def test_zoom_is_one_of_a_few(zoom: str) -> None:
    assert asked_for({"of": "w", "text": "report", "zoom": zoom}).zoom in sights.ZOOMS


@pytest.mark.parametrize(
    "said",
    ["x", "-", "1000", "1000-", "-1000", "5-4", "4-4", "0-999999999", "1-2-3-4", "1000-1001-0000", "<b>-2", "1e3-2000"],
)
def test_a_quote_that_stands_nowhere_is_lost_and_the_page_is_shown(said: str) -> None:
    sight = look(asked_for({"of": "wards-2019", "text": "report", "page": "2", "quote": said}), texts_of())
    assert (sight.quote, sight.is_lost, sight.page.number) == (None, True, 2)


def test_a_span_without_a_digest_is_taken_as_it_is() -> None:
    sight = look(asked_for({"of": "wards-2019", "text": "report", "page": "2", "quote": "1000-1008"}), texts_of())
    assert sight.quote == (1000, 1008)


def test_a_quote_is_lost_when_other_words_stand_there_now() -> None:
    key = ("wards-2019", "report")
    parsed = PARSED["wards-2019", "report"]
    changed = replace(parsed, text=parsed.text.replace("Sickness", "Weakness"))
    sight = look(ASKED, texts_of({key: changed}))  # type: ignore[dict-item]
    assert sight.is_lost
    assert sight.on_page is None


def test_a_very_long_quote_is_not_marked() -> None:
    parsed = PARSED["wards-2019", "report"]
    long = replace(parsed, text=parsed.text + "x" * sights.MAX_QUOTE_CHARS)
    asked = Asked("wards-2019", "report", 2, Span(0, sights.MAX_QUOTE_CHARS + 1))
    assert look(asked, texts_of({("wards-2019", "report"): long})).is_lost


def test_a_quote_over_a_page_turn_stands_on_both_pages_with_its_part() -> None:
    # Page 2 of the text begins at 1000: from 990 to 1008 are 10 characters of page 1 and "Sickness" of page 2.
    asked = Asked("wards-2019", "report", 1, Span(990, 1008))
    first, second = look(asked, texts_of()), look(replace(asked, page=2), texts_of())
    assert first.on_page == (990, 1000)
    assert second.text[slice(*(second.on_page or (0, 0)))] == "Sickness"
    assert second.quoted_page == first.page


def test_on_another_page_the_quote_is_known_to_stand_elsewhere() -> None:
    sight = look(replace(ASKED, page=3), texts_of())
    assert sight.on_page is None
    assert sight.quoted_page is not None
    assert sight.quoted_page.number == 2


def test_what_is_not_there_is_an_error_of_ours() -> None:
    with pytest.raises(UnknownPageError, match="no page 4 in this text, which has 3 pages"):
        look(replace(ASKED, page=4), texts_of())
    with pytest.raises(UnknownReportError):
        look(replace(ASKED, report_id="gone"), texts_of())
    with pytest.raises(UnknownReportError):
        look(asked_by(quote(BRIEF, "64% named")), no_texts())
    assert no_texts().file("wards-2019", "report") is None
