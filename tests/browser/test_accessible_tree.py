"""What a screen reader is told of every page: names, headings, landmarks and tables; and where Tab leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from insourcing_assistant.ui import ReadingRoom, build_ui
from tests.browser.accessible_tree import nodes_of, stumbles, walk
from tests.browser.conftest import GRADIO_S_OWN, Open, Visit, served
from tests.browser.test_appearance import violations
from tests.browser.whole_room import PAGES, unfold, whole_room
from tests.ui.answers import COMPARE, REPORTS, WHY
from tests.ui.recalling import NOWHERE, PARKS_SINCE, make_ask, make_library, make_memory, open_library

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

UNKNOWN = "nothing/here"
"""An address that there is not, whose page the browser complains of."""


@pytest.fixture(scope="module")
def address(wards_pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(whole_room(wards_pdf, tmp_path_factory.mktemp("room"))) as url:
        yield url


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_told_in_order_and_nothing_of_it_twice(visit: Open, address: str, name: str) -> None:
    reader = visit(url=f"{address}{PAGES[name]}", ready="h1")
    unfold(reader.page)
    assert stumbles(reader.page) == []
    reader.complaints[:] = [each for each in reader.complaints if "404" not in each]


@pytest.mark.parametrize("path", ["", "library", "compare", "evaluate", "accessibility"])
def test_masthead_ways_and_main_part_are_landmarks_on_every_page(visit: Open, address: str, path: str) -> None:
    reader = visit(url=f"{address}{path}", ready="h1")
    nodes = nodes_of(reader.page)
    marks = [node for node in nodes if node.role in ("banner", "navigation", "main")]
    assert [node.role for node in marks] == ["banner", "navigation", "main"]
    banner, ways, main = marks
    assert banner in ways.above
    assert not {"banner", "main"} & {each.role for each in (*banner.above, *main.above)}
    assert violations(reader) == []


@pytest.mark.parametrize("question", ["", WHY, COMPARE, "What is the capital of Peru?"])
def test_the_conversation_is_told_in_order_and_nothing_of_it_twice(visit: Open, address: str, question: str) -> None:
    reader = visit(url=address)
    if question:
        reader.ask(question)
        reader.ask(question)
    unfold(reader.page)
    assert stumbles(reader.page) == []


def test_an_open_page_of_a_publication_is_told_as_a_dialog_and_gives_the_focus_back(visit: Open, address: str) -> None:
    reader = visit(url=address)
    reader.ask(WHY)
    link = reader.page.get_by_role("link", name="Open the section of source 1")
    link.press("Enter")
    expect(reader.page.locator("dialog .viewer")).to_be_visible()
    (dialog,) = [node for node in nodes_of(reader.page) if node.role == "dialog"]
    assert dialog.told["modal"] is True
    assert stumbles(reader.page, whole=False) == []
    assert reader.page.evaluate("document.activeElement.closest('dialog') !== null")
    reader.page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_an_unknown_address_has_a_page_that_leads_on(visit: Open, address: str) -> None:
    reader = visit(url=f"{address}{UNKNOWN}", ready="h1")
    assert stumbles(reader.page) == []
    reader.page.get_by_role("link", name="Ask a question").click()
    reader.page.locator("#question").wait_for()
    reader.complaints[:] = [each for each in reader.complaints if "404" not in each]


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real library that keeps what was asked."""
    folder = tmp_path_factory.mktemp("remembering")
    make_library(folder)
    with open_library(folder) as library:

        def build() -> ReadingRoom:
            return build_ui(
                ask=make_ask(library),
                reports=REPORTS,
                memory=make_memory(library),
                records=library.answers.get,
                pace_s=0.01,
            )

        with served(build) as url:
            yield url


def test_what_is_remembered_is_told_in_order_and_nothing_of_it_twice(visit: Open, remembering: str) -> None:
    reader = visit(url=remembering)
    for question in (PARKS_SINCE, NOWHERE, PARKS_SINCE):
        reader.ask(question)
    unfold(reader.page)
    assert stumbles(reader.page) == []
    record = reader.page.locator("[data-record]").first.get_attribute("data-record")
    for path in ("conversations", f"answer/{record}"):
        reader.page.goto(f"{remembering}{path}")
        unfold(reader.page)
        assert stumbles(reader.page) == [], path


HEARD = """() => {
  window.heard = [];
  const said = new Map();
  new MutationObserver(() => {
    for (const region of document.querySelectorAll("#page [role=status], #page [role=alert], #page [aria-live]")) {
      const words = region.textContent.trim();
      if (words && said.get(region) !== words) window.heard.push(words);
      said.set(region, words);
    }
  }).observe(document.querySelector("#page"), { childList: true, characterData: true, subtree: true });
}"""


def test_an_answer_is_announced_once(visit: Open, address: str) -> None:
    reader = visit(url=address)
    reader.page.evaluate(HEARD)
    reader.ask(WHY)
    heard = reader.page.evaluate("window.heard")
    assert heard
    assert sorted(heard) == sorted(set(heard))


def on_answered(reader: Visit) -> None:
    reader.ask(WHY)
    reader.ask(COMPARE)


PLACES: dict[str, tuple[str, Callable[[Visit], None] | None]] = {
    "empty": ("", None),
    "answered": ("", on_answered),
    **{name: (path, None) for name, path in PAGES.items() if name not in ("unknown answer",)},
}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 700)])
@pytest.mark.parametrize("name", PLACES)
def test_tab_leads_nowhere_that_cannot_be_seen_or_pressed(
    visit: Open, address: str, name: str, width: int, height: int
) -> None:
    path, prepare = PLACES[name]
    reader = visit(url=f"{address}{path}", width=width, height=height, ready="h1" if path else "#question")
    if prepare:
        prepare(reader)
    unfold(reader.page)
    assert walk(reader.page) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 700)])
def test_tab_sees_the_tools_of_a_recorded_answer(visit: Open, remembering: str, width: int, height: int) -> None:
    reader = visit(url=remembering, width=width, height=height)
    reader.ask(PARKS_SINCE)
    unfold(reader.page)
    assert walk(reader.page) == []
