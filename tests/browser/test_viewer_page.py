"""A page of a publication, over the conversation and by itself: by mouse, by keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from insourcing_assistant.types import Citation, Kind, Report
from insourcing_assistant.ui import build_ui
from insourcing_assistant.ui.sights import Asked, asked_by
from tests.browser.conftest import GRADIO_S_OWN, Open, Visit, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import BRIEF, EXAMPLES, OCR, PDF, REPORTS, WHY, answer_of, quote
from tests.ui.holdings import WICKED
from tests.ui.texts import PARSED, texts_of

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

ASKED = asked_by(quote(PDF, "Insourcing was less a reaction to contract failure than a deliberate choice."))
BRIEFED = asked_by(quote(BRIEF, "64% named efficiency"))
STATES = {
    "picture": ASKED,
    "zoomed": replace(ASKED, zoom=200),
    "text": replace(ASKED, view="text"),
    "next": replace(ASKED, page=3, view="text"),
    "lost": replace(ASKED, digest="0000"),
    "brief": BRIEFED,
    "ocr": asked_by(quote(OCR, "60% of them")),
    "no-page": replace(ASKED, page=99),
    "no-report": replace(ASKED, report_id="gone"),
    "wicked": Asked("wicked", "report", 2),
}


@pytest.fixture(scope="module")
def address(wards_pdf: Path) -> Iterator[str]:
    wicked = replace(
        PARSED["wards-2019", "report"],
        report=Report(id="wicked", title=WICKED, publisher=WICKED, url=f"https://x.example/{WICKED}"),
        text=(WICKED * 40)[: len(PARSED["wards-2019", "report"].text)],
    )
    files: dict[tuple[str, Kind], Path] = {("wards-2019", "report"): wards_pdf}
    texts = texts_of({**PARSED, ("wicked", "report"): wicked}, files)

    def page_file(citation: Citation) -> Path | None:
        return files.get((citation.report_id, citation.kind))

    def build() -> object:
        return build_ui(
            ask=answer_of, reports=REPORTS, examples=EXAMPLES, page_file=page_file, texts=texts, pace_s=0.01
        )

    with served(build) as url:  # type: ignore[arg-type]
        yield url


def opened(visit: Open, address: str, *, width: int = 1280) -> tuple[Visit, Locator]:
    """Ask, and open the page of the second source over the conversation."""
    reader = visit(url=address, width=width, height=WIDTHS.get(width, 700))
    reader.ask(WHY)
    reader.page.get_by_role("link", name="Open the page of source 2").press("Enter")
    dialog = reader.page.get_by_role("dialog", name=re.compile("Rebuilding the Wards"))
    expect(dialog.locator(".viewer")).to_be_visible()
    return reader, dialog


def alone(visit: Open, address: str, asked: Asked, *, width: int = 1280, scheme: str = "light") -> Visit:
    url = f"{address}{asked.address}"
    return visit(url=url, width=width, height=WIDTHS.get(width, 700), scheme=scheme, ready="[data-viewer]")


def sharp(page: Page, at_least: int) -> None:
    """Wait until the picture of the page has so many pixels in its width."""
    page.wait_for_function(f"document.querySelector('.viewer .sheet img').naturalWidth >= {at_least}")


def in_view(mark: Locator, frame: Locator) -> bool:
    inner, outer = mark.bounding_box(), frame.bounding_box()
    assert inner
    assert outer
    return outer["y"] <= inner["y"] <= outer["y"] + outer["height"] and outer["x"] <= inner["x"] + inner["width"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_source_opens_at_its_page_with_its_words_marked_and_focus_returns(
    visit: Open, address: str, width: int
) -> None:
    reader, dialog = opened(visit, address, width=width)
    expect(dialog.get_by_role("heading", level=2)).to_contain_text("printed page 12 (PDF page 2)")
    # The sentence begins in one line and ends in the next: two boxes, over the picture, and in view.
    expect(dialog.locator(".marks rect")).to_have_count(2)
    assert in_view(dialog.locator(".marks rect").first, dialog.locator(".sheet-hold"))
    sharp(reader.page, 1240)
    reader.keep(f"viewer-over-{width}")
    assert violations(reader) == []
    reader.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(reader.page.get_by_role("link", name="Open the page of source 2")).to_be_focused()


def test_the_picture_on_the_card_opens_the_page_too_and_close_closes_it(visit: Open, address: str) -> None:
    reader = visit(url=address)
    reader.ask(WHY)
    reader.page.locator("#source-1-2 .window").click()
    dialog = reader.page.locator(".sheet-dialog")
    expect(dialog.locator(".marks")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_zoom_works_by_buttons_and_keys_and_the_picture_grows_sharper(visit: Open, address: str) -> None:
    reader, dialog = opened(visit, address)
    page = reader.page
    sheet = dialog.locator(".sheet")
    before = sheet.evaluate("each => each.clientWidth")
    dialog.get_by_role("button", name="Zoom in").press("Enter")
    dialog.get_by_role("button", name="Zoom in").press("Enter")
    assert sheet.evaluate("each => each.clientWidth") == pytest.approx(2 * before, abs=2)
    expect(dialog.locator("[data-told]")).to_have_text("Zoom 200%")
    sharp(page, 2 * before)
    hold = dialog.get_by_role("group", name="Picture of the page")
    hold.focus()
    page.keyboard.press("+")
    expect(dialog.locator("[data-zoomed]")).to_have_text("300%")
    for _ in range(3):
        page.keyboard.press("+")
    expect(dialog.locator("[data-zoomed]")).to_have_text("400%")
    page.keyboard.press("-")
    page.keyboard.press("0")
    expect(dialog.locator("[data-zoomed]")).to_have_text("100%")
    assert sheet.evaluate("each => each.clientWidth") == before
    # The keys work in the picture alone: they are the reader's everywhere else.
    dialog.get_by_role("button", name="Zoom in").focus()
    page.keyboard.press("+")
    expect(dialog.locator("[data-zoomed]")).to_have_text("100%")


def test_zoom_and_focus_stay_when_pages_are_turned(visit: Open, address: str) -> None:
    page = alone(visit, address, ASKED).page
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator("[data-zoomed]")).to_have_text("200%")
    page.get_by_role("link", name="Previous page").press("Enter")
    expect(page.locator("[data-here]")).to_have_text("Page 1 of 3")
    expect(page.locator("[data-zoomed]")).to_have_text("200%")
    expect(page.locator("#main")).to_be_focused()  # there is no page before this one
    page.get_by_role("link", name="Next page").press("Enter")
    expect(page.locator("[data-here]")).to_have_text("Page 2 of 3")
    expect(page.get_by_role("link", name="Next page")).to_be_focused()
    expect(page.locator("[data-zoomed]")).to_have_text("200%")


def test_on_a_phone_the_whole_page_stays_whole_when_pages_are_turned(visit: Open, address: str) -> None:
    reader, dialog = opened(visit, address, width=390)
    for place in (dialog, alone(visit, address, ASKED, width=390).page):
        zoomed = place.locator("[data-zoomed]")
        expect(zoomed).to_have_text("200%")
        place.get_by_role("button", name="Fit").click()
        expect(zoomed).to_have_text("100%")
        place.get_by_role("link", name="Previous page").click()
        expect(place.locator("[data-here]")).to_have_text("Page 1 of 3")
        expect(zoomed).to_have_text("100%")
        place.get_by_role("link", name="Text", exact=True).click()
        expect(place.locator(".page-text")).to_be_visible()
        place.get_by_role("link", name="Next page").click()
        expect(place.locator("[data-here]")).to_have_text("Page 2 of 3")
        place.get_by_role("link", name="Picture", exact=True).click()
        expect(place.locator(".sheet")).to_be_visible()
        expect(zoomed).to_have_text("100%")
    reader.keep("page-fit-390")


def test_what_was_in_the_middle_stays_there_when_zooming(visit: Open, address: str) -> None:
    reader = alone(visit, address, replace(ASKED, zoom=150))
    page = reader.page
    middle = (
        "(() => { const hold = document.querySelector('.sheet-hold'), sheet = hold.firstElementChild;"
        "return (hold.scrollTop + hold.clientHeight / 2) / sheet.clientHeight })()"
    )
    before = page.evaluate(middle)
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(middle) == pytest.approx(before, abs=0.02)


def test_pages_are_turned_and_the_text_read_in_the_window_and_focus_stays_put(visit: Open, address: str) -> None:
    _, dialog = opened(visit, address)
    dialog.get_by_role("link", name="Text").press("Enter")
    expect(dialog.locator("mark")).to_have_text(
        "Insourcing was less a reaction to contract failure than a deliberate choice."
    )
    expect(dialog.get_by_role("link", name="Text")).to_be_focused()
    dialog.get_by_role("link", name="Previous page").press("Enter")
    expect(dialog.get_by_text("Page 1 of 3")).to_be_visible()
    expect(dialog.locator("[data-told]")).to_contain_text("page 1")
    # At the first page there is no page before, so that the focus goes to the heading of the window.
    expect(dialog.get_by_role("heading", level=2).first).to_be_focused()
    dialog.get_by_role("link", name=re.compile("go to printed page 12")).press("Enter")
    expect(dialog.locator("mark")).to_have_count(1)
    expect(dialog.locator("mark")).to_be_in_viewport()


def test_a_brief_opens_at_its_section(visit: Open, address: str) -> None:
    reader = visit(url=address)
    reader.ask(WHY)
    reader.page.get_by_role("link", name="Open the section of source 1").click()
    dialog = reader.page.locator(".sheet-dialog")
    expect(dialog.locator("mark")).to_contain_text("64% named efficiency")
    expect(dialog).to_contain_text("It is a secondary source")
    assert violations(reader) == []


@pytest.mark.parametrize("where", ["card", "window"])
def test_the_citation_is_copied_and_that_is_said(
    visit: Open, address: str, chromium: BrowserContext, where: str
) -> None:
    chromium.grant_permissions(["clipboard-read", "clipboard-write"])
    reader = visit(url=address)
    page = reader.page
    reader.ask(WHY)
    if where == "card":
        page.get_by_role("button", name="Copy citation of source 2").press("Enter")
        expect(page.locator("[data-part=status]")).to_have_text("The citation was copied.")
        expect(page.locator("#source-1-2 [data-shown]")).to_have_text("The citation was copied.")
    else:
        page.get_by_role("link", name="Open the page of source 2").click()
        dialog = page.locator(".sheet-dialog")
        dialog.get_by_role("button", name="Copy citation").press("Enter")
        expect(dialog.locator("[data-told]")).to_have_text("The citation was copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(
        "Northmoor Institute (2019) Rebuilding the Wards: What Councils Learnt from Running Services Themselves, "
        "p. 12, page 2 of the file. https://northmoor.example.org/wards"
    )
    chromium.clear_permissions()


def test_where_there_is_no_clipboard_the_citation_is_copied_by_selecting(visit: Open, address: str) -> None:
    reader = alone(visit, address, ASKED)
    page = reader.page
    page.evaluate(
        """() => { Object.defineProperty(navigator, 'clipboard', {value: undefined});
        document.addEventListener('copy', () => { window.copied = String(document.activeElement.value) }) }"""
    )
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator("[data-told]")).to_have_text("The citation was copied.")
    assert "p. 12, page 2 of the file" in page.evaluate("copied")
    expect(page.get_by_role("button", name="Copy citation")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_state(visit: Open, address: str, width: int, scheme: str) -> None:
    for state, asked in STATES.items():
        reader = alone(visit, address, asked, width=width, scheme=scheme)
        reader.keep(f"viewer-{state}-{width}-{scheme}")
        assert violations(reader) == [], state
        # A page that is not there is told of as an error by the browser too.
        reader.complaints[:] = [each for each in reader.complaints if "404" not in each]
        reader.page.close()


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_wider_than_a_small_phone(visit: Open, address: str, state: str) -> None:
    reader = alone(visit, address, STATES[state], width=320)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.complaints[:] = [each for each in reader.complaints if "404" not in each]


def test_the_window_is_not_wider_than_a_small_phone(visit: Open, address: str) -> None:
    reader, dialog = opened(visit, address, width=320)
    dialog.get_by_role("button", name="Zoom in").click()
    assert dialog.locator(".viewer-hold").evaluate("each => each.scrollWidth <= each.clientWidth")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_text_of_anybody_does_anything(visit: Open, address: str) -> None:
    page = alone(visit, address, STATES["wicked"]).page
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
    assert page.locator("main script, main img, main iframe").count() == 0


def test_without_scripts_pages_are_turned_zoomed_and_read(chromium: BrowserContext, address: str) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = plain.new_page()
    page.goto(f"{address}{ASKED.address}")
    narrow = page.locator(".sheet").bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    wide = page.locator(".sheet").bounding_box()
    assert narrow
    assert wide
    assert wide["width"] == pytest.approx(1.5 * narrow["width"], rel=0.02)
    expect(page.locator(".marks rect")).to_have_count(2)
    page.get_by_role("link", name="Text").click()
    expect(page.locator("mark")).to_have_count(1)
    page.get_by_role("link", name="Previous page").click()
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    expect(page.get_by_role("button", name="Copy citation")).to_be_hidden()
    plain.close()
