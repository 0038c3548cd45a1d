"""The filters are folded away until they are wanted, and stay in force until they are cleared."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from insourcing_assistant.types import Filters
from tests.browser.conftest import GRADIO_S_OWN, Open
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import FOLLOW_UP, LIMITS, WHY

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


def test_years_that_exclude_each_other_are_a_sentence_and_the_question_stays(visit: Open) -> None:
    page = visit().page
    page.locator(".filters summary").press("Enter")
    page.get_by_label("From the year").fill("2019")
    page.get_by_label("To the year").fill("2011")
    page.fill("#question", WHY)
    page.locator("#question").press("Enter")
    expect(page.locator("#notice")).to_contain_text("No year is both 2019 or later and 2011 or earlier")
    expect(page.locator("#question")).to_have_value(WHY)
