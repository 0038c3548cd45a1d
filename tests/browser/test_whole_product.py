"""From files to a highlighted page: the two commands as a reader's machine runs them, with the packaged model."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.ports import free_port
from tests.ui.pdfs import write_pdf

pytestmark = [pytest.mark.browser, pytest.mark.model]

CATALOGUE = """
[[report]]
id = "ferries-2014"
title = "The Ferries Come Home"
publisher = "Northmoor Institute"
label = "Northmoor"
year = 2014
filename = "ferries-2014.pdf"

[[report]]
id = "lamps-2012"
title = "Street Lamps in Eastham"
publisher = "Lamp Society"
year = 2012
"""
PAGES = (
    ("The Ferries Come Home", "A report of the Northmoor Institute."),
    (
        "The island council took its ferries back in-house in 2013",
        "because the contractor had cancelled one crossing in five.",
        "The council kept all 41 members of the crew.",
    ),
)
BRIEF = """---
report: lamps-2012
kind: brief
title: Street Lamps in Eastham
written: 2026-11-01
note: A brief written for this library from public sources.
---

# Brief on Street Lamps in Eastham (Lamp Society, 2012)

## What happened to the lamps

- Eastham council ended its street lighting contract in 2011 after 900 lamps had stayed dark for a month, according to
  Street Lamps in Eastham (Lamp Society, 2012). <https://lamps.example.org/eastham>
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "corpus"
    for name in ("reports", "briefs"):
        (folder / name).mkdir(parents=True)
    (folder / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "briefs" / "lamps-2012.md").write_text(BRIEF, encoding="utf-8")
    write_pdf(folder / "reports" / "ferries-2014.pdf", PAGES)
    done = subprocess.run([*command(folder), "ingest"], capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def url(corpus: Path) -> Iterator[str]:
    port = free_port()
    arguments = [*command(corpus), "serve", "--port", str(port)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment()) as serving:
        assert serving.stderr
        said = ""
        for line in serving.stderr:  # until it says that it is ready, or ends
            said += line
            if f"127.0.0.1:{port}" in line:
                break
        assert serving.poll() is None, said
        yield f"http://127.0.0.1:{port}/"
        serving.terminate()


def command(corpus: Path) -> list[str]:
    return [sys.executable, "-m", "insourcing_assistant", "--corpus", str(corpus)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "default", "COLUMNS": "200"}


def test_a_pdf_is_answered_from_and_its_words_are_highlighted(visit: Open, url: str) -> None:
    reader = visit(url=f"{url}?conversation=new")
    page = reader.page
    expect(page.locator(".shelf-size")).to_have_text("2 publications · 2012–2014")
    reader.ask("Why did the island council take the ferries back in-house?")
    expect(page.locator("#turn-1 .statement").first).to_contain_text("cancelled one crossing in five")
    page.get_by_role("link", name="(Northmoor 2014, p. 2)").first.click()
    card = page.locator(".card.on")
    expect(card).to_be_focused()
    expect(card.locator("mark").first).to_contain_text("cancelled one crossing in five")
    expect(card.get_by_role("img", name=re.compile("with the quoted words highlighted"))).to_be_visible()
    expect(card.locator(".hl")).to_have_count(2)
    card.get_by_role("link", name="Open the page of source 1").click()
    expect(page.locator(".sheet-dialog .marks rect")).to_have_count(2)
    page.locator(".sheet-dialog").get_by_role("link", name="Text").click()
    expect(page.locator(".sheet-dialog mark").first).to_contain_text("cancelled one crossing in five")


def test_a_brief_is_called_one_and_gives_its_source(visit: Open, url: str) -> None:
    reader = visit(url=f"{url}?conversation=new")
    page = reader.page
    reader.ask("How many street lamps had stayed dark in Eastham?")
    expect(page.locator("#turn-1 .statement").first).to_contain_text("900 lamps")
    expect(page.locator("#turn-1")).to_contain_text("Briefs are secondary sources written for this library.")
    source = page.locator("#source-1-1").get_by_role("link", name=re.compile("lamps.example.org"))
    expect(source).to_have_attribute("href", "https://lamps.example.org/eastham")
    expect(source).to_have_attribute("rel", "noopener noreferrer")
    page.get_by_role("link", name="Open the section of source 1").click()
    expect(page.locator(".sheet-dialog mark").first).to_contain_text("900 lamps")


def test_a_conversation_is_back_with_its_highlighted_page_when_the_page_is_loaded_again(visit: Open, url: str) -> None:
    reader = visit(url=f"{url}?conversation=new")
    page = reader.page
    reader.ask("How many members of the ferry crew did the island council keep?")
    page.locator("#tools-1").wait_for()
    said, marks = page.locator("#turn-1 .body").inner_text(), page.locator(".card mark").all_text_contents()
    expect(page.locator(".hl").first).to_be_attached()
    page.goto(url)
    page.locator("#tools-1").wait_for()
    assert page.locator("#turn-1 .body").inner_text() == said
    assert page.locator(".card mark").all_text_contents() == marks
    expect(page.locator(".hl").first).to_be_attached()
    record = page.locator("#tools-1").get_attribute("data-record")
    page.goto(f"{url}answer/{record}")
    assert page.locator(".cited mark").all_text_contents() == marks


def test_what_the_library_does_not_hold_is_not_answered(visit: Open, url: str) -> None:
    reader = visit(url=f"{url}?conversation=new")
    reader.ask("What is the boiling point of tungsten?")
    expect(reader.page.locator(".absent")).to_contain_text("Not in these reports.")
    expect(reader.page.locator(".card")).to_have_count(0)


def test_what_is_added_on_the_library_page_is_answered_from_and_gone_when_removed(
    visit: Open, url: str, corpus: Path, tmp_path: Path
) -> None:
    trams = write_pdf(tmp_path / "Trams.pdf", [["Westport bought its 12 trams back from the operator in 2016."]])
    page = visit(url=f"{url}library", ready="#find").page
    page.get_by_text("Add publications").click()
    page.set_input_files("#files", trams)
    page.get_by_role("button", name="Add files").click()
    expect(page.locator("#publication-trams")).to_be_visible(timeout=120_000)
    assert (corpus / "reports" / "Trams.pdf").read_bytes() == trams.read_bytes()
    reader = visit(url=f"{url}?conversation=new")
    reader.ask("How many trams did Westport buy back?")
    expect(reader.page.locator("#turn-1 .statement").first).to_contain_text("12 trams")
    page.locator("#publication-trams .fold").last.locator("summary").click()
    page.locator("#publication-trams .remove button").click()
    expect(page.locator("#publication-trams")).to_have_count(0, timeout=60_000)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert not (corpus / "reports" / "Trams.pdf").exists()


def test_publications_are_compared_with_their_pages_beside_the_table(visit: Open, url: str) -> None:
    address = f"{url}compare?report=ferries-2014&report=lamps-2012&aspect=ferries&aspect=lamps"
    page = visit(url=address, ready="#outcome").page
    expect(page.locator("#outcome tbody tr").first).to_contain_text("cancelled one crossing in five")
    expect(page.locator("#outcome tbody tr").last).to_contain_text("900 lamps")
    expect(page.locator("#outcome .cite").last).to_contain_text("Lamp Society 2012, brief")
    picture = page.get_by_role("img", name="with the quoted words highlighted").first
    expect(picture).to_be_visible()
    assert page.locator("#outcome").get_attribute("data-record")


def test_a_test_query_is_made_and_run(visit: Open, url: str, corpus: Path) -> None:
    page = visit(url=f"{url}evaluate/new", ready="#question").page
    page.get_by_label("The question").fill("Why did the island council take the ferries back in-house?")
    page.get_by_label("Publication 1").first.select_option("ferries-2014")
    page.get_by_label("Pages in it").first.fill("2")
    page.get_by_label("All of these").fill("one crossing in five")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Run them").click()
    expect(page.locator(".verdict")).to_have_text("The assistant passed every check on 1 of 1 test questions.")
    assert (corpus / "library-evaluations" / "last.json").is_file()


def test_nothing_but_the_page_is_open(url: str) -> None:
    with urllib.request.urlopen(f"{url}readyz") as ready:
        assert ready.read() == b'{"status":"ok","publications":2}'
    for path in ("gradio_api/info", "gradio_api/file=/etc/hostname", "config"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url}{path}")
