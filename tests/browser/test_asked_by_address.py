"""A link can ask a question, with its limits and what was asked before it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from insourcing_assistant.types import Filters
from tests.browser.conftest import GRADIO_S_OWN, Open
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import FOLLOW_UP, LIMITS, WHY

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_link_asks_its_question_once(visit: Open, address: str, width: int) -> None:
    reader = visit(url=f"{address}?{urlencode({'question': WHY})}", width=width, height=WIDTHS[width])
    reader.wait_for_turn(1)
    expect(reader.page.locator("#turn-1-q")).to_have_text(WHY)
    expect(reader.page.locator("#turn-1-q")).to_be_focused()
    assert violations(reader) == []
    assert reader.page.url == address
    reader.page.reload()
    reader.page.locator("#opening").wait_for()
    assert reader.page.locator(".turn").count() == 0


def test_a_link_can_ask_several_questions_in_turn_and_limit_them(visit: Open, address: str) -> None:
    asked = urlencode([("question", WHY), ("question", FOLLOW_UP), ("report", "bins-2011"), ("to", "2015")])
    reader = visit(url=f"{address}?{asked}")
    reader.wait_for_turn(2)
    expect(reader.page.locator("#turn-2-q")).to_have_text(FOLLOW_UP)
    expect(reader.page.locator("#turn-2")).to_contain_text("(after 1 questions)")
    assert LIMITS[-2:] == [Filters(reports=("bins-2011",), year_to=2015)] * 2
    expect(reader.page.locator(".filters summary")).to_have_text("Filters (2 set)")


def test_a_limit_that_the_library_does_not_know_is_told_of_and_nothing_is_asked(visit: Open, address: str) -> None:
    reader = visit(url=f"{address}?{urlencode({'question': WHY, 'report': 'gone-2001'})}")
    expect(reader.page.locator("#notice")).to_contain_text("is not in the library")
    expect(reader.page.locator("#question")).to_have_value(WHY)
    assert reader.page.locator(".turn").count() == 0


def test_markup_in_a_link_stays_text(visit: Open, address: str) -> None:
    words = "<img src=x onerror=alert(1)> in-house?"
    reader = visit(url=f"{address}?{urlencode({'question': words})}")
    reader.wait_for_turn(1)
    expect(reader.page.locator("#turn-1-q")).to_have_text(words)
