"""Publications are compared in the browser: chosen by keyboard, read on a phone, linked to, and taken as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from insourcing_assistant.answering.contrasts import MOST_REPORTS, make_contrast
from insourcing_assistant.types import Answer, Citation, Report
from insourcing_assistant.ui import ReadingRoom, build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import COMPARE, EXAMPLES, REPORTS, WHY, answer_of
from tests.ui.tables import Comparer

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

BOTH = "report=wards-2019&report=bins-2011"
STATES = {
    "start": "compare",
    "table": f"compare?{BOTH}&aspect=reasons&aspect=cost",
    "wide": f"compare?{BOTH}&aspect=reasons&aspect=cost&aspect=staff&aspect=time&aspect=quality",
    "nothing": f"compare?{BOTH}&aspect=moon",
    "long": f"compare?{BOTH}&aspect=cost&aspect=recommendations&aspect={'unbroken' * 7}",
}


@pytest.fixture(scope="module")
def address(wards_pdf: Path) -> Iterator[str]:
    def page_file(citation: Citation) -> Path | None:
        return wards_pdf if citation.report_id == "wards-2019" and citation.kind == "report" else None

    def build() -> ReadingRoom:
        return build_ui(ask=answer_of, compare=Comparer(), reports=REPORTS, examples=EXAMPLES, page_file=page_file)

    with served(build) as url:
        yield url


def test_what_cannot_be_compared_is_said_where_the_focus_is(visit: Open, address: str) -> None:
    reader = visit(url=f"{address}compare", ready="#find")
    reader.page.get_by_label("Rebuilding the Wards").check()
    reader.page.get_by_role("button", name="Compare", exact=True).press("Enter")
    refusal = reader.page.get_by_role("alert")
    expect(refusal).to_have_text("Choose at least two publications to compare.")
    expect(refusal).to_be_focused()
    expect(reader.page.get_by_label("Rebuilding the Wards")).to_be_checked()
    reader.complaints.clear()  # the browser notes the refusal


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_axe_finds_nothing_in_any_state(visit: Open, address: str, width: int, scheme: str) -> None:
    for state, path in STATES.items():
        height = WIDTHS.get(width, 700)
        reader = visit(url=f"{address}{path}", width=width, height=height, scheme=scheme, ready="h1")
        reader.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        reader.keep(f"compare-{state}-{width}-{scheme}")
        assert violations(reader) == [], state
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_more_can_be_ticked_than_can_be_compared_and_why_is_announced(visit: Open, width: int, scheme: str) -> None:
    shelf = {f"r-{n:02}": Report(f"r-{n:02}", f"Report {n:02}", year=2000 + n) for n in range(1, MOST_REPORTS + 3)}

    def refuse(reports: Sequence[str], aspects: Sequence[str]) -> Answer:
        raise AssertionError(make_contrast(reports, aspects, held=tuple(shelf)))  # it raises before that

    with served(lambda: build_ui(ask=answer_of, compare=refuse, reports=shelf)) as url:
        reader = visit(url=f"{url}compare", width=width, height=WIDTHS[width], scheme=scheme, ready="#find")
        page, chosen, full = reader.page, reader.page.locator("#chosen"), reader.page.locator("#full")
        boxes = page.locator("#publications input")
        for place in range(MOST_REPORTS - 1):
            boxes.nth(place).check()
        expect(page.locator("#publications input:disabled")).to_have_count(0)
        boxes.nth(MOST_REPORTS - 1).focus()
        page.keyboard.press("Space")
        expect(full).to_have_text(
            f"{MOST_REPORTS} are chosen, the most that can be compared. To choose another, untick one."
        )
        assert full.get_attribute("role") == "status"
        expect(full).to_be_in_viewport()
        expect(page.locator("#publications input:disabled")).to_have_count(2)
        expect(boxes.nth(MOST_REPORTS - 1)).to_be_focused()
        expect(boxes.nth(MOST_REPORTS - 1)).to_be_in_viewport()
        reader.keep(f"compare-full-{width}-{scheme}")
        assert violations(reader) == []
        page.keyboard.press("Space")
        expect(page.locator("#publications input:disabled")).to_have_count(0)
        expect(chosen).to_have_text(f"{MOST_REPORTS - 1} of {MOST_REPORTS + 2} publications chosen")
        expect(full).to_be_empty()

        every = "&".join(f"report={each}" for each in shelf)
        page.goto(f"{url}compare?{every}")
        expect(page.locator(".notice[role=alert]")).to_contain_text(f"Name 2 to {MOST_REPORTS} different publications")
        expect(full).to_have_text(f"At most {MOST_REPORTS} can be compared: untick 2.")
        reader.complaints[:] = [each for each in reader.complaints if "422" not in each]


def test_publications_are_found_chosen_and_compared_by_keyboard(visit: Open, address: str) -> None:
    page = visit(url=f"{address}compare", ready="#find").page
    page.locator("#find").focus()
    page.keyboard.type("union")
    expect(page.locator("#publications li:visible")).to_have_count(1)
    expect(page.locator("#chosen")).to_have_text("0 of 4 publications chosen · 1 found")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("#find").fill("2019")
    expect(page.locator("#publications li:visible")).to_have_count(2)  # what is chosen stays in sight
    page.get_by_label("Rebuilding the Wards").press("Space")
    expect(page.locator("#chosen")).to_have_text("2 of 4 publications chosen · 1 found")
    page.get_by_label("cost", exact=True).press("Space")
    page.get_by_label("Others, with commas").fill("pay, pensions")
    page.keyboard.press("Enter")
    page.locator("#outcome table").wait_for()
    assert page.url == f"{address}compare?{BOTH}&aspect=cost&aspect=pay&aspect=pensions#outcome"
    expect(page.locator("#outcome")).to_be_focused()  # a screen reader goes on from there, not from the masthead
    link = page.locator(".cite").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-1-1")).to_be_focused()
    expect(page.locator("#source-1-1")).to_be_in_viewport()
    page.locator("#source-1-1 .back").press("Enter")
    expect(link).to_be_focused()


@pytest.mark.parametrize("motion", [True, False])
@pytest.mark.parametrize("state", STATES)
def test_nothing_fades_or_moves_while_the_page_opens(visit: Open, address: str, state: str, motion: bool) -> None:
    page = visit(url=f"{address}{STATES[state]}", motion=motion, ready="h1").page
    page.add_init_script(
        """addEventListener("animationstart", () => { window.moved = true; }, true);
        addEventListener("transitionstart", () => { window.moved = true; }, true);
        window.shifts = [];
        new PerformanceObserver((list) => {
            for (const each of list.getEntries()) window.shifts.push(each.value);
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.reload()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("[window.moved ?? false, window.shifts]") == [False, []]


def test_on_a_phone_each_cell_says_what_it_is_about(visit: Open, address: str) -> None:
    page = visit(url=f"{address}{STATES['table']}", width=390, height=844, ready="#outcome").page
    cells = page.locator("#outcome td")
    expect(cells.first.locator(".aspect")).to_be_visible()
    boxes = [cells.nth(number).bounding_box() for number in range(2)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    assert page.get_by_role("table").get_by_role("row").count() == 3  # it is a table to be heard


def test_a_page_is_shown_with_its_words_marked_under_the_strict_policy(visit: Open, address: str) -> None:
    page = visit(url=f"{address}{STATES['table']}", ready="#outcome").page
    picture = page.get_by_role("img", name="with the quoted words highlighted")
    expect(picture).to_be_visible()
    marked = picture.locator(".marked").first.bounding_box()
    frame = picture.bounding_box()
    assert marked
    assert frame
    assert frame["x"] < marked["x"]
    assert frame["y"] < marked["y"] < frame["y"] + frame["height"]
    page.get_by_role("link", name="The whole page as a picture").click()
    expect(page.locator("img")).to_be_visible()


def test_the_citation_of_a_source_is_copied(visit: Open, address: str) -> None:
    page = visit(url=f"{address}{STATES['table']}", ready="#outcome").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#source-1-2").get_by_role("button", name="Copy citation").press("Enter")
    expect(page.locator("#told")).to_have_text("The citation was copied.")
    assert "Rebuilding the Wards" in page.evaluate("navigator.clipboard.readText()")


def test_the_table_is_taken_away_as_a_file(visit: Open, address: str) -> None:
    page = visit(url=f"{address}{STATES['table']}", ready="#outcome").page
    for name, words in (("CSV", "Publication,reasons,cost"), ("Markdown", "# Comparison: reasons, cost")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        assert words in coming.value.path().read_text(encoding="utf-8-sig")


def test_a_question_is_compared_or_goes_to_the_chat(visit: Open, address: str) -> None:
    reader = visit(url=f"{address}compare", ready="#question")
    page = reader.page
    page.fill("#question", COMPARE)
    page.get_by_role("button", name="Compare by question").click()
    expect(page.locator("#outcome tbody tr")).to_have_count(3)
    page.locator("#change summary").click()
    expect(page.get_by_role("checkbox", name="Bins Brought Home")).to_be_checked()
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("compares no publications")
    assert violations(reader) == []
    page.get_by_role("link", name="Ask it on the Ask page").click()
    reader.wait_for_turn(1)
    expect(page.locator("#turn-1-q")).to_have_text(WHY)
    reader.complaints.clear()  # the browser notes the refusal


def test_without_scripts_it_is_chosen_and_compared_too(chromium: BrowserContext, address: str) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}compare")
    expect(page.locator("#find")).to_be_hidden()
    page.get_by_label("Rebuilding the Wards").check()
    page.get_by_label("Bins Brought Home").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#outcome thead th")).to_have_text(
        ["Publication", "reasons for insourcing", "cost", "staff", "quality"]
    )
    expect(page.get_by_role("button", name="Copy citation").first).to_be_hidden()
    page.locator(".cite").first.click()
    assert page.url.endswith("#source-1-1")
    plain.close()
