"""The filters are folded away until they are wanted, and stay in force until they are cleared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from insourcing_assistant.types import Filters
from insourcing_assistant.ui import build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import FOLLOW_UP, LIMITS, REPORTS, WHY, answer_of

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_questions_are_limited_to_what_was_chosen(visit: Open, width: int, scheme: str) -> None:
    reader = visit(width=width, height=WIDTHS.get(width, 700), scheme=scheme)
    page = reader.page
    expect(page.get_by_label("Publisher")).to_be_hidden()
    page.locator(".filters summary").click()
    assert violations(reader) == []
    page.get_by_label("Publisher").select_option("Public Works Union")
    page.get_by_label("To the year").fill("2015")
    expect(page.locator(".filters summary")).to_have_text("Filters (2 set)")
    reader.keep(f"filters-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reader.ask(WHY)
    assert LIMITS[-1] == Filters(publisher="Public Works Union", year_to=2015)
    expect(page.locator("#turn-1 .quiet").first).to_have_text("Only searched: Public Works Union; 2015 or earlier")
    assert violations(reader) == []
    expect(page.get_by_label("Publisher")).to_have_value("Public Works Union")
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator(".filters summary")).to_have_text("Filters")
    reader.ask(FOLLOW_UP)
    assert LIMITS[-1] == Filters()


def test_what_was_chosen_is_there_after_a_reload_until_it_is_cleared(visit: Open, address: str) -> None:
    reader = visit(width=390)
    page, summary = reader.page, reader.page.locator(".filters summary")
    summary.click()
    page.get_by_label("Publisher").select_option("Public Works Union")
    page.get_by_label("To the year").fill("2015")
    page.reload()
    expect(summary).to_have_text("Filters (2 set)")
    reader.ask(WHY)
    assert LIMITS[-1] == Filters(publisher="Public Works Union", year_to=2015)
    # A link says itself what it limits its question to.
    page.goto(f"{address}?question={FOLLOW_UP}&from=2011")
    reader.wait_for_turn(1)
    assert LIMITS[-1] == Filters(year_from=2011)
    page.reload()
    expect(summary).to_have_text("Filters (1 set)")
    summary.click()
    expect(page.get_by_label("From the year")).to_have_value("2011")
    page.get_by_role("button", name="Clear the filters").click()
    page.reload()
    page.locator("#opening").wait_for()
    expect(summary).to_have_text("Filters")


def test_what_was_chosen_stays_chosen_when_publications_are_added(visit: Open) -> None:
    held = dict(REPORTS)
    with served(lambda: build_ui(ask=answer_of, reports=lambda: dict(held), pace_s=0)) as url:
        reader = visit(url=url)
        page, publisher = reader.page, reader.page.get_by_label("Publisher")
        page.locator(".filters summary").click()
        publisher.select_option("Public Works Union")
        first = next(iter(held.values()))
        held["another"] = replace(first, id="another", publisher="Another Society")
        reader.ask(WHY)
        publisher.locator("option", has_text="Another Society").wait_for(state="attached")
        expect(publisher).to_have_value("Public Works Union")
        expect(page.locator(".filters summary")).to_have_text("Filters (1 set)")


def test_years_that_exclude_each_other_are_a_sentence_and_the_question_stays(visit: Open) -> None:
    page = visit().page
    page.locator(".filters summary").press("Enter")
    page.get_by_label("From the year").fill("2019")
    page.get_by_label("To the year").fill("2011")
    page.fill("#question", WHY)
    page.locator("#question").press("Enter")
    expect(page.locator("#notice")).to_contain_text("No year is both 2019 or later and 2011 or earlier")
    expect(page.locator("#question")).to_have_value(WHY)
