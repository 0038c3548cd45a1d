"""Readers space letters, choose colours, ask for contrast and zoom far: nothing is lost, hidden or overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.whole_room import PAGES, unfold, whole_room
from tests.ui.answers import COMPARE, LATER, WHY

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

SIZES = {1280: 900, 390: 844, 320: 256}
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                     p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""The spacing of WCAG 2.2, criterion 1.4.12."""

LOST = """() => {
  const lost = [], width = document.documentElement.clientWidth;
  const words = (each) => `${each.tagName} ${each.textContent.trim().slice(0, 40)}`;
  const hasText = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (document.documentElement.scrollWidth > width) lost.push("the page is wider than the screen");
  const shown = [...document.querySelectorAll("#page *")].filter(
    (each) => each.checkVisibility() && !each.closest(".vh, .skip, svg, thead, dialog:not([open])"));
  for (const each of shown.filter(hasText)) {
    const style = getComputedStyle(each), cut = style.overflowX !== "visible" || style.display !== "inline";
    if (cut && each.scrollWidth > each.clientWidth + 2 && each.clientWidth > 1) lost.push(`cut: ${words(each)}`);
    if (each.getBoundingClientRect().right > width + 1) lost.push(`outside: ${words(each)}`);
  }
  const pressed = shown.filter((each) => each.matches("a.btn, button, summary, input, select, textarea, h1, h2")
    && !each.closest(".composer, .masthead"));
  const boxes = pressed.map((each) => [each, each.getBoundingClientRect()]);
  boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2 && !one.contains(other)) lost.push(`overlap: ${words(one)} and ${words(other)}`);
  }));
  return lost;
}"""


@pytest.fixture(scope="module")
def address(wards_pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(whole_room(wards_pdf, tmp_path_factory.mktemp("room"))) as url:
        yield url


@pytest.mark.parametrize("width", SIZES)
def test_spaced_letters_lose_nothing_on_any_page(visit: Open, address: str, width: int) -> None:
    reader = visit(url=address, width=width, height=SIZES[width])
    page = reader.page
    page.evaluate(SPACED)
    for question in (WHY, LATER, COMPARE):
        reader.ask(question)
    for folded in (True, False):
        assert page.evaluate(LOST) == []
        if folded:
            unfold(page)
    reader.keep(f"spaced-{width}")
    for name, path in PAGES.items():
        page.goto(f"{address}{path}")
        page.evaluate(SPACED)
        unfold(page)
        assert page.evaluate(LOST) == [], name
    reader.complaints[:] = [each for each in reader.complaints if "404" not in each]


def test_a_masthead_of_two_lines_covers_neither_sources_nor_question(visit: Open, address: str) -> None:
    reader = visit(url=address)
    page = reader.page
    page.evaluate(SPACED)
    reader.ask(WHY)
    page.locator("#turn-1 .cite").first.click()
    masthead = page.locator(".masthead").bounding_box()
    assert masthead
    assert masthead["height"] > 80
    for each in ("#turn-1-q", "#source-1-1", ".sources"):
        box = page.locator(each).bounding_box()
        assert box
        assert box["y"] >= masthead["y"] + masthead["height"], each


def test_where_the_system_chooses_the_colours_the_focus_is_seen_in_the_question_box(visit: Open, address: str) -> None:
    reader = visit(url=address)
    page = reader.page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    outline = "each => getComputedStyle(each).outlineStyle"
    page.locator("#question").focus()
    assert page.locator("form.box").evaluate(outline) == "solid"
    page.get_by_role("link", name="Library", exact=True).focus()
    assert page.locator("form.box").evaluate(outline) == "none"
    here = page.locator(".ways a[aria-current]")
    assert here.evaluate("each => getComputedStyle(each).textDecorationLine") == "underline"
    reader.keep("forced-colours")


@pytest.mark.parametrize("path", ["", *PAGES.values()])
def test_where_the_system_chooses_the_colours_the_focus_is_seen_everywhere(
    visit: Open, address: str, path: str
) -> None:
    reader = visit(url=f"{address}{path}", ready="#question" if not path else "h1")
    page = reader.page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    if not path:
        reader.ask(WHY)
        page.locator(".skip").focus()
    unfold(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        assert (
            page.evaluate(
                """() => {
              const here = document.activeElement, shows = (each) => getComputedStyle(each).outlineStyle !== "none";
              return here === document.body || shows(here) || shows(here.closest(".box") ?? here)
                || `no outline: ${here.outerHTML.slice(0, 120)}`;
            }"""
            )
            is True
        )
    reader.complaints[:] = [each for each in reader.complaints if "404" not in each]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_contrast_has_it_in_the_small_print_too(visit: Open, address: str, scheme: str) -> None:
    reader = visit(url=f"{address}library", scheme=scheme, ready="h1")
    page = reader.page
    colour = "each => getComputedStyle(each).color"
    assert page.locator(".meta").first.evaluate(colour) != page.locator("h1").evaluate(colour)
    page.emulate_media(contrast="more", color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    assert page.locator(".meta").first.evaluate(colour) == page.locator("h1").evaluate(colour)


def test_in_a_window_zoomed_far_a_page_of_a_publication_has_room(visit: Open, address: str) -> None:
    reader = visit(url=address, width=320, height=256)
    page = reader.page
    reader.ask(WHY)
    page.get_by_role("link", name="Open the section of source 1").press("Enter")
    dialog = page.locator("dialog")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    reader.keep("page-zoomed-far")
    dialog.get_by_role("button", name="Copy citation").focus()
    shown = dialog.locator(".viewer-bar").evaluate("each => each.getBoundingClientRect().bottom")
    bar = dialog.locator(".sheet-bar").evaluate("each => each.getBoundingClientRect().bottom")
    assert bar < 0  # it went with the page
    assert shown < 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
