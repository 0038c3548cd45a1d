"""One answer, reopened by its link: its terms explain themselves, and what it says and cites is copied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.ui import ReadingRoom, build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.shelves import make_assistant
from tests.ui.recalling import PARKS_SINCE, ask_all, make_ask, make_library, make_memory, make_sitting, open_library

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

LONG = "Green places that are open to everybody, and that somebody has to look after, whoever that is. " * 3
GLOSSARY = Glossary([Term("park", LONG)])
INSECURE = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("one-answer")
    make_library(folder)
    with open_library(folder) as library:
        (turn,) = ask_all(make_sitting(library), PARKS_SINCE).turns

        def build() -> ReadingRoom:
            return build_ui(
                ask=make_ask(library),
                reports=make_assistant(library).reports,
                memory=make_memory(library),
                glossary=GLOSSARY,
            )

        with served(build) as url:
            yield f"{url}answer/{turn.record}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_a_term_explains_itself_on_focus_inside_the_window(visit: Open, address: str, width: int, scheme: str) -> None:
    reader = visit(url=address, width=width, height=WIDTHS.get(width, 700), scheme=scheme, ready=".statement")
    page = reader.page
    term, meaning = page.get_by_role("button", name="parks", exact=True), page.locator("#meaning-1-1")
    expect(meaning).to_be_hidden()
    term.focus()
    expect(meaning).to_be_visible()
    expect(term).to_have_accessible_description(f"park {LONG.strip()}")
    box = meaning.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(reader) == []
    reader.keep(f"answer-term-{width}-{scheme}")
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(term).to_be_focused()


def test_a_term_explains_itself_under_the_pointer(visit: Open, address: str) -> None:
    page = visit(url=address, ready=".statement").page
    page.get_by_role("button", name="parks", exact=True).hover()
    expect(page.locator("#meaning-1-1")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator("#meaning-1-1")).to_be_hidden()


@pytest.mark.parametrize("is_secure", [True, False])
def test_citation_and_answer_are_copied_by_keyboard(visit: Open, address: str, is_secure: bool) -> None:
    reader = visit(url=address, ready=".statement")
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not is_secure:
        page.add_init_script(f"window.theirs = navigator.clipboard; {INSECURE}")
        page.reload()
    read = "navigator.clipboard.readText()" if is_secure else "theirs.readText()"
    button = page.get_by_role("button", name="Copy citation of source 1")
    button.press("Enter")
    expect(page.locator("#told")).to_have_text("The citation was copied.")
    expect(button).to_be_focused()
    assert str(page.evaluate(read)).startswith("Ann Lee (2016) Parks come home.")
    page.get_by_role("button", name="Copy the answer with references").press("Enter")
    expect(page.locator("#told")).to_have_text("The answer was copied with its references.")
    words = str(page.evaluate(read))
    assert words.startswith(f"{PARKS_SINCE}\n\nNorton has run its own parks since 2016. [1]")
    assert "[1] Ann Lee (2016) Parks come home" in words
    assert violations(reader) == []


def test_without_scripts_the_meanings_stand_below_and_nothing_is_offered_that_would_not_work(
    chromium: BrowserContext, address: str
) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    expect(page.locator("#meaning-1-1")).to_contain_text("Green places")
    expect(page.get_by_role("button", name="Copy citation")).to_have_count(0)
    plain.close()
