"""Publications are added, edited, removed and put back in the browser, while questions go on being answered."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from insourcing_assistant.ui import Changing, Gate, Jobs, ReadingRoom, build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import EXAMPLES, REPORTS, WHY, answer_of
from tests.ui.keepers import MemoryKeeper

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

PASSWORD = "tulips and daisies"


class Desk:
    """A served library and its keeper."""

    def __init__(self, keeper: MemoryKeeper, address: str) -> None:
        self.keeper, self.address = keeper, address


def serving(folder: Path, gate: Gate, keeper: MemoryKeeper) -> served:
    def build() -> ReadingRoom:
        changing = Changing(gate, Jobs(keeper, max_waiting_each=3), folder, 1_000_000)
        return build_ui(
            ask=answer_of, reports=REPORTS, examples=EXAMPLES, shelf=keeper.reports, changing=changing, pace_s=0.01
        )

    return served(build)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    keeper = MemoryKeeper()
    with serving(tmp_path / "reports", Gate("local"), keeper) as url:
        yield Desk(keeper, f"{url}library")


def file(name: str, content: bytes = b"good") -> dict[str, str | bytes]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(page: Page, *files: dict[str, str | bytes]) -> None:
    if not page.locator("#files").is_visible():
        page.get_by_text("Add publications").click()
    page.set_input_files("#files", files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add files").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_state(visit: Open, desk: Desk, width: int, scheme: str) -> None:
    reader = visit(url=desk.address, width=width, height=WIDTHS[width], scheme=scheme, ready="#find")
    page = reader.page
    page.get_by_text("Add publications").click()
    page.locator("#publication-wards-2019 .fold").last.locator("summary").click()
    assert violations(reader) == [], "open"
    desk.keeper.going.clear()
    choose(page, file("a<b>.pdf"), file("torn.pdf", b"bad"))
    expect(page.locator(".job progress")).to_have_attribute("value", "3")
    reader.keep(f"uploading-{width}-{scheme}")
    assert violations(reader) == [], "uploading"
    desk.keeper.going.set()
    expect(page.locator(".job[data-state=failed]")).to_contain_text("torn.pdf: the file is damaged")
    expect(page.locator("#publication-a\\<b\\>")).to_be_visible()
    page.locator("#publication-bins-2011 .fold").last.locator("summary").click()
    page.locator("#publication-bins-2011 .remove button").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    choose(page, file("tables.xlsx"))
    expect(page.get_by_role("alert")).to_contain_text("files of this kind (.xlsx) cannot be read")
    reader.keep(f"uploaded-{width}-{scheme}")
    assert violations(reader) == [], "done"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reader.complaints.clear()  # the browser notes the refusal of the workbook


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_where_no_more_may_wait_it_is_said_which_files_were_not_sent(
    visit: Open, desk: Desk, width: int, scheme: str
) -> None:
    desk.keeper.going.clear()
    reader = visit(url=desk.address, width=width, height=WIDTHS[width], scheme=scheme, ready="#find")
    page = reader.page
    choose(page, file("0.pdf"))
    expect(page.locator(".job")).to_contain_text("Reading page 3 of 12.")
    choose(page, *(file(f"{number}.pdf") for number in range(1, 7)))
    expect(page.get_by_role("alert")).to_have_text(
        "3 changes of yours are waiting, which is the most that may. Wait until some are done, and send this again. "
        "Not sent: 4.pdf, 5.pdf, 6.pdf."
    )
    page.get_by_role("alert").scroll_into_view_if_needed()
    reader.keep(f"full-{width}-{scheme}")
    assert violations(reader) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    desk.keeper.going.set()
    expect(page.locator(".job[data-state=done]")).to_have_count(4)
    assert [name for _, name, *_ in desk.keeper.done] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]
    reader.complaints.clear()  # the browser notes the refusal


def test_the_focus_stays_on_the_button_while_files_are_sent_and_after(visit: Open, desk: Desk) -> None:
    page = visit(url=desk.address, ready="#find").page
    page.get_by_text("Add publications").click()
    page.set_input_files("#files", [file("ferries.pdf")])  # type: ignore[arg-type]
    button = page.get_by_role("button", name="Add files")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#publication-ferries")).to_be_visible()
    expect(button).to_be_focused()


@pytest.mark.parametrize(
    ("answer", "said", "left"),
    [
        (None, "The server cannot be reached. Try again. Not sent: a.pdf, b.pdf.", ["a.pdf", "b.pdf"]),
        (
            (413, "text/html", "<html>nginx</html>"),
            "a.pdf: That is larger than may be sent to this address. "
            "b.pdf: That is larger than may be sent to this address.",
            ["a.pdf", "b.pdf"],
        ),
        (
            (502, "text/html", "<html>Bad gateway</html>"),
            "a.pdf: The server could not take it. Try again in a minute. "
            "b.pdf: The server could not take it. Try again in a minute.",
            ["a.pdf", "b.pdf"],
        ),
    ],
)
def test_an_upload_that_fails_on_the_way_is_told_of_by_name(
    visit: Open, desk: Desk, answer: tuple[int, str, str] | None, said: str, left: list[str]
) -> None:
    reader = visit(url=desk.address, ready="#find")
    page = reader.page

    def between(route: Route) -> None:
        if answer is None:
            route.abort("connectionreset")
        else:
            route.fulfill(status=answer[0], content_type=answer[1], body=answer[2])

    page.route("**/library/add", between)
    choose(page, file("a.pdf"), file("b.pdf"))
    expect(page.get_by_role("alert")).to_have_text(said)
    expect(page.locator("#told")).to_have_text("")
    assert page.evaluate("[...document.querySelector('#files').files].map((each) => each.name)") == left
    reader.complaints.clear()  # the browser notes that they failed


@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_sent_comes_into_view(visit: Open, desk: Desk, width: int) -> None:
    page = visit(url=desk.address, width=width, height=600, ready="#find").page
    page.get_by_text("Add publications").click()
    page.evaluate("scrollTo(0, 0)")
    choose(page, file("a.pdf"))
    expect(page.locator(".job")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    page.fill("#address", "https://northmoor.example/b.pdf")
    page.get_by_role("button", name="Fetch and add").press("Enter")
    expect(page.locator(".job")).to_have_count(2)
    expect(page.locator(".job").first).to_be_in_viewport(ratio=1)


def test_only_what_was_refused_stays_chosen(visit: Open, desk: Desk) -> None:
    reader = visit(url=desk.address, ready="#find")
    choose(reader.page, file("good.pdf"), file("song.mp3"))
    expect(reader.page.get_by_role("alert")).to_contain_text("song.mp3")
    assert reader.page.evaluate("[...document.querySelector('#files').files].map((each) => each.name)") == ["song.mp3"]
    expect(reader.page.locator("#publication-good")).to_be_visible()
    reader.complaints.clear()  # the browser notes the refusal


def test_others_go_on_asking_meanwhile(visit: Open, desk: Desk) -> None:
    desk.keeper.going.clear()
    page = visit(url=desk.address, ready="#find").page
    choose(page, file("ferries.pdf"))
    expect(page.locator(".job")).to_contain_text("Reading page 3 of 12.")
    reader = visit(url=desk.address.removesuffix("library"))
    started = time.monotonic()
    reader.ask(WHY)
    assert time.monotonic() - started < 5
    expect(page.locator(".job")).to_contain_text("Under way")
    desk.keeper.going.set()
    expect(page.locator(".job")).to_contain_text("Added: ferries")
    expect(page.locator("#publication-ferries")).to_be_visible()
    expect(page.locator("#told")).to_contain_text("Added: ferries")


def test_a_missing_full_text_can_be_added_from_where_its_lack_is_explained(visit: Open, desk: Desk) -> None:
    page = visit(url=desk.address, ready="#find").page
    page.locator("#publication-bins-2011 .missing summary").click()
    page.get_by_role("link", name="Add its file here").first.click()
    expect(page.locator("#of")).to_have_value("bins-2011")
    page.fill("#q", "home")
    expect(page.locator("#found")).to_contain_text("1 of 3 publications")
    expect(page.locator("#of")).to_have_value("bins-2011")
    choose(page, file("download.pdf"))
    expect(page.locator("#publication-bins-2011 .tag").first).to_have_text("full text")
    assert desk.keeper.done == [("add", "download.pdf", "bins-2011", b"good")]


def test_details_are_changed_and_a_removal_undone_by_keyboard(visit: Open, desk: Desk) -> None:
    page = visit(url=desk.address, ready="#find").page
    entry = page.locator("#publication-wards-2019")
    entry.locator(".fold").last.locator("summary").press("Enter")
    entry.get_by_label("Year").fill("2020")
    entry.get_by_label("Year").press("Enter")
    expect(entry.locator(".meta")).to_contain_text("2020")
    expect(entry).to_be_focused()
    entry.locator(".fold").last.locator("summary").press("Enter")
    entry.get_by_role("button", name="Remove").press("Enter")
    expect(entry).to_have_count(0)
    expect(page.locator("#changes")).to_be_focused()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(entry).to_have_count(1)
    removal = page.locator(".job", has_text="Remove")
    expect(removal).to_be_focused()


def test_a_form_is_made_when_it_is_unfolded_and_what_is_the_same_stays_unfolded(visit: Open, desk: Desk) -> None:
    page = visit(url=desk.address, ready="#find").page
    forms = page.locator("form.edit, form.remove")
    assert forms.count() == 0  # fields cost more than all else of the page
    entry = page.locator("#publication-wards-2019")
    entry.locator(".fold").last.locator("summary").press("Enter")
    expect(entry.locator("form")).to_have_count(2)
    expect(entry.get_by_label("Title")).to_have_value("Rebuilding the Wards")
    page.locator("#publication-bins-2011").evaluate("(bins) => { bins.id += '-as-it-was' }")
    page.locator("#sort").select_option("newest")
    expect(page.locator("#publication-bins-2011")).to_be_visible()  # it came anew
    expect(entry.get_by_label("Title")).to_be_visible()
    fresh = page.locator("#publication-bins-2011")
    fresh.locator(".fold").last.locator("summary").press("Enter")
    expect(fresh.get_by_label("Title")).to_have_value("Bins Brought Home")
    page.reload()
    entry.evaluate("(entry) => { entry.querySelector('details:last-of-type').open = true }")  # as a search in the page
    expect(entry.get_by_label("Title")).to_be_visible()


def test_who_types_in_a_form_is_not_disturbed_when_a_change_ends(visit: Open, desk: Desk) -> None:
    desk.keeper.going.clear()
    page = visit(url=desk.address, ready="#find").page
    choose(page, file("ferries.pdf"))
    entry = page.locator("#publication-wards-2019")
    entry.locator(".fold").last.locator("summary").click()
    entry.get_by_label("Publisher").fill("Half a na")
    desk.keeper.going.set()
    expect(page.locator("#publication-ferries")).to_be_visible()
    expect(entry.get_by_label("Publisher")).to_be_focused()
    page.keyboard.type("me")
    expect(entry.get_by_label("Publisher")).to_have_value("Half a name")


def test_a_file_can_be_dropped_on_the_page(visit: Open, desk: Desk) -> None:
    page = visit(url=desk.address, ready="#find").page
    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["good"], "dropped.pdf"));
            for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true }));
        }"""
    )
    expect(page.locator("#publication-dropped")).to_be_visible()


