"""The page works behind a name and a password, and so does the page that describes the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from insourcing_assistant.accounts import make_account
from insourcing_assistant.ui import build_ui
from tests.browser.conftest import GRADIO_S_OWN, served
from tests.ui.answers import EXAMPLES, REPORTS, WHY, answer_of
from tests.ui.apis import make_api

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]

NAME, PASSWORD = "ann", "correct horse"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(
        lambda: build_ui(ask=answer_of, reports=REPORTS, examples=EXAMPLES, pace_s=0.01),
        api=make_api(is_guarded=True),
        accounts={NAME: make_account(NAME, PASSWORD)},
    ) as url:
        yield url


@pytest.fixture
def reader(chromium: BrowserContext, url: str) -> Iterator[Page]:
    """A window of someone who has signed in; nothing may have gone wrong in it."""
    assert chromium.browser
    context = chromium.browser.new_context(
        http_credentials={"username": NAME, "password": PASSWORD}, base_url=url, reduced_motion="reduce"
    )
    page, complaints = context.new_page(), list[str]()
    page.set_default_timeout(15_000)
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_question_is_asked_and_answered(reader: Page) -> None:
    reader.goto("./")
    reader.fill("#question", WHY)
    reader.keyboard.press("Enter")
    expect(reader.locator("#turn-1")).to_contain_text("64% named efficiency")
    reader.get_by_role("link", name="Library").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Library")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_api_is_described_to_everyone(reader: Page, width: int, scheme: str) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    reader.goto("api/docs")
    for summary in reader.locator("summary").all():
        summary.focus()
        reader.keyboard.press("Enter")
    expect(reader.get_by_text("The words as they stand there.")).to_be_visible()
    assert reader.evaluate("document.documentElement.scrollWidth") <= width
    assert [each["id"] for each in Axe().run(reader).response["violations"]] == []
    reader.get_by_role("link", name="Library").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Library")
