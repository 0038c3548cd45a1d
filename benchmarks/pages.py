"""Measure how long a reader waits for the pages: the first load, an answer, and going from one page to another.

    .venv/bin/python benchmarks/pages.py [--runs 7] [--library corpus/library] [--browser /usr/bin/chromium] [--json]

The chat is started as `make chat` does, on loopback and over a copy of the library, so that no answer is added to its
record. Times are taken inside the browser, whose clock goes on from one page to the next.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import permutations
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FIRST_LOAD_MS, SWITCH_MS = 2000.0, 200.0
PAGES = {"Chat": "Ask", "Library": "Library", "Compare": "Compare", "Evaluate": "Evaluate"}
"""The pages, and the words of the links that lead to them."""
START_S, STEP_MS = 120, 30_000

WATCH = """(() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = (each) => Boolean(each) && each.getClientRects().length > 0 && !each.disabled;
  addEventListener("click", (event) => {
    if (event.target.closest("nav a")) sessionStorage.setItem("left", now());
  }, true);
  // Of the chat the question box, of another page its heading, once what makes it live has run.
  const isLive = () => document.querySelector("gradio-app")
    ? seen(document.querySelector("#question")) : document.readyState !== "loading";
  const isUsable = () => seen(document.querySelector("h1")) && isLive();
  const look = () => {
    if (isUsable()) document.documentElement.dataset.usable = now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
"""Runs before a page's own scripts, and notes on the page when it could be used."""

TIME_ANSWER = """(question) => new Promise((resolve) => {
  const box = document.querySelector("#question"), at = {};
  const begun = performance.now();
  new MutationObserver((_, observer) => {
    if (document.querySelector(".turn .statement")) at.sentence ??= performance.now() - begun;
    if (document.querySelector(".sources .card")) at.card ??= performance.now() - begun;
    if (at.sentence === undefined || at.card === undefined) return;
    observer.disconnect();
    resolve([at.sentence, at.card]);
  }).observe(document.querySelector("#page"), { childList: true, subtree: true });
  box.value = question;
  box.form.requestSubmit();
})"""


@dataclass(frozen=True, slots=True)
class Measured:
    """The times of one thing in milliseconds, and what they may be at most, if anything was promised."""

    what: str
    times_ms: tuple[float, ...]
    bar_ms: float | None = None

    def line(self) -> str:
        """Write the median and the longest beside the bar, which the median is held to."""
        median = statistics.median(self.times_ms)
        verdict = "" if self.bar_ms is None else f"{self.bar_ms:6,.0f}  {'kept' if median < self.bar_ms else 'MISSED'}"
        return f"{self.what:34}{median:8,.0f}{max(self.times_ms):8,.0f}  {verdict}".rstrip()


def main() -> None:
    """Measure, and print a line for each thing."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        library = shutil.copytree(arguments.library, Path(folder) / "library")
        load = os.getloadavg()[0]
        with _app(library) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(arguments.browser), args=FLAGS)
            measured = [*_measured(browser, address, arguments.runs)]
            browser.close()
    if arguments.json:
        print(json.dumps({"load": load, "measured": [asdict(each) for each in measured]}, indent=2))
        return
    print(f"Milliseconds, {arguments.runs} runs each; load of the machine before: {load:.1f}")
    print(f"{'':34}{'median':>8}{'max':>8}  {'bar':>6}")
    print("\n".join(each.line() for each in measured))


def _measured(browser: Browser, address: str, runs: int) -> Iterator[Measured]:
    yield Measured("first load, nothing cached", _first_loads(browser, address, runs), FIRST_LOAD_MS)
    answers = _answers(browser, address, runs)
    yield Measured("question to first sentence", tuple(sentence for sentence, _ in answers))
    yield Measured("question to its source cards", tuple(card for _, card in answers))
    yield Measured("cards after the sentence", tuple(abs(card - sentence) for sentence, card in answers))
    for (here, there), times in _switches(browser, address, runs).items():
        yield Measured(f"{here} to {there}", tuple(times), SWITCH_MS)


def _first_loads(browser: Browser, address: str, runs: int) -> tuple[float, ...]:
    times = []
    for _ in range(runs):
        context = _context(browser)  # which has a cache of its own, and nothing in it
        page = context.new_page()
        page.goto(address, wait_until="commit")
        times.append(_usable(page) - float(page.evaluate("performance.timeOrigin")))
        context.close()
    return tuple(times)


def _answers(browser: Browser, address: str, runs: int) -> list[tuple[float, float]]:
    """Ask a question in a new conversation each time; return when its first sentence and first card were there."""
    with (ROOT / "corpus" / "examples.toml").open("rb") as file:
        questions = tomllib.load(file)["questions"]
    times = []
    for number in range(runs + 1):
        context = _context(browser)
        page = context.new_page()
        page.goto(address)
        _usable(page)
        page.get_by_role("button", name=questions[0]).wait_for()
        sentence, card = page.evaluate(TIME_ANSWER, questions[number % len(questions)])
        times.append((float(sentence), float(card)))
        context.close()
    return times[1:]  # the first question of a server loads what answering takes


def _switches(browser: Browser, address: str, runs: int) -> dict[tuple[str, str], list[float]]:
    """Go from each page to each other one, as a reader does who has seen them all."""
    times: dict[tuple[str, str], list[float]] = {pair: [] for pair in permutations(PAGES, 2)}
    page = _context(browser).new_page()

    def go(name: str) -> float:
        link = page.get_by_role("navigation", name="Pages").get_by_role("link", name=PAGES[name], exact=True)
        with page.expect_navigation(wait_until="commit"):
            link.click()
        return _usable(page) - float(page.evaluate("sessionStorage.left"))

    page.goto(address)
    _usable(page)
    for name in [*PAGES, "Chat"][1:]:
        go(name)
    for _ in range(runs):
        for here, there in times:
            if page.get_by_role("link", name=PAGES[here], exact=True).get_attribute("aria-current") is None:
                go(here)
            times[here, there].append(go(there))
    return times


def _usable(page: Page) -> float:
    # Not by `wait_for_function`, which our pages forbid: it makes code of a text.
    page.locator("html[data-usable]").wait_for(state="attached")
    return float(page.locator("html").get_attribute("data-usable") or "nan")


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(STEP_MS)
    context.add_init_script(WATCH)
    return context


@contextmanager
def _app(library: Path) -> Iterator[str]:
    """Run the chat on a free port until it is not needed any more."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--library", str(library)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(f"{address}readyz", running)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and running.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The chat did not start: run `make chat` to see why.")


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--library", type=Path, default=ROOT / "corpus" / "library")
    parser.add_argument("--browser", type=Path, default=Path("/usr/bin/chromium"))
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