def test_without_scripts_everything_can_be_done_too(chromium: BrowserContext, desk: Desk) -> None:
    browser = chromium.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(desk.address)
    choose(page, file("ferries.pdf"))
    page.wait_for_url("**/library#changes")
    deadline = time.monotonic() + 10
    while page.locator(".job[data-state=done]").count() < 1 and time.monotonic() < deadline:
        page.reload()
    page.locator("#publication-ferries .fold").last.locator("summary").click()
    page.locator("#publication-ferries").get_by_role("button", name="Remove").click()
    while page.locator("#publication-ferries").count() and time.monotonic() < deadline:
        page.reload()
    assert [what for what, *_ in desk.keeper.done] == ["add", "remove"]
    plain.close()


def test_a_password_is_asked_for(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path / "reports", Gate("on", password=PASSWORD), MemoryKeeper()) as url:
        reader = visit(url=f"{url}library", ready="#find")
        page = reader.page
        assert page.locator("#add").count() == 0
        page.get_by_text("Sign in to add").click()
        assert violations(reader) == []
        page.get_by_label("Password").fill("tulips")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The password is not right")
        expect(page.get_by_label("Password")).to_be_focused()
        expect(page.get_by_label("Password")).to_have_accessible_description(re.compile("The password is not right"))
        assert violations(reader) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Add publications")).to_be_focused()
        under_the_masthead = page.evaluate("document.querySelector('#adding').getBoundingClientRect().top") < 60
        assert not under_the_masthead
        page.get_by_text("Add publications").click()
        assert page.evaluate("document.cookie") == ""  # no script can read it
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#enter")).to_be_visible()
