from dataclasses import replace

import pytest

from insourcing_assistant.types import Address
from insourcing_assistant.ui.original import given_links, original_link
from tests.ui.answers import REPORTS
from tests.ui.reading import of_class

WARDS = REPORTS["wards-2019"]


def address(markup: str) -> str:
    (link,) = of_class(markup, "out")
    return link.attributes["href"]


def test_a_pdf_opens_at_the_page_of_the_file() -> None:
    report = replace(WARDS, url="https://x.example/wards.PDF?v=2#top")
    assert address(original_link(report, "report", "page", 14)) == "https://x.example/wards.PDF?v=2#page=14"


def test_a_known_pdf_is_preferred_to_the_page_about_the_publication() -> None:
    report = replace(WARDS, addresses=(Address("https://x.example/get?id=7", format="pdf"),))
    assert address(original_link(report, "report", "page", 3)) == "https://x.example/get?id=7#page=3"


@pytest.mark.parametrize(("kind", "unit"), [("brief", "section"), ("article", "section"), ("report", "section")])
def test_what_has_no_pages_leads_to_no_page(kind: str, unit: str) -> None:
    report = replace(WARDS, url="https://x.example/wards.pdf")
    assert address(original_link(report, kind, unit, 3)) == "https://x.example/wards.pdf"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)//.pdf", "file:///etc/passwd.pdf", "https://[", "data:x"]
)
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    report = replace(WARDS, url=url, addresses=(Address(url or ""),))
    assert original_link(report, "report", "page", 1) == ""
    assert given_links([url or ""]) == ""


def test_the_sources_of_a_brief_are_linked_once_each() -> None:
    markup = given_links(["https://a.example/1", "https://b.example/2", "https://a.example/1"])
    assert [each.attributes["href"] for each in of_class(markup, "out")] == [
        "https://a.example/1",
        "https://b.example/2",
    ]
    assert of_class(markup, "given")[0].text.startswith("Sources given by the brief: a.example")
