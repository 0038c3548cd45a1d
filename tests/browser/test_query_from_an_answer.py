"""From a thumb under an answer straight to the form that makes a test query of it, for who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from insourcing_assistant.ui import Gate, Judging, ReadingRoom, build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, Visit, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.shelves import EXAMPLES, make_assistant
from tests.ui.judges import Bench
from tests.ui.recalling import PARKS_SINCE, make_ask, make_library, make_memory, open_library

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

STATUS = "[data-part=status]"


@contextmanager
def serving(folder: Path, gate: Gate) -> Iterator[str]:
    make_library(folder)
    bench = Bench(folder / "corpus")
    with ExitStack() as open_for_now:
        library = open_for_now.enter_context(open_library(folder))
        judging = Judging(bench.evaluating, gate, library.answers.get, lambda: library.answers.judged("down"))

        def build() -> ReadingRoom:
            return build_ui(
                ask=make_ask(library),
                reports=make_assistant(library).reports,
                examples=EXAMPLES,
                memory=make_memory(library),
                judging=judging,
                pace_s=0.01,
            )

        yield open_for_now.enter_context(served(build))


def judge(page: Page, name: str = "Not helpful") -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def asked(reader: Visit) -> Page:
    reader.ask(PARKS_SINCE)
    reader.page.locator("#tools-1").wait_for()
    return reader.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_not_helpful_becomes_a_test_query_by_keyboard(
    visit: Open, tmp_path: Path, width: int, scheme: str
) -> None:
    with serving(tmp_path, Gate("on")) as url:
        reader = visit(url=url, width=width, height=WIDTHS[width], scheme=scheme)
        page = asked(reader)
        link = page.get_by_role("link", name="Make a test query of this answer")
        expect(link).to_have_count(0)
        judge(page)
        expect(page.locator(STATUS)).to_have_text("Noted: this answer was not helpful. A test query can be made of it.")
        page.get_by_label("Why? (optional)").fill("It says nothing of gardens.")
        page.get_by_role("button", name="Save the reason").press("Enter")
        expect(page.locator(STATUS)).to_contain_text("with your reason. A test query can be made of it.")
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        assert violations(reader) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        reader.keep(f"make-a-query-{width}-{scheme}")
        page.keyboard.press("Enter")
        expect(page.get_by_label("The question")).to_have_value(PARKS_SINCE)
        record = page.locator("input[name=answer]").get_attribute("value")
        assert page.url == f"{url}evaluate/new?answer={record}"


def test_who_changes_their_mind_is_offered_it_no_more(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path, Gate("on")) as url:
        page = asked(visit(url=url))
        make = page.locator(".make")
        judge(page)
        expect(make).to_be_visible()
        judge(page, "Helpful")
        expect(make).to_be_hidden()
        judge(page)
        expect(make).to_be_visible()
        judge(page)
        expect(page.locator(STATUS)).to_contain_text("taken back")
        expect(make).to_be_hidden()


def test_it_is_offered_again_after_a_reload(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path, Gate("on")) as url:
        page = asked(visit(url=url))
        judge(page)
        expect(page.locator(".make")).to_be_visible()
        page.reload()
        link = page.get_by_role("link", name="Make a test query of this answer")
        expect(link).to_be_visible()
        link.press("Enter")
        expect(page.get_by_label("The question")).to_have_value(PARKS_SINCE)


SEEN = """(form) => {
  const box = form.getBoundingClientRect(), composer = document.querySelector(".composer");
  const below = getComputedStyle(composer).position === "static" ? innerHeight : composer.getBoundingClientRect().top;
  const above = document.querySelector(".masthead").getBoundingClientRect();
  return { top: box.top, bottom: box.bottom, from: Math.max(0, above.bottom), to: below };
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (390, 560), (1280, 900)])
def test_the_place_for_a_reason_opens_where_it_is_seen(visit: Open, tmp_path: Path, width: int, height: int) -> None:
    with serving(tmp_path, Gate("off")) as url:
        reader = visit(url=url, width=width, height=height)
        page = asked(reader)
        thumb = page.get_by_role("button", name="Not helpful", exact=True)
        # It is pressed where it stands just above the question box.
        thumb.evaluate(
            "(thumb) => scrollBy(0, thumb.getBoundingClientRect().bottom + 8"
            " - document.querySelector('.composer').getBoundingClientRect().top)"
        )
        thumb.click()
        expect(page.locator(STATUS)).to_have_text("Noted: this answer was not helpful.")
        expect(page.locator("form.reason")).to_be_visible()
        seen = page.locator("form.reason").evaluate(SEEN)
        assert seen["from"] <= seen["top"]
        assert seen["bottom"] <= seen["to"]
        reader.keep(f"reason-{width}-{height}")


@pytest.mark.parametrize("gate", [Gate("off"), Gate("on", password="tulips and daisies")])
def test_who_may_not_evaluate_is_not_offered_it(visit: Open, tmp_path: Path, gate: Gate) -> None:
    with serving(tmp_path, gate) as url:
        page = asked(visit(url=url))
        judge(page)
        expect(page.locator(STATUS)).to_have_text("Noted: this answer was not helpful.")
        expect(page.locator(".make")).to_be_hidden()
