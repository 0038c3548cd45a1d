"""Terms that explain themselves (WCAG 1.4.13), and the coverage that leads to the Library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.ui import build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, Visit, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import COMPARE, EXAMPLES, REPORTS, WHY, answer_of
from tests.ui.holdings import SHELF

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

LONG = "Bringing a service back that another organisation delivers under contract, so that the council does it. " * 2
GLOSSARY = Glossary([Term("insourcing", LONG), Term("contract failure", "A contract that goes wrong.")])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    def build() -> object:
        return build_ui(
            ask=answer_of, reports=REPORTS, examples=EXAMPLES, shelf=lambda: SHELF, glossary=GLOSSARY, pace_s=0.01
        )

    with served(build) as url:  # type: ignore[arg-type]
        yield url


def asked(visit: Open, address: str, *, width: int = 1280, scheme: str = "light", question: str = WHY) -> Visit:
    reader = visit(url=address, width=width, height=WIDTHS.get(width, 700), scheme=scheme)
    reader.ask(question)
    return reader


def term(page: Page, words: str = "Insourcing") -> Locator:
    return page.get_by_role("button", name=words, exact=True)


def meaning(page: Page, number: int = 1) -> Locator:
    return page.locator(f"#meaning-1-{number}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_term_explains_itself_on_focus_and_escape_dismisses_it(
    visit: Open, address: str, width: int, scheme: str
) -> None:
    reader = asked(visit, address, width=width, scheme=scheme)
    page = reader.page
    expect(meaning(page)).to_be_hidden()
    term(page).focus()
    expect(meaning(page)).to_be_visible()
    expect(term(page)).to_have_accessible_description(f"insourcing {LONG.strip()}")
    reader.keep(f"term-{width}-{scheme}")
    assert violations(reader) == []
    page.keyboard.press("Escape")
    expect(meaning(page)).to_be_hidden()
    expect(term(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(meaning(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(meaning(page)).to_be_hidden()
    expect(meaning(page, 2)).to_be_visible()


def test_a_term_explains_itself_under_the_pointer_which_may_move_onto_the_explanation(
    visit: Open, address: str
) -> None:
    page = asked(visit, address).page
    term(page).hover()
    expect(meaning(page)).to_be_visible()
    meaning(page).hover()
    page.wait_for_timeout(600)  # longer than it stays when nothing points at it
    expect(meaning(page)).to_be_visible()
    page.keyboard.press("Escape")  # though the focus is in the question box
    expect(meaning(page)).to_be_hidden()
    page.mouse.move(5, 5)
    term(page).hover()
    expect(meaning(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(meaning(page)).to_be_hidden()


def test_a_term_explains_itself_when_it_is_pressed_and_goes_when_something_else_is(visit: Open, address: str) -> None:
    page = asked(visit, address).page
    term(page).click()
    expect(meaning(page)).to_be_visible()
    page.locator("#turn-1-q").click()
    expect(meaning(page)).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_an_explanation_is_inside_the_window_and_makes_nothing_wider(visit: Open, address: str, width: int) -> None:
    page = asked(visit, address, width=width).page
    for number, words in ((1, "Insourcing"), (2, "contract failure")):
        term(page, words).focus()
        box = meaning(page, number).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_explanation_is_no_part_of_what_is_copied(visit: Open, address: str) -> None:
    page = asked(visit, address).page
    term(page).focus()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#turn-1-body'))")
    copied = page.evaluate("getSelection().toString()")
    assert "Insourcing was less a reaction to contract failure than a deliberate choice." in copied
    assert "another organisation" not in copied


def test_terms_of_a_table_are_explained_too(visit: Open, address: str) -> None:
    reader = asked(visit, address, question=COMPARE)
    term(reader.page).focus()
    expect(meaning(reader.page)).to_be_visible()
    assert violations(reader) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_coverage_opens_and_each_name_leads_to_its_entry(visit: Open, address: str, width: int) -> None:
    reader = asked(visit, address, width=width)
    page = reader.page
    page.locator("#turn-1 summary").press("Enter")
    link = page.locator("#turn-1 .coverage").get_by_role("link", name="Bins Brought Home")
    expect(link).to_be_visible()
    assert violations(reader) == []
    link.press("Enter")
    expect(page.locator("#publication-bins-2011")).to_be_in_viewport()
    assert page.url.endswith("library#publication-bins-2011")
