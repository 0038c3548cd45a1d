"""The test queries are run, read, opened in the chat and added to in the browser, while others go on asking."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from insourcing_assistant.evaluation import load_all
from insourcing_assistant.ui import Changing, Gate, Jobs, ReadingRoom, build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.evaluation.scripted_assistant import REPORTS
from tests.ui.answers import WHY, answer_of
from tests.ui.judges import RECORDED, Bench
from tests.ui.keepers import MemoryKeeper

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

PASSWORD = "tulips and daisies"


class Place:
    """A served bench and its address."""

    def __init__(self, bench: Bench, address: str) -> None:
        self.bench, self.address = bench, address


def serving(bench: Bench, gate: Gate) -> served:
    def build() -> ReadingRoom:
        changing = Changing(gate, Jobs(MemoryKeeper()), bench.corpus / "reports", 1000)
        return build_ui(ask=answer_of, reports=REPORTS, judging=bench.judging, changing=changing, pace_s=0.01)

    return served(build)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    gate = Gate("local")
    bench = Bench(tmp_path / "corpus", gate)
    with serving(bench, gate) as url:
        yield Place(bench, url)
        bench.assistant.going.set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_axe_finds_nothing_in_any_state(visit: Open, place: Place, width: int, scheme: str) -> None:
    reader = visit(
        url=f"{place.address}evaluate", width=width, height=WIDTHS.get(width, 700), scheme=scheme, ready="#run"
    )
    page = reader.page

    def fits(state: str) -> None:
        reader.keep(f"evaluate-{state}-{width}-{scheme}")
        assert violations(reader) == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state

    fits("start")
    place.bench.assistant.going.clear()
    page.get_by_role("button", name="Run them").click()
    expect(page.locator("#run progress")).to_be_visible()
    fits("running")
    page.get_by_role("button", name="Stop the run").click()
    place.bench.assistant.going.set()
    expect(page.locator(".ended")).to_contain_text("The run was stopped")
    fits("stopped")
    place.bench.run()
    place.bench.run()
    page.goto(f"{place.address}evaluate?show=all")
    for fold in page.locator("summary").all():
        fold.click()
    fits("done")
    page.get_by_role("link", name="Add a test question").click()
    fits("wanting")
    page.get_by_role("link", name=str(RECORDED["question"])).click()
    page.get_by_text("Answered then").wait_for()
    fits("new")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say where the answer stands")
    fits("wrong")
    page.get_by_label("The Plan page 2").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status").first).to_contain_text("own-1 was added")
    fits("added")
    reader.complaints.clear()  # the browser notes the refusal of the form


def test_a_run_is_followed_without_a_reload_while_others_ask(visit: Open, place: Place) -> None:
    place.bench.assistant.going.clear()
    page = visit(url=f"{place.address}evaluate", ready="#run").page
    page.get_by_role("button", name="Run them").press("Enter")
    expect(page.locator(".stage")).to_have_text("Asking the test questions: 0 of 4 done.")
    expect(page.locator("#told")).to_have_text("The test questions are being asked.")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Stop the run").focus()
    reader = visit(url=place.address)
    started = time.monotonic()
    reader.ask(WHY)
    assert time.monotonic() - started < 5
    expect(page.get_by_role("button", name="Stop the run")).to_be_focused()
    place.bench.assistant.going.set()
    expect(page.locator(".verdict")).to_have_text("The assistant passed every check on 3 of 4 test questions.")
    expect(page.locator("#told")).to_contain_text("The run is complete. The assistant passed")
    expect(page.locator("#run")).to_be_focused()
    assert page.evaluate("window.same")


def test_failures_are_read_filtered_and_opened_in_the_chat_by_keyboard(visit: Open, place: Place) -> None:
    place.bench.run()
    reader = visit(url=f"{place.address}evaluate", ready="#outcome")
    page = reader.page
    block = page.locator("#query-motives")
    block.locator("summary").press("Enter")
    expect(block).to_contain_text("The answer lacks what it must say")
    page.locator("#show").select_option("all")
    page.locator("#tag").select_option("figures")
    page.locator("#tag").press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("1 of 4 questions.")
    expect(page.locator(".judged summary")).to_contain_text("Pass")
    page.get_by_role("link", name="motives", exact=True).click()
    expect(page.locator("#found")).to_have_text("1 of 4 questions.")
    block.locator("summary").click()
    block.get_by_role("link", name="Open in the chat").click()
    reader.wait_for_turn(1)
    expect(page.locator("#turn-1-q")).to_have_text("What did most councils name?")


def test_what_becomes_of_a_new_question_is_said_where_the_focus_is(visit: Open, place: Place) -> None:
    reader = visit(url=f"{place.address}evaluate/new", ready="h1")
    page = reader.page
    page.get_by_label("The question").fill("Does the plan speak of pensions?")
    page.get_by_label("The publications answer it").check()
    page.get_by_role("button", name="Add it").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say where the answer stands")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("All of these").fill("Pensions")
    page.get_by_role("button", name="Add it").press("Enter")
    said = page.get_by_role("status").filter(has_text="own-1 was added")
    expect(said).to_be_focused()
    reader.complaints.clear()  # the browser notes the refusal


def test_what_turned_is_linked_from_the_comparison(visit: Open, place: Place) -> None:
    place.bench.run()
    queries = place.bench.corpus / "test_queries.yaml"
    queries.write_text(queries.read_text("utf-8").replace("nothing of the kind", "quality"), encoding="utf-8")
    place.bench.run()
    page = visit(url=f"{place.address}evaluate", ready="#outcome").page
    page.get_by_role("heading", name="Pass now, and failed before").locator("+ p a").click()
    expect(page.locator("#query-motives")).to_be_in_viewport()
    page.locator("#query-motives summary").click()
    expect(page.locator("#query-motives")).to_contain_text("In the run before, it failed.")


def test_the_report_is_taken_away_as_a_page(visit: Open, place: Place) -> None:
    place.bench.run()
    page = visit(url=f"{place.address}evaluate", ready="#outcome").page
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the report").click()
    assert coming.value.suggested_filename == "evaluation.html"
    assert "Evaluation of the answers" in coming.value.path().read_text(encoding="utf-8")


def test_without_scripts_it_is_run_read_and_added_to_as_well(chromium: BrowserContext, place: Place) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{place.address}evaluate")
    place.bench.assistant.going.clear()
    page.get_by_role("button", name="Run them").click()
    page.get_by_role("link", name="See how far it is").click()
    expect(page.locator(".stage")).to_contain_text("0 of 4 done")
    place.bench.assistant.going.set()
    place.bench.finish()
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("3 of 4")
    page.get_by_role("link", name="Add a test question").click()
    page.get_by_label("The question").fill("Does the plan speak of pensions?")
    page.get_by_label("Publication 1").first.select_option("plan")
    page.get_by_label("All of these").fill("Pensions")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status").first).to_contain_text("own-1 was added")
    assert load_all(place.bench.corpus)[-1].must_contain == ("Pensions",)
    plain.close()


def test_a_password_is_asked_for_before_a_run(visit: Open, tmp_path: Path) -> None:
    gate = Gate("on", password=PASSWORD)
    bench = Bench(tmp_path / "corpus", gate)
    with serving(bench, gate) as url:
        reader = visit(url=f"{url}evaluate", ready="#run")
        page = reader.page
        page.get_by_text("Sign in to run them").click()
        assert violations(reader) == []
        page.get_by_label("Password").fill("tulips")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The password is not right")
        assert violations(reader) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Run them").click()
        expect(page.locator(".verdict")).to_contain_text("3 of 4")
