"""A reader at work, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GRADIO_S_OWN, SLOW, Open, slowly
from tests.ui.answers import BROKEN, EXAMPLES, FOLLOW_UP, HELLO, LATER, WHY

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def test_a_question_is_answered_and_its_source_opened(visit: Open) -> None:
    reader = visit()
    reader.ask(WHY)
    page = reader.page
    expect(page.get_by_role("article", name=WHY).get_by_role("heading")).to_have_text(WHY)
    expect(page.locator("#turn-1 .statement")).to_have_count(3)
    page.get_by_role("link", name="(Northmoor 2019, p. 12)").click()
    card = page.get_by_role("article", name="Rebuilding the Wards").nth(1)
    expect(card).to_be_focused()
    expect(card).to_contain_text("printed page 12 (PDF page 2)")
    expect(card.locator("mark")).to_have_text(
        "Insourcing was less a reaction to contract failure than a deliberate choice."
    )
    expect(card).to_be_in_viewport()


def test_the_quoted_words_are_highlighted_on_the_page(visit: Open) -> None:
    reader = visit()
    reader.ask(WHY)
    page = reader.page
    window = page.locator("#source-1-2 .window")
    image = window.get_by_role("img", name=re.compile("with the quoted words highlighted"))
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("each => each.naturalWidth") > 1000
    # The sentence begins in one line and ends in the next: two boxes, both inside the window, one below the other.
    frame = window.bounding_box()
    first, second = (box.bounding_box() for box in window.locator(".hl").all())
    assert frame
    assert first
    assert second
    assert frame["y"] < first["y"] < second["y"] < frame["y"] + frame["height"]
    assert frame["x"] <= second["x"] < first["x"] < frame["x"] + frame["width"]


def test_everything_can_be_done_by_keyboard(visit: Open) -> None:
    reader = visit()
    page = reader.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question box")).to_be_focused()
    page.keyboard.press("Enter")
    assert focused(page) == "question"
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    reader.wait_for_turn(1)
    assert focused(page) == "question"
    page.locator("#turn-1 .cite").first.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "source-1-1"
    for _ in range(4):  # open, copy, and the source that the brief gives stand before it
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Back to the answer from source 1")).to_be_focused()
    page.keyboard.press("Enter")
    assert focused(page) == "cited-1-1"


def test_shift_and_enter_make_a_new_line_and_the_box_grows(visit: Open) -> None:
    page = visit().page
    box = page.locator("#question")
    before = box.evaluate("each => each.clientHeight")
    box.fill("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(box).to_have_value("One\ntwo")
    assert box.evaluate("each => each.clientHeight") > before
    expect(page.locator(".turn")).to_have_count(0)


def test_the_answer_is_announced_once_and_outside_of_it(visit: Open) -> None:
    reader = visit()
    page = reader.page
    page.evaluate(
        """() => { window.heard = []; const status = document.querySelector('[data-part=status]');
        new MutationObserver(() => heard.push(status.textContent)).observe(status, {childList: true}) }"""
    )
    reader.ask(WHY)
    said = "Answer ready: 3 statements, 3 sources. Not covered by any publication: what it costs in 2031."
    assert page.evaluate("heard.filter(Boolean)") == [said]
    assert page.locator(".thread [aria-live]").count() == 0


def test_nothing_that_was_said_moves_while_the_rest_arrives(visit: Open) -> None:
    reader = visit(motion=True)
    page = reader.page
    page.evaluate(
        """() => { window.tops = []; const look = () => { const first = document.querySelector('.statement.lead');
        if (first) tops.push(first.offsetTop); requestAnimationFrame(look) }; look() }"""
    )
    reader.ask(WHY)
    assert len(set(page.evaluate("tops"))) == 1


def test_an_example_asks_itself_and_reading_goes_on_at_the_answer(visit: Open) -> None:
    reader = visit()
    reader.page.get_by_role("button", name=EXAMPLES[1]).press("Enter")
    reader.wait_for_turn(1)
    assert focused(reader.page) == "turn-1-q"


def test_a_conversation_goes_on_and_earlier_sources_open_again(visit: Open) -> None:
    reader = visit()
    page = reader.page
    reader.ask(WHY)
    reader.ask(FOLLOW_UP)
    expect(page.locator("#turn-2")).to_contain_text("(after 1 questions)")
    expect(page.locator("#source-2-1")).to_be_visible()
    expect(page.locator("#source-1-1")).to_be_hidden()
    page.locator("#turn-1 .cite").first.click()
    expect(page.locator("#source-1-1")).to_be_focused()
    expect(page.locator("#source-2-1")).to_be_hidden()


def test_what_the_reader_unfolded_stays_unfolded(visit: Open) -> None:
    reader = visit()
    reader.ask(WHY)
    reader.page.get_by_text("4 publications searched · 2 cited").click()
    reader.ask(LATER)
    expect(reader.page.locator("#turn-1 details")).to_have_attribute("open", "")


def test_not_in_these_reports_looks_different_and_offers_what_is(visit: Open) -> None:
    reader = visit()
    page = reader.page
    reader.ask(LATER)
    expect(page.locator(".absent")).to_contain_text("Not in these reports. Every publication here is older")
    expect(page.locator(".card")).to_have_count(0)
    page.locator(".absent").get_by_role("button", name=EXAMPLES[0]).click()
    reader.wait_for_turn(2)
    expect(page.locator("#turn-2 .statement")).to_have_count(3)


def test_a_new_conversation_begins_with_an_empty_page(visit: Open) -> None:
    reader = visit()
    page = reader.page
    reader.ask(WHY)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="What do the reports say?")).to_be_visible()
    expect(page.get_by_role("heading", name="In this library")).to_be_visible()
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
    reader.ask(FOLLOW_UP)
    expect(page.locator("#turn-1")).to_contain_text("(after 0 questions)")


def test_two_readers_do_not_see_each_other(visit: Open) -> None:
    one, other = visit(), visit()
    one.ask(WHY)
    other.ask(FOLLOW_UP)
    expect(other.page.locator(".turn")).to_have_count(1)
    expect(other.page.locator("#turn-1")).to_contain_text("(after 0 questions)")


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_gets_a_sentence(visit: Open, question: str) -> None:
    reader = visit()
    page = reader.page
    page.fill("#question", question)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_have_text("Type a question first.")
    expect(page.locator(".turn")).to_have_count(0)
    reader.ask(WHY)
    expect(page.locator("#notice")).to_be_empty()


def test_a_question_that_is_too_long_is_given_back_with_a_sentence(visit: Open) -> None:
    page = visit().page
    page.fill("#question", "why " * 200)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("at most 400 can be read. Ask a shorter one.")
    expect(page.locator("#question")).to_have_value("why " * 200)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_failure_is_a_calm_sentence(visit: Open) -> None:
    reader = visit()
    reader.ask(BROKEN)
    expect(reader.page.locator(".failed")).to_contain_text("the database is being rebuilt")
    expect(reader.page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_slow_question_can_be_stopped_and_another_asked(visit: Open) -> None:
    reader = visit()
    page = reader.page
    slowly.clear()
    page.fill("#question", SLOW)
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#question")).to_have_value(SLOW)
    slowly.set()
    reader.ask(WHY)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_question_that_is_stopped_at_once_is_not_lost(visit: Open) -> None:
    page = visit().page
    slowly.clear()
    page.fill("#question", SLOW)
    page.evaluate("""() => {
        document.querySelector("form").requestSubmit();
        document.querySelector("[data-act=stop]").click();
    }""")
    expect(page.locator("#question")).to_have_value(SLOW)
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    slowly.set()


def test_a_double_click_asks_and_does_not_stop(visit: Open) -> None:
    reader = visit()
    reader.page.fill("#question", WHY)
    reader.page.get_by_role("button", name="Ask", exact=True).dblclick()
    reader.wait_for_turn(1)
    expect(reader.page.locator("#turn-1 .statement").first).to_be_visible()
    expect(reader.page.locator("#question")).to_have_value("")


@pytest.mark.parametrize("after_ms", [0, 30, 60, 100, 140])
def test_a_stop_in_any_moment_leaves_a_page_that_can_ask_again(visit: Open, after_ms: int) -> None:
    reader = visit()
    page = reader.page
    slowly.set()
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    page.wait_for_timeout(after_ms)
    page.evaluate("document.querySelector('[data-act=stop]').click()")
    page.wait_for_timeout(400)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator(".pending")).to_have_count(0)
    answered = page.locator(".turn").count()
    reader.ask(HELLO)
    expect(page.locator(".turn")).to_have_count(answered + 1)


def test_a_question_that_does_not_reach_the_server_is_given_back_with_a_sentence(visit: Open) -> None:
    reader = visit()
    page = reader.page
    reader.ask(HELLO)
    for address in ("**/gradio_api/**", "**/healthz"):
        page.route(address, lambda route: route.abort("connectionreset"))
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    said = "The server cannot be reached. Your question is still here: ask it again in a minute."
    expect(page.locator("#notice")).to_have_text(said, timeout=9000)
    expect(page.locator("#question")).to_have_value(WHY)
    expect(page.locator("#question")).to_be_focused()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)
    reader.complaints.clear()  # the browser notes that it failed


def test_a_question_that_the_server_cannot_take_is_given_back_at_once_in_our_words(visit: Open) -> None:
    reader = visit()
    page = reader.page
    reader.ask(HELLO)
    page.route("**/gradio_api/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "Queue is full."}))
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    said = "The server could not take this just now. Your question is still here: ask it again in a minute."
    expect(page.locator("#notice")).to_have_text(said)
    expect(page.locator("#question")).to_have_value(WHY)
    expect(page.locator(".toast-body")).to_be_hidden()
    page.unroute("**/gradio_api/queue/join*")
    page.fill("#question", "")
    reader.ask(WHY)
    expect(page.locator("#notice")).to_be_empty()
    reader.complaints.clear()  # the browser notes the refusal


def test_hello_is_answered_without_sources(visit: Open) -> None:
    reader = visit()
    reader.ask(HELLO)
    expect(reader.page.locator(".welcome")).to_contain_text("Hello.")
    expect(reader.page.locator(".card")).to_have_count(0)


def test_what_a_reader_types_stays_text(visit: Open) -> None:
    reader = visit()
    wicked = "<img src=x onerror=\"document.title='broken'\"> ${1+1} {{value}} `"
    reader.ask(wicked)
    expect(reader.page.locator("#turn-1 h2")).to_have_text(wicked)
    expect(reader.page).to_have_title("Insourcing Assistant")


def test_nothing_is_asked_of_another_host(visit: Open, address: str) -> None:
    reader = visit()
    reader.ask(WHY)
    assert reader.requests
    assert {url for url in reader.requests if not url.startswith((address, "data:", "blob:"))} == set()
