"""The Library page as a reader meets it: by keyboard, on a phone, at night, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from insourcing_assistant.ui import build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import EXAMPLES, REPORTS, answer_of
from tests.ui.holdings import SHELF

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(lambda: build_ui(ask=answer_of, reports=REPORTS, examples=EXAMPLES, shelf=lambda: SHELF)) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(visit: Open, address: str, width: int, scheme: str) -> None:
    reader = visit(url=f"{address}library", width=width, height=WIDTHS[width], scheme=scheme, ready="#find")
    assert violations(reader) == []
    for fold in reader.page.locator("summary").all():
        fold.click()
    reader.keep(f"library-{width}-{scheme}")
    assert violations(reader) == []
    reader.page.fill("#q", "xyzzy")
    expect(reader.page.locator("#found")).to_contain_text("No publication matches")
    assert violations(reader) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_axe_finds_nothing_in_the_accessibility_statement(visit: Open, address: str, width: int, scheme: str) -> None:
    reader = visit(url=f"{address}library", width=width, scheme=scheme, ready="#find")
    reader.page.get_by_role("link", name="Accessibility").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Accessibility")
    assert violations(reader) == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_ways_lead_from_page_to_page(visit: Open, address: str) -> None:
    page = visit(url=address).page
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")
    expect(page.get_by_role("link", name="Library", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Ask", exact=True).click()
    page.locator("#question").wait_for()


def test_search_and_sort_work_by_keyboard_while_one_types(visit: Open, address: str) -> None:
    page = visit(url=f"{address}library", ready="#find").page
    page.locator("#q").focus()
    page.keyboard.type("wards")
    expect(page.locator(".entry h2")).to_have_text(["Rebuilding the Wards"])
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").fill("")
    expect(page.locator(".entry")).to_have_count(3)
    page.keyboard.press("Tab")
    page.keyboard.type("Year, newest")
    expect(page.locator(".entry h2").first).to_have_text("Rebuilding the Wards")
    assert "sort=newest" in page.url


def test_what_was_found_comes_into_view(visit: Open, address: str) -> None:
    page = visit(url=f"{address}library", width=1280, height=300, ready="#find").page
    page.locator("#q").fill("wards")
    expect(page.locator(".entry")).to_have_count(1)
    expect(page.locator(".entry h2")).not_to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2")).to_be_in_viewport()
    expect(page.locator("#q")).to_be_in_viewport(ratio=1)
    expect(page.locator("#q")).to_be_focused()


def test_what_is_unfolded_stays_so_when_the_list_is_sorted(visit: Open, address: str) -> None:
    page = visit(url=f"{address}library", ready="#find").page
    page.locator("#publication-bins-2011 .missing summary").click()
    page.select_option("#sort", "newest")
    expect(page.locator(".entry h2").first).to_have_text("Rebuilding the Wards")
    expect(page.locator("#publication-bins-2011 .missing")).to_have_attribute("open", "")


def test_nothing_is_wider_than_a_small_phone(visit: Open, address: str) -> None:
    reader = visit(url=f"{address}library", width=320, height=700, ready="#find")
    for fold in reader.page.locator("summary").all():
        fold.click()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_it_is_searched_and_sorted_too(chromium: BrowserContext, address: str) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}library")
    page.fill("#q", "brief")
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2")).to_have_text(["Bins Brought Home"])
    plain.close()
