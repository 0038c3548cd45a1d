"""A reader comes back, another reader comes, and an answer is passed on: real library, real records, real cookies."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from insourcing_assistant.ui import ReadingRoom, build_ui
from insourcing_assistant.ui.memory import NO_RECORDS
from tests.browser.conftest import GRADIO_S_OWN, Visit, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.shelves import EXAMPLES, PARKS, fill, make_assistant
from tests.ui.recalling import (
    LAMPS_SAVED,
    NOWHERE,
    PARKS_SINCE,
    make_ask,
    make_library,
    make_memory,
    open_library,
)

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

COSTS = "And what did it cost?"
PRESSED = "[data-verdict][aria-pressed=true]"


@dataclass
class Installation:
    """A server over a library that can be stopped and started again at the same address."""

    folder: Path
    records: bool = True
    port: int = 0
    url: str = ""
    _running: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        library = self._running.enter_context(open_library(self.folder))

        def build() -> ReadingRoom:
            return build_ui(
                ask=make_ask(library, records=self.records),
                reports=make_assistant(library).reports,
                examples=EXAMPLES,
                memory=make_memory(library, records=self.records),
                records=library.answers.get,
                pace_s=0.01,
            )

        self.url = self._running.enter_context(served(build, port=self.port))
        self.port = urlsplit(self.url).port or 0

    def stop(self) -> None:
        self._running.close()

    def restart(self) -> None:
        self.stop()
        self.start()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("conversations"))
    make_library(made.folder)
    made.start()
    yield made
    made.stop()


Come = Callable[..., Visit]


@pytest.fixture
def come(chromium: BrowserContext, installation: Installation) -> Iterator[Come]:
    """Opens the page in a browser that has never been here; whatever the test does, nothing may go wrong in it."""
    browser = chromium.browser
    assert browser
    visits: list[Visit] = []

    def open_page(
        *, width: int = 1280, height: int = 900, scheme: str = "light", scripts: bool = True, address: str = ""
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            permissions=["clipboard-read", "clipboard-write"],
        )
        return follow(context.new_page(), address or installation.url)

    def follow(page: Page, address: str) -> Visit:
        page.set_default_timeout(15_000)
        visited = Visit(page)
        visits.append(visited)
        page.on("console", lambda m: visited.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        page.goto(address)
        return visited

    yield open_page
    for visited in visits:
        visited.page.context.close()
    assert [
        complaint for visited in visits for complaint in visited.complaints if not _is_of_a_restart(complaint)
    ] == []


def _is_of_a_restart(complaint: str) -> bool:
    """The stream that an open page listens to breaks off with the server."""
    return "ERR_INCOMPLETE_CHUNKED_ENCODING" in complaint or "ERR_CONNECTION_REFUSED" in complaint


def talk(reader: Visit, *questions: str) -> None:
    for question in questions:
        reader.ask(question)
        number = reader.page.locator(".turn").count()
        reader.page.locator(f"#tools-{number}").wait_for()


def words(page: Page) -> list[str]:
    """What stands in the conversation and among its sources, in words."""
    thread = page.locator("[data-part=thread] .body").all_inner_texts()
    return [*thread, *page.locator("[data-part=sources] mark").all_text_contents()]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_same_conversation_is_there_after_a_reload_and_after_a_restart(
    come: Come, installation: Installation, width: int
) -> None:
    reader = come(width=width, height=WIDTHS[width])
    page = reader.page
    talk(reader, PARKS_SINCE, NOWHERE)
    said = words(page)
    assert "?conversation=" in page.url
    page.goto(installation.url)
    page.locator("#tools-2").wait_for()
    assert words(page) == said
    installation.restart()
    page.goto(installation.url)
    page.locator("#tools-2").wait_for()
    assert words(page) == said
    expect(page.locator("[data-part=status]")).to_have_text("Your conversation is back, with 2 questions.")
    assert violations(reader) == []
    reader.keep(f"reopened-{width}")
    talk(reader, COSTS)
    expect(page.locator("#turn-3")).to_contain_text("Searched for: And what did it cost?")
    page.reload()
    page.locator("#tools-3").wait_for()


def test_a_page_that_stayed_open_goes_on_after_a_restart(come: Come, installation: Installation) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    address = reader.page.url
    installation.restart()
    talk(reader, COSTS)
    expect(reader.page.locator(".turn")).to_have_count(2)
    expect(reader.page.locator("#turn-2")).to_contain_text("(Since when has Norton run its own parks?)")
    assert reader.page.url == address


def test_a_question_that_was_asked_of_a_stopped_server_is_in_the_box_when_it_is_back(
    come: Come, installation: Installation
) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    installation.stop()
    reader.page.fill("#question", COSTS)
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#notice")).to_contain_text("The server cannot be reached. Your question is still here")
    expect(reader.page.get_by_text("Connection to the server was lost")).to_be_hidden()
    assert violations(reader) == []
    with reader.page.expect_navigation():
        installation.start()
    reader.page.locator("#tools-1").wait_for()
    expect(reader.page.locator("#question")).to_have_value(COSTS)
    talk(reader, COSTS)
    expect(reader.page.locator(".turn")).to_have_count(2)
    reader.page.reload()
    reader.page.locator("#tools-2").wait_for()
    expect(reader.page.locator("#question")).to_have_value("")


def test_the_conversation_before_a_new_one_is_one_step_back(come: Come) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    first = reader.page.url
    reader.page.get_by_role("button", name="New conversation").click()
    reader.page.locator("#opening").wait_for()
    talk(reader, LAMPS_SAVED)
    second = reader.page.url
    reader.page.go_back()
    expect(reader.page.locator("#turn-1 h2")).to_have_text(PARKS_SINCE)
    assert reader.page.url == first
    reader.page.go_forward()
    expect(reader.page.locator("#turn-1 h2")).to_have_text(LAMPS_SAVED)
    assert reader.page.url == second


def test_another_browser_cannot_see_it(come: Come, installation: Installation) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    other = come(address=reader.page.url)
    other.page.locator("#opening").wait_for()
    expect(other.page.locator("#notice")).to_contain_text("is not one of this browser's")
    expect(other.page.locator(".turn")).to_have_count(0)
    other.page.goto(f"{installation.url}conversations")
    expect(other.page.locator("#found")).to_have_text("This browser has no conversations here yet.")


def test_who_deletes_the_cookies_begins_anew(come: Come, installation: Installation) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    (cookie,) = reader.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert reader.page.evaluate("document.cookie") == ""
    reader.page.context.clear_cookies()
    reader.page.goto(installation.url)
    reader.page.locator("#opening").wait_for()
    talk(reader, LAMPS_SAVED)
    reader.page.reload()
    expect(reader.page.locator("#turn-1-q")).to_have_text(LAMPS_SAVED)


def test_two_windows_keep_each_its_own_conversation(come: Come, installation: Installation) -> None:
    one = come()
    talk(one, PARKS_SINCE)
    other = Visit(one.page.context.new_page())
    other.page.goto(f"{installation.url}?conversation=new")
    other.page.locator("#opening").wait_for()
    talk(other, LAMPS_SAVED)
    one.page.reload()
    expect(one.page.locator("#turn-1-q")).to_have_text(PARKS_SINCE)
    other.page.reload()
    expect(other.page.locator("#turn-1-q")).to_have_text(LAMPS_SAVED)
    expect(other.page.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_who_comes_back_to_a_window_is_told_that_the_conversation_went_on_in_another(come: Come, width: int) -> None:
    here = come(width=width, height=WIDTHS[width])
    page = here.page
    talk(here, PARKS_SINCE)
    there = Visit(page.context.new_page())
    there.page.goto(page.url)
    there.page.locator("#tools-1").wait_for()
    told = page.locator("[data-part=elsewhere]")
    come_back(page)
    expect(told).to_be_empty()
    talk(there, LAMPS_SAVED)
    come_back(page)
    expect(told).to_contain_text("This conversation went on in another window.")
    expect(page.locator(".turn")).to_have_count(1)
    assert violations(here) == []
    here.keep(f"went-on-elsewhere-{width}")
    told.get_by_role("button", name="Show it").press("Enter")
    expect(page.locator("#turn-2-q")).to_have_text(LAMPS_SAVED)
    expect(page.locator("#turn-2-q")).to_be_focused()
    expect(told).to_be_empty()
    come_back(page)
    expect(told).to_be_empty()
    # Who asks in a window that is behind is shown both.
    talk(here, NOWHERE)
    there.ask(COSTS)
    expect(there.page.locator(".question")).to_have_text([PARKS_SINCE, LAMPS_SAVED, NOWHERE, COSTS])


def come_back(page: Page) -> None:
    """Come to a window from another one, and wait until it has heard how far its conversation is."""
    with page.expect_response("**/conversations/length?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_a_question_in_a_conversation_that_was_deleted_in_another_window_is_asked_in_a_new_one(
    come: Come, installation: Installation, width: int, height: int
) -> None:
    here = come(width=width, height=height)
    talk(here, PARKS_SINCE)
    before = here.page.url
    there = here.page.context.new_page()
    there.goto(f"{installation.url}conversations")
    there.locator(".entry .fold summary").click()
    there.locator(".entry").get_by_role("button", name="Delete").click()
    there.locator("#deleted").wait_for()
    there.close()
    here.page.fill("#question", LAMPS_SAVED)
    here.page.keyboard.press("Enter")
    expect(here.page.locator("#before")).to_contain_text("was deleted, in another window perhaps")
    expect(here.page.get_by_role("heading", name=LAMPS_SAVED)).to_be_in_viewport()
    here.page.locator("#tools-1").wait_for()
    expect(here.page.locator("#before")).to_be_in_viewport()
    assert here.page.locator(".turn").count() == 1
    here.page.wait_for_function("!location.search.endsWith('new')")
    assert "conversation=" in here.page.url
    assert here.page.url != before
    here.keep(f"deleted-elsewhere-{width}")
    assert violations(here) == []
    here.page.reload()
    expect(here.page.get_by_role("heading", name=LAMPS_SAVED)).to_be_visible()
    assert here.page.locator("#before").count() == 0


def test_a_new_conversation_stays_new_when_the_page_is_loaded_again(come: Come) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    reader.page.get_by_role("button", name="New conversation").click()
    reader.page.locator("#opening").wait_for()
    reader.page.reload()
    reader.page.locator("#opening").wait_for()
    talk(reader, LAMPS_SAVED)
    expect(reader.page.locator(".turn")).to_have_count(1)


def test_a_question_that_comes_before_the_conversation_is_back_belongs_to_it(
    come: Come, installation: Installation
) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    page = reader.page

    def later(route: Route) -> None:
        page.wait_for_timeout(800)
        route.continue_()

    page.route("**/run/predict", later)
    page.goto(installation.url)
    page.locator("#question").wait_for()
    page.fill("#question", COSTS)
    page.keyboard.press("Enter")
    page.locator("#tools-2").wait_for()
    expect(page.locator(".question")).to_have_text([PARKS_SINCE, COSTS])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_removed_since_is_said_and_axe_finds_nothing(
    come: Come, installation: Installation, width: int, scheme: str
) -> None:
    reader = come(width=width, height=WIDTHS[width], scheme=scheme)
    page = reader.page
    talk(reader, PARKS_SINCE)
    record = page.locator("#tools-1").get_attribute("data-record")
    with open_library(installation.folder, writable=True) as writer:
        writer.remove("parks")
    try:
        page.goto(installation.url)
        expect(page.locator(".fallen").first).to_contain_text("“Parks come home” was removed from the library since.")
        expect(page.locator(".card .tag.fallen").first).to_have_text("no longer in the library")
        assert violations(reader) == []
        reader.keep(f"removed-{width}-{scheme}")
        page.goto(f"{installation.url}answer/{record}")
        expect(page.locator(".since summary")).to_contain_text("1 report was removed since this answer was given.")
        page.locator(".since summary").click()
        assert violations(reader) == []
        reader.keep(f"answer-removed-{width}-{scheme}")
    finally:
        with open_library(installation.folder, writable=True) as writer:
            fill(writer, installation.folder, PARKS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_axe_finds_nothing_among_the_conversations_in_any_state(
    come: Come, installation: Installation, width: int, scheme: str
) -> None:
    reader = come(width=width, height=800, scheme=scheme, address=f"{installation.url}conversations")
    page = reader.page
    assert violations(reader) == []
    page.goto(installation.url)
    page.locator("#opening").wait_for()
    talk(reader, PARKS_SINCE)
    page.get_by_role("button", name="New conversation").click()
    page.locator("#opening").wait_for()
    talk(reader, LAMPS_SAVED)
    page.get_by_role("link", name="Conversations", exact=True).click()
    for fold in page.locator("summary").all():
        fold.click()
    assert violations(reader) == []
    reader.keep(f"conversations-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name=f"Delete {LAMPS_SAVED}").click()
    page.locator("#deleted").wait_for()
    assert violations(reader) == []
    page.fill("#words", "xyzzy")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("No conversation has “xyzzy” in it.")
    assert violations(reader) == []


def test_conversations_are_found_renamed_deleted_and_put_back_by_keyboard(
    come: Come, installation: Installation
) -> None:
    reader = come()
    page = reader.page
    talk(reader, PARKS_SINCE, NOWHERE)
    page.keyboard.press("Escape")
    page.goto(f"{installation.url}?conversation=new")
    page.locator("#opening").wait_for()
    talk(reader, LAMPS_SAVED)
    page.goto(f"{installation.url}conversations")
    expect(page.locator(".entry h2")).to_have_text([LAMPS_SAVED, PARKS_SINCE])
    page.locator("#words").focus()
    page.keyboard.type("submarines")
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2")).to_have_text([PARKS_SINCE])
    page.locator(".entry .fold summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Norton’s parks")
    page.keyboard.press("Enter")
    expect(page.locator(".entry h2")).to_have_text([LAMPS_SAVED, "Norton’s parks"])
    expect(page.locator(".entry").last).to_be_focused()
    page.get_by_text("Delete all", exact=True).press("Enter")
    page.get_by_role("button", name="Delete all 2 conversations").press("Enter")
    expect(page.locator("#deleted")).to_contain_text("2 conversations were deleted.")
    page.goto(installation.url)
    page.locator("#opening").wait_for()
    page.goto(f"{installation.url}conversations")
    page.get_by_role("button", name="Undo deleting 2 conversations").press("Enter")
    page.get_by_role("link", name="Norton’s parks").press("Enter")
    page.locator("#tools-2").wait_for()
    expect(page.locator(".question")).to_have_text([PARKS_SINCE, NOWHERE])


def test_a_conversation_is_exported_from_the_list_and_an_answer_from_its_page(
    come: Come, installation: Installation
) -> None:
    reader = come()
    page = reader.page
    talk(reader, PARKS_SINCE, NOWHERE)
    record = page.locator("#tools-1").get_attribute("data-record")
    page.goto(f"{installation.url}conversations")
    for address in (f"{installation.url}conversations", f"{installation.url}answer/{record}"):
        page.goto(address)
        page.locator(".export summary").click()
        page.get_by_label("Format").select_option("Markdown")
        with page.expect_download() as coming:
            page.locator(".export button").click()
        written = Path(coming.value.path()).read_text(encoding="utf-8")
        assert "Norton has run its own parks since 2016." in written
        assert (NOWHERE in written) is address.endswith("conversations")


def test_without_scripts_conversations_and_answers_are_read_and_changed_too(
    come: Come, installation: Installation
) -> None:
    reader = come()
    talk(reader, PARKS_SINCE)
    record = reader.page.locator("#tools-1").get_attribute("data-record")
    plain = come(scripts=False, address=f"{installation.url}answer/{record}")
    (cookie,) = reader.page.context.cookies()
    plain.page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": installation.url}])
    expect(plain.page.locator("h1")).to_have_text(PARKS_SINCE)
    expect(plain.page.locator(".tool").first).to_be_hidden()
    expect(plain.page.locator(".export summary")).to_be_visible()
    plain.page.locator(".cite").first.click()
    expect(plain.page.locator("#source-1-1")).to_be_in_viewport()
    plain.page.goto(f"{installation.url}conversations")
    plain.page.locator(".entry .fold summary").click()
    plain.page.get_by_role("button", name=f"Delete {PARKS_SINCE}").click()
    expect(plain.page.locator("#deleted")).to_contain_text("was deleted.")
    plain.page.get_by_role("button", name="Undo").click()
    expect(plain.page.locator(".entry h2")).to_have_text([PARKS_SINCE])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_is_passed_on_by_its_link(come: Come, width: int, scheme: str) -> None:
    reader = come(width=width, height=WIDTHS[width])
    talk(reader, PARKS_SINCE)
    reader.page.get_by_role("button", name="Copy link to this answer").click()
    expect(reader.page.locator("[data-part=status]")).to_have_text("The link to this answer was copied.")
    link = str(reader.page.evaluate("navigator.clipboard.readText()"))
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/answer/[a-z2-9]{16}", link)
    other = come(width=width, height=WIDTHS[width], scheme=scheme, address=link)
    page = other.page
    assert page.locator(".statement").all_inner_texts() == reader.page.locator(".statement").all_inner_texts()
    assert page.locator("mark").all_inner_texts() == reader.page.locator("mark").all_inner_texts()
    assert violations(other) == []
    other.keep(f"answer-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Copy the answer with references").click()
    expect(page.locator("#told")).to_have_text("The answer was copied with its references.")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"{PARKS_SINCE}\n\n")
    assert "Ann Lee (2016) Parks come home" in copied
    onward = page.get_by_role("link", name="Ask this again, and further")
    expect(onward).to_have_attribute("href", re.compile(r"^\.\./\?question=Since\+when"))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_questions_offered_on_the_page_of_an_answer_stand_below_each_other(come: Come, width: int) -> None:
    reader = come(width=width)
    talk(reader, NOWHERE)
    reader.page.goto(reader.page.url.partition("?")[0] + "answer/" + _record_of(reader.page))
    offered = reader.page.locator(".asks")
    assert offered.count() > 1
    boxes = [offered.nth(number).bounding_box() for number in range(offered.count())]
    for above, below in itertools.pairwise(boxes):
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"]
        assert above["width"] == below["width"]
    reader.keep(f"answer-absent-{width}")


def _record_of(page: Page) -> str:
    return page.locator("[data-record]").get_attribute("data-record") or ""


def test_an_answer_is_copied_with_footnotes_asked_again_and_its_question_edited(come: Come) -> None:
    reader = come()
    page = reader.page
    talk(reader, PARKS_SINCE)
    page.get_by_role("button", name="Copy as Markdown the answer with footnotes").press("Enter")
    expect(page.locator("[data-part=status]")).to_have_text("The answer was copied as Markdown.")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert re.search(r"2016\.\[\^1\]", copied)
    assert "[^1]: Ann Lee (2016) *Parks come home*. Park Society" in copied
    page.get_by_role("button", name="Edit the question").press("Enter")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value(PARKS_SINCE)
    expect(page.locator(".turn")).to_have_count(1)
    page.fill("#question", "")
    page.get_by_role("button", name="Ask again").press("Enter")
    page.locator("#tools-2").wait_for()
    expect(page.locator(".question")).to_have_text([PARKS_SINCE, PARKS_SINCE])


@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_is_judged_by_keyboard_with_a_reason_that_stays(
    come: Come, installation: Installation, width: int
) -> None:
    reader = come(width=width, height=WIDTHS[width])
    page = reader.page
    talk(reader, PARKS_SINCE)
    status = page.locator("[data-part=status]")
    thumbs = page.get_by_role("group", name="Was answer 1 helpful?")
    expect(page.locator("form.reason")).to_be_hidden()
    thumbs.get_by_role("button", name="Not helpful").press("Enter")
    expect(status).to_have_text("Noted: this answer was not helpful.")
    expect(page.locator(PRESSED)).to_have_text("Not helpful")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Why? (optional)")).to_be_focused()
    page.keyboard.type("It says <b>nothing</b> of gardens.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Noted: this answer was not helpful, with your reason.")
    assert violations(reader) == []
    reader.keep(f"judged-{width}")
    page.reload()
    page.locator("#tools-1").wait_for()
    expect(page.locator(PRESSED)).to_have_text("Not helpful")
    expect(page.get_by_label("Why? (optional)")).to_have_value("It says <b>nothing</b> of gardens.")
    thumbs.get_by_role("button", name="Helpful", exact=True).click()
    expect(status).to_have_text("Noted: this answer was helpful, with your reason.")
    expect(page.locator(PRESSED)).to_have_text("Helpful")
    thumbs.get_by_role("button", name="Helpful", exact=True).click()
    expect(status).to_have_text("Your judgement of the answer was taken back.")
    expect(page.locator(PRESSED)).to_have_count(0)
    page.context.clear_cookies()
    with page.expect_response("**/feedback") as refused:
        thumbs.get_by_role("button", name="Helpful", exact=True).click()
    assert refused.value.status == 403
    expect(status).to_contain_text("Only the browser in which an answer was given can judge it")
    expect(page.locator(PRESSED)).to_have_count(0)
    reader.complaints.clear()  # the browser tells of the refusal


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (390, 600), (640, 400)])
@pytest.mark.parametrize("fold", ["Export", "3 publications searched"])
def test_what_is_unfolded_is_not_behind_the_question_box(come: Come, fold: str, width: int, height: int) -> None:
    reader = come(width=width, height=height)
    page = reader.page
    talk(reader, PARKS_SINCE, LAMPS_SAVED)
    summary = page.locator("#turn-2 summary", has_text=fold)
    summary.scroll_into_view_if_needed()
    summary.click()
    opened = page.locator("#turn-2 details[open]")
    page.wait_for_function("document.querySelector('#turn-2 details[open]').getBoundingClientRect().height > 60")
    page.wait_for_timeout(100)
    box, composer = opened.bounding_box(), page.locator(".composer").bounding_box()
    assert box
    assert composer
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= min(composer["y"], height)


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (390, 844), (320, 600)])
def test_what_was_noted_is_said_where_it_covers_nothing_that_is_pressed_next(
    come: Come, width: int, height: int
) -> None:
    reader = come(width=width, height=height)
    page = reader.page
    talk(reader, PARKS_SINCE)
    page.get_by_role("button", name="Not helpful").click()
    told = page.locator("[data-part=told]")
    expect(told).to_have_text("Noted: this answer was not helpful.")
    reader.keep(f"noted-{width}")
    noted = told.bounding_box()
    assert noted
    assert noted["x"] >= 0
    assert noted["x"] + noted["width"] <= width
    for each in ("form.reason", ".thumbs", ".composer"):
        box = page.locator(each).bounding_box()
        assert box
        assert noted["y"] + noted["height"] <= box["y"] or box["y"] + box["height"] <= noted["y"], each
    expect(page.locator("[data-part=status]")).to_have_text("Noted: this answer was not helpful.")
    # Nor does it lie over the next answer.
    page.get_by_role("button", name="Ask again").press("Enter")
    expect(told).to_be_empty(timeout=1000)
    page.locator("#tools-2").wait_for()


def test_where_no_records_are_kept_the_page_says_so(come: Come, tmp_path: Path) -> None:
    silent = Installation(tmp_path, records=False)
    make_library(tmp_path)
    silent.start()
    reader = come(address=silent.url)
    expect(reader.page.locator("#not-kept")).to_have_text(NO_RECORDS)
    talk(reader, PARKS_SINCE)
    expect(reader.page.locator(".thumbs")).to_have_count(0)
    assert reader.page.url == silent.url
    assert reader.page.context.cookies() == []
    reader.page.goto(f"{silent.url}conversations")
    expect(reader.page.locator("main")).to_contain_text(NO_RECORDS)
    assert violations(reader) == []
    silent.stop()
