"""What the Library page says of one publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.types import Address, Caution
from insourcing_assistant.ui.publications import entry, kind_words
from tests.ui.holdings import BINS, LAMPS, SHELF, WARDS, WICKED, held, text_of
from tests.ui.reading import elements, of_class, of_tag


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((), "no text yet"),
        ((text_of("brief"),), "brief only"),
        ((text_of("report"), text_of("brief")), "full text"),
        ((text_of("article"),), "web article"),
        ((text_of("report", pages_ocr=3),), "full text, partly read by OCR"),
        ((text_of("report", pages_ocr=11, pages_without_text=1),), "full text, read by OCR"),
    ],
)
def test_what_there_is_of_it_is_said_in_words(texts: tuple, words: str) -> None:  # type: ignore[type-arg]
    assert kind_words(held(BINS, *texts)) == words


def test_a_publication_is_shown_with_all_that_is_known_of_it() -> None:
    markup = entry(SHELF[0])
    (title,), (origin,) = of_tag(markup, "h2"), of_class(markup, "meta")
    assert title.text == "Rebuilding the Wards"
    assert origin.text == "Ann Lee; Bo Oak · Northmoor Institute · 2019"
    assert [tag.text for tag in of_class(markup, "tag")] == ["full text, partly read by OCR", "12 pages"]
    words = of_tag(markup, "article")[0].text
    assert "Rights: (c) Northmoor Institute" in words
    assert "12 pages (2 read by OCR), 30 passages; 3.0 s" in words
    assert "Pages 2–3: Read by OCR." in words
    assert "wards.pdf, added 2026-11-01" in words
    assert of_class(markup, "missing") == []


def test_each_text_that_is_there_can_be_read() -> None:
    markup = entry(SHELF[0])
    links = [each for each in of_tag(markup, "a") if each.attributes["href"].startswith("source?")]
    assert [(each.text, each.attributes["href"]) for each in links] == [
        ("full text of Rebuilding the Wards", "source?of=wards-2019&text=report&page=1"),
        ("brief of Rebuilding the Wards", "source?of=wards-2019&text=brief&page=1"),
    ]
    assert "Read here" not in entry(SHELF[2])


def test_a_missing_full_text_is_explained_with_the_steps_to_take() -> None:
    markup = entry(SHELF[1])
    (missing,) = of_class(markup, "missing")
    assert "Nobody has put this one’s file into the library, so answers come from a brief about it." in missing.text
    assert "Download it from the first of the addresses below that works." in missing.text
    assert "corpus/reports as bins-2011.pdf" in missing.text
    assert "listed or printed elsewhere: printed in its newsletter" in missing.text
    assert "(archived copy of https://mirror.example.org/bins.pdf (opens in a new tab)), not verified" in missing.text
    assert "Not certain (year): The cover has no date." in of_tag(markup, "article")[0].text
    assert "48 pages in print" in [tag.text for tag in of_class(markup, "tag")]


def test_without_an_address_the_publisher_is_to_be_asked() -> None:
    (missing,) = of_class(entry(SHELF[2]), "missing")
    assert "nothing can be answered from it yet" in missing.text
    assert "Ask its publisher for a copy" in missing.text
    assert "its rights are not known" in missing.text


def test_where_files_can_be_added_the_last_step_leads_there() -> None:
    (missing,) = of_class(entry(SHELF[1], add_link='<a href="#add">Add its file</a>'), "missing")
    assert "Add its file" in missing.text
    assert "insourcing ingest" not in missing.text


def test_only_web_addresses_become_links() -> None:
    addresses = [link.attributes["href"] for link in of_class(entry(SHELF[1]), "out")]
    assert addresses == [
        "https://union.example.org/bins.pdf",
        "https://mirror.example.org/bins.pdf",
        "https://web.archive.example.org/bins.pdf",
    ]
    assert of_tag(entry(held(replace(LAMPS, url="javascript:alert(1)"))), "a") == []


def test_nothing_that_others_wrote_becomes_markup() -> None:
    report = replace(
        WARDS,
        title=WICKED,
        authors=(WICKED,),
        publisher=WICKED,
        rights=WICKED,
        filename=WICKED,
        url=f"https://a.example.org/{WICKED}",
        notes=((WICKED, WICKED),),
        remarks=((WICKED, WICKED),),
        addresses=(Address(f"https://a.example.org/{WICKED}", WICKED),),
    )
    wicked = text_of("brief", path=WICKED, warnings=(Caution(WICKED),))
    plain = entry(held(replace(report, title="Plain"), text_of("brief")))
    markup = entry(held(report, wicked))
    tags = {each.tag for each in elements(markup)}
    assert not tags & {"script", "img"}
    assert tags - {"ul"} <= {each.tag for each in elements(plain)} | {"h3"}
    assert not [each for each in elements(markup) if any(name.startswith("on") for name in each.attributes)]
    assert "\u202e" not in markup
