"""What the page looks like, to people and to axe, in every state, on both widths, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import GRADIO_S_OWN, Open, Visit
from tests.ui.answers import BROKEN, COMPARE, COMPARE_WIDELY, FOLLOW_UP, HELLO, LATER, WHY

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

STATES = {
    "empty": (),
    "answered": (WHY,),
    "compared": (COMPARE,),
    "compared-widely": (COMPARE_WIDELY,),
    "abstained": (LATER,),
    "welcome": (HELLO,),
    "error": (BROKEN,),
    "conversation": (WHY, FOLLOW_UP, LATER),
}
WIDTHS = {1280: 900, 390: 844}


def violations(reader: Visit) -> list[str]:
    """What axe finds, in words."""
    found = Axe().run(reader.page).response["violations"]
    return [f"{each['id']}: {each['help']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_state(visit: Open, width: int, scheme: str) -> None:
    reader = visit(width=width, height=WIDTHS[width], scheme=scheme)
    for state, questions in STATES.items():
        for question in questions:
            reader.ask(question)
        reader.keep(f"{state}-{width}-{scheme}")
        assert violations(reader) == [], state
        if questions:
            reader.page.get_by_role("button", name="New conversation").click()
            reader.page.locator("#opening").wait_for()


def test_axe_finds_nothing_in_an_unfolded_page(visit: Open) -> None:
    reader = visit()
    reader.ask(WHY)
    reader.page.locator("#turn-1 summary").click()
    assert violations(reader) == []


@pytest.mark.parametrize("width", [1280, 1000, 999, 390, 320])
def test_nothing_is_wider_than_the_screen(visit: Open, width: int) -> None:
    reader = visit(width=width, height=700)
    for question in (*STATES["conversation"], COMPARE, COMPARE_WIDELY):
        reader.ask(question)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    reader.page.locator("#turn-1 .cite").first.click()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_small_phone_nothing_lies_on_anything_and_the_box_shows_its_hint(visit: Open, width: int) -> None:
    page = visit(width=width, height=700).page
    name, shelf = page.locator(".name").bounding_box(), page.locator(".shelf-size").bounding_box()
    assert name
    assert shelf
    assert name["x"] + page.locator(".name").evaluate("name => name.scrollWidth") <= shelf["x"]
    assert shelf["x"] + shelf["width"] <= width
    assert page.locator("#question").evaluate("box => box.scrollHeight <= box.clientHeight")


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (1000, True), (999, False), (390, False)])
def test_the_sources_stand_beside_the_answer_where_there_is_room(visit: Open, width: int, beside: bool) -> None:
    reader = visit(width=width)
    reader.ask(WHY)
    answer, sources = (reader.page.locator(each).bounding_box() for each in ("#turn-1", "#sources-1"))
    assert answer
    assert sources
    assert (sources["x"] >= answer["x"] + answer["width"]) is beside
    assert (sources["y"] >= answer["y"] + answer["height"]) is not beside


@pytest.mark.parametrize("width", WIDTHS)
def test_the_question_box_is_in_reach_and_covers_nothing(visit: Open, width: int) -> None:
    reader = visit(width=width, height=WIDTHS[width])
    page = reader.page
    for question in STATES["conversation"]:
        reader.ask(question)
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    # At the very end of the page the last words stand above the box.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator("#turn-3" if width > 1000 else "#sources-3").bounding_box()
    box = page.locator(".composer").bounding_box()
    assert last
    assert box
    assert last["y"] + last["height"] <= box["y"] + 1
    # What has the focus is not under it either.
    page.locator("#turn-2 .cite").focus()
    link = page.locator("#turn-2 .cite").bounding_box()
    box = page.locator(".composer").bounding_box()
    assert link
    assert box
    assert 0 <= link["y"] < box["y"] - link["height"] + 1


@pytest.mark.parametrize(("width", "height"), [(640, 400), (640, 360), (320, 256)])
def test_in_a_page_zoomed_far_the_question_box_follows_the_answer_and_covers_nothing(
    visit: Open, width: int, height: int
) -> None:
    reader = visit(width=width, height=height)
    page = reader.page
    reader.ask(WHY)
    answer, composer, sources = (page.locator(each).bounding_box() for each in ("#turn-1", ".composer", ".sources"))
    assert answer
    assert composer
    assert sources
    assert answer["y"] + answer["height"] <= composer["y"]
    assert composer["y"] + composer["height"] <= sources["y"]
    # The keyboard goes the same way: from the answer to the filters, the box, its button, and the sources.
    page.locator("#turn-1 :is(a, button, summary)").last.focus()
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.closest('.filters, form.box, .sources')?.classList[0]"))
        assert page.evaluate(
            """() => { const { top, bottom } = document.activeElement.getBoundingClientRect();
            return bottom > 0 && top < innerHeight }"""
        )
    assert order == ["filters", "box", "box", "sources"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_look_follows_the_reader_and_is_not_gradio_s(visit: Open) -> None:
    day, night = visit(scheme="light").page, visit(scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert day.evaluate(ground) == "rgb(250, 248, 244)"
    assert night.evaluate(ground) == "rgb(20, 24, 26)"
    assert day.evaluate("document.documentElement.lang") == "en-GB"
    assert day.locator("footer").count() == 0
    assert "Gradio" not in day.locator("body").inner_text()


def test_the_focus_is_visible(visit: Open) -> None:
    page = visit().page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "3px"]


@pytest.mark.parametrize(("motion", "animated"), [(True, True), (False, False)])
def test_nothing_moves_for_who_wants_no_motion(visit: Open, motion: bool, animated: bool) -> None:
    reader = visit(motion=motion)
    reader.page.evaluate("window.started = 0; document.addEventListener('animationstart', () => started++)")
    reader.ask(WHY)
    if animated:
        # The events come with the next frame, which a busy machine paints late.
        reader.page.wait_for_function("started > 0")
    assert (reader.page.evaluate("started") > 0) is animated


@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_question_comes_to_the_top_and_typing_moves_nothing(visit: Open, width: int) -> None:
    reader = visit(width=width, height=WIDTHS[width])
    page = reader.page
    reader.ask(WHY)
    reader.ask(FOLLOW_UP)
    heading = page.locator("#turn-2-q").bounding_box()
    assert heading
    assert 0 <= heading["y"] < 200
    page.keyboard.type("What")
    assert page.locator("#turn-2-q").bounding_box() == heading
