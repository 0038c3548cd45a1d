"""A real server on loopback, and a real Chromium in front of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from insourcing_assistant.accounts import Account
from insourcing_assistant.api import Api
from insourcing_assistant.types import Answer, Citation, Filters
from insourcing_assistant.ui import ReadingRoom, build_ui, create_app
from tests.browser.endings import ended, is_of_an_end
from tests.ui.answers import EXAMPLES, REPORTS, answer_of
from tests.ui.pdfs import write_pdf
from tests.ui.rooms import in_a_loop

CHROMIUM = Path("/usr/bin/chromium")
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
PICTURES_TRIED = 3
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

GRADIO_S_OWN = "ignore::pandas.errors.Pandas4Warning"
"""Raised as an error in the server's thread, these warnings of Gradio's statistics would end its queue."""

SLOW = "Please take your time."
slowly = threading.Event()
"""Set, a slow question is answered."""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One browser for all, so that it keeps Gradio's scripts as a reader's would; each page is a session of its own."""
    if not CHROMIUM.is_file():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        # With a folder of its own it keeps them compiled, too, so that a page opens in nearly half the time.
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS)
        yield context
        context.close()


@pytest.fixture(scope="module")
def wards_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the made-up PDF citation is from: the quote stands on its second page."""
    lines = [
        "Sickness fell by a fifth in the first year. Insourcing was less a",
        "reaction to contract failure than a deliberate choice. The crews",
        "said that they were asked for their advice for the first time.",
    ]
    filling = ["A line that is there to be read around the others."] * 14
    return write_pdf(
        tmp_path_factory.mktemp("pdf") / "wards.pdf", [["Rebuilding the Wards"], [*filling, *lines, *filling]]
    )


@pytest.fixture(scope="module")
def address(wards_pdf: Path) -> Iterator[str]:
    def ask(question: str, history: Sequence[str], filters: Filters) -> Answer:
        if question == SLOW:
            slowly.wait(timeout=20)
        return answer_of(question, history, filters)

    def page_file(citation: Citation) -> Path | None:
        return wards_pdf if citation.report_id == "wards-2019" and citation.kind == "report" else None

    with served(lambda: build_ui(ask=ask, reports=REPORTS, examples=EXAMPLES, page_file=page_file, pace_s=0.01)) as url:
        yield url


class served:  # noqa: N801 (reads as a verb in `with`)
    """Serves a page on a free port for the length of a `with`."""

    def __init__(
        self,
        build: Callable[[], ReadingRoom],
        *,
        port: int = 0,
        api: Api | None = None,
        accounts: Mapping[str, Account] | None = None,
    ) -> None:
        app = in_a_loop(lambda: create_app(build(), api=api, accounts=accounts))
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self._address = f"http://127.0.0.1:{port}/"
        if self._address in ended:
            ended.remove(self._address)
        return self._address

    def __exit__(self, *_: object) -> None:
        ended.append(self._address)
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)


@dataclass(slots=True)
class Visit:
    """An open page, what it asked for, and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question, press Enter, and wait for what it says."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        self.wait_for_turn(before + 1)

    def wait_for_turn(self, number: int) -> None:
        """Wait until turn `number` is complete."""
        self.page.locator(f"#turn-{number}").wait_for()
        self.page.get_by_role("button", name="Ask", exact=True).wait_for()
        assert self.page.locator(".pending").count() == 0

    def keep(self, name: str) -> None:
        """Keep a picture of the window for people to look at."""
        ARTEFACTS.mkdir(exist_ok=True)
        for left in reversed(range(PICTURES_TRIED)):
            try:
                self.page.screenshot(path=ARTEFACTS / f"{name}.png")
            except Error:
                # On a busy machine Chromium may be "unable to capture" at that moment.
                if not left:
                    raise
                self.page.wait_for_timeout(1_000)
            else:
                return


Open = Callable[..., Visit]


@pytest.fixture
def visit(chromium: BrowserContext, address: str) -> Iterator[Open]:
    """Opens the page in a window of its own; whatever the test does, nothing may have gone wrong in the page."""
    opened: list[Visit] = []

    def open_page(
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        motion: bool = False,
        url: str = address,
        ready: str = "#question",
    ) -> Visit:
        page = chromium.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="no-preference" if motion else "reduce",
        )
        page.set_default_timeout(15_000)
        visited = Visit(page)
        opened.append(visited)

        def note_request(request: Request) -> None:
            visited.requests.append(request.url)

        page.on("request", note_request)

        def note_complaint(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not is_of_an_end(message):
                visited.complaints.append(message.text)

        page.on("console", note_complaint)
        page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        page.goto(url)
        page.locator(ready).wait_for()
        return visited

    yield open_page
    for visited in opened:
        visited.page.close()
    assert [complaint for visited in opened for complaint in visited.complaints] == []
