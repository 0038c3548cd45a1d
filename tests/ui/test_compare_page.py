"""The Compare page is a form that works by itself, a table with its sources, and two files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from starlette.testclient import TestClient

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.types import Citation, Report, Statement
from insourcing_assistant.ui import build_ui, create_app
from insourcing_assistant.ui.answers import compared
from insourcing_assistant.ui.compare_page import start_page
from insourcing_assistant.ui.comparing import Wanted
from tests.ui.answers import ARTICLE, COMPARE, REPORTS, WHY, answer_of, quote
from tests.ui.holdings import SHELF, WICKED
from tests.ui.pdfs import write_pdf
from tests.ui.reading import elements, of_class, of_tag
from tests.ui.rooms import in_a_loop
from tests.ui.tables import NOTE, Comparer

TWO = "report=wards-2019&report=bins-2011&aspect=reasons&aspect=cost"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    wards = write_pdf(
        tmp_path_factory.mktemp("files") / "wards.pdf",
        [["One"], ["Insourcing was less a reaction to contract failure", "than a deliberate choice."]],
    )

    def page_file(citation: Citation) -> Path | None:
        return wards if citation.report_id == "wards-2019" and citation.unit == "page" else None

    room = in_a_loop(
        lambda: build_ui(ask=answer_of, compare=Comparer(), reports=REPORTS, shelf=lambda: SHELF, page_file=page_file)
    )
    with TestClient(in_a_loop(lambda: create_app(room)), follow_redirects=False) as client:
        yield client


def test_the_form_offers_every_publication_and_the_usual_aspects(client: TestClient) -> None:
    page = client.get("/compare").text
    ticks = [each.attributes for each in of_tag(page, "input") if each.attributes.get("type") == "checkbox"]
    assert {each["value"] for each in ticks if each["name"] == "report"} == set(REPORTS)
    assert "recommendations" in [each["value"] for each in ticks if each["name"] == "aspect"]
    assert not any("checked" in each for each in ticks)


def test_publications_of_one_publisher_stand_together(client: TestClient) -> None:
    groups = of_class(client.get("/compare").text, "group")
    assert [group.text.partition("  ")[0][:19] for group in groups] == ["Northmoor Institute", "Other publishersBin"]
    assert "Leisure after the Contract 2016" in groups[0].text
    assert "Public Works Union, 2011" in groups[1].text


def test_what_a_form_sends_is_made_an_address_to_keep(client: TestClient) -> None:
    sent = client.get(f"/compare?{TWO}&aspect=pay%2C+cost%2C+")
    assert (sent.status_code, sent.headers["location"]) == (303, f"compare?{TWO}&aspect=pay")
    asked = client.get("/compare", params={"question": f" {COMPARE} ", "report": "bins-2011"})
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("compare?question=How+do+Northmoor")
    assert client.get(f"/{asked.headers['location']}").status_code == 200


def test_the_table_quotes_cites_and_links_to_its_sources(client: TestClient) -> None:
    page = client.get(f"/compare?{TWO}").text
    links = of_class(page, "cite")
    assert [each.text for each in links] == [
        "Source 1: (Northmoor 2019, brief, “Survey figures”)",
        "Source 2: (Northmoor 2019, p. 12)",
        "Source 3: (PWU 2011, p. 11, read by OCR)",
    ]
    names = {each.attributes.get("id") for each in of_class(page, "card")}
    assert {each.attributes["href"].removeprefix("#") for each in links} == names
    assert "not addressed" in of_tag(page, "table")[0].text
    below = of_class(page, "below")[0].text
    assert NOTE in below
    assert "Briefs are secondary sources" in below
    assert 'data-record="abcdefgh23456789"' in page
    assert 'action="answer/abcdefgh23456789/export"' in page
    assert of_tag(page, "title")[0].text.startswith("Compare: reasons, cost")


def test_what_stands_in_no_cell_is_said_below_the_table_with_links_of_its_own() -> None:
    made = answer_of(COMPARE)
    beside = Statement("The parks followed.", (quote(ARTICLE, "The parks followed the bins."),))
    twice = Statement("They followed.", (*beside.citations, *made.citations[:1]))
    answer = replace(made, statements=(*made.statements, beside, twice))
    said = "".join(compared(answer, REPORTS, most_columns=4))
    assert [each.text.partition(" Source")[0] for each in of_class(said, "statement")] == [beside.text, twice.text]
    names = [each.attributes["id"] for each in of_class(said, "cite") if "id" in each.attributes]
    assert len(names) == len(set(names)) == 3


def test_what_was_compared_is_ticked_in_the_form_below(client: TestClient) -> None:
    page = client.get(f"/compare?{TWO}&aspect=pay").text
    ticked = [each.attributes["value"] for each in of_tag(page, "input") if "checked" in each.attributes]
    assert ticked == ["wards-2019", "bins-2011", "cost"]
    others = next(each for each in of_tag(page, "input") if each.attributes.get("id") == "others")
    assert others.attributes["value"] == "reasons, pay"


def test_a_cited_page_is_drawn_with_its_words_marked_and_without_styles(client: TestClient) -> None:
    page = client.get(f"/compare?{TWO}").text
    (picture,) = of_class(page, "cited-page")
    assert "The whole page as a picture" in picture.text
    (drawn,) = [each for each in elements(page) if each.tag == "svg"]
    assert drawn.attributes["aria-label"].endswith("printed page 12 (PDF page 2), with the quoted words highlighted")
    assert of_class(page, "marked")
    assert not any("style" in each.attributes for each in elements(page))
    image = of_tag(page, "image")[0].attributes["href"]
    assert client.get(f"/{image}").headers["content-type"] == "image/png"


def test_a_question_that_compares_gives_its_table(client: TestClient) -> None:
    page = client.get("/compare", params={"question": COMPARE}).text
    assert len(of_tag(page, "tr")) == 4
    assert of_class(page, "lead")[0].text == COMPARE


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("report=bins-2011", "Choose at least two publications"),
        ("aspect=", "Choose at least two publications"),
        ("report=bins-2011&report=gone", "<p>“gone” is not in the library: it has been removed, or the address"),
        ("report=bins-2011&report=lamps&report=a&report=b&report=c", "“A Lamp for Eastham”, “a”, “b” and 1 other are"),
        ("report=a&report=%3Cb%3E", "“a” and “&lt;b&gt;” are not in the library: they have been removed"),
        (f"{TWO}&aspect=a&aspect=b&aspect=c&aspect=d&aspect=e", "at most 6 aspects"),
    ],
)
def test_what_cannot_be_compared_is_said_above_the_form(client: TestClient, address: str, sentence: str) -> None:
    page = client.get(f"/compare?{address}")
    assert page.status_code == 422
    assert sentence in page.text
    assert [each.attributes["role"] for each in of_class(page.text, "notice")] == ["alert"]


def test_a_table_of_what_is_not_there_is_no_file_but_the_same_sentence(client: TestClient) -> None:
    refused = client.get("/compare/table.csv?report=bins-2011&report=lamps")
    assert refused.status_code == 422
    assert refused.text.startswith("“A Lamp for Eastham” is not in the library: it has been removed, or")


def test_what_is_there_of_what_was_asked_for_stays_ticked(client: TestClient) -> None:
    page = client.get("/compare?report=bins-2011&report=gone").text
    ticked = [each.attributes["value"] for each in of_tag(page, "input") if "checked" in each.attributes]
    assert ticked == ["bins-2011"]


def test_a_question_that_compares_nothing_can_be_asked_in_the_chat(client: TestClient) -> None:
    page = client.get("/compare", params={"question": WHY})
    assert page.status_code == 422
    (link,) = [each for each in of_tag(page.text, "a") if each.text == "Ask it on the Ask page"]
    assert link.attributes["href"] == "./?question=Why+do+councils+bring+services+back+in-house%3F"


def test_a_question_that_is_too_long_stays_in_its_box_and_is_not_sent_where_it_is_too_long_as_well(
    client: TestClient,
) -> None:
    question = "How do Northmoor and the union differ? " * 80
    page = client.get("/compare", params={"question": question.strip()})
    assert page.status_code == 422
    assert "has 3,119 characters; at most 400 can be read. Ask a shorter one." in page.text  # 80 × 39 − 1
    (box,) = [each for each in of_tag(page.text, "input") if each.attributes.get("name") == "question"]
    assert box.attributes["value"] == question.strip()
    assert "Ask it on the Ask page" not in page.text
    (link,) = [each for each in of_tag(page.text, "a") if each.text == "Go to the question"]
    assert link.attributes["href"] == "#question"


def test_where_nothing_is_said_the_page_says_so(client: TestClient) -> None:
    address = "report=wards-2019&report=bins-2011&aspect=moon"
    page = client.get(f"/compare?{address}")
    assert page.status_code == 200
    assert "Not in these reports." in page.text
    assert "table.csv" not in page.text
    assert "open" in of_class(page.text, "desk")[0].attributes
    assert client.get(f"/compare/table.csv?{address}").status_code == 404


def test_the_table_is_a_file_for_a_spreadsheet(client: TestClient) -> None:
    answer = client.get(f"/compare/table.csv?{TWO}")
    assert answer.headers["content-disposition"] == 'attachment; filename="comparison.csv"'
    assert answer.content.startswith("\ufeff".encode())
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Publication", "reasons", "cost"]
    assert lines[2][1:] == ["not addressed", "“60% of them expected to pay less” (PWU 2011, p. 11, read by OCR)"]


def test_the_table_is_a_markdown_file_with_its_sources(client: TestClient) -> None:
    answer = client.get(f"/compare/table.md?{TWO}")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    said = answer.text
    assert said.startswith("# Comparison: reasons, cost\n\nCompared on ")
    assert "library version v7, record abcdefgh23456789." in said
    assert "Briefs are secondary sources" in said
    assert NOTE in said
    assert MarkdownIt().enable("table").render(said).count("<tr>") == 3


def test_a_file_of_what_cannot_be_compared_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.get("/compare/table.csv?report=bins-2011")
    assert (answer.status_code, "at least two" in answer.text) == (422, True)


def test_words_of_others_stay_words() -> None:
    reports = {WICKED: Report(WICKED, WICKED, publisher=WICKED), "b": Report("b", WICKED, publisher=WICKED)}
    page = start_page(reports, Wanted((WICKED,), (WICKED,), WICKED), problem=WICKED)
    assert [each.attributes.get("src") for each in of_tag(page, "script")] == [
        of_tag(page, "script")[0].attributes["src"]
    ]
    assert not of_tag(page, "img")
    assert any("<script>alert(1)</script>" in each.text for each in of_class(page, "tick"))


def test_a_library_that_cannot_be_read_is_a_sentence() -> None:
    gone = False

    def reports() -> dict[str, Report]:
        if gone:
            raise StoreUnavailableError("library", "it is being rebuilt.")
        return REPORTS

    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, compare=Comparer(), reports=reports)))
    gone = True
    with TestClient(app) as client:
        page = client.get("/compare")
    assert page.status_code == 503
    assert "it is being rebuilt" in page.text


def test_without_anything_that_compares_the_page_says_so() -> None:
    app = in_a_loop(lambda: create_app(build_ui(ask=answer_of, reports=REPORTS)))
    with TestClient(app) as client:
        assert "cannot be compared here" in client.get(f"/compare?{TWO}").text
