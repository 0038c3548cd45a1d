"""A reader takes an answer away as a file, by mouse and by keyboard, and stays in the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from insourcing_assistant.exporting import record_of
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Answer, Filters
from insourcing_assistant.ui import build_ui
from tests.browser.conftest import GRADIO_S_OWN, Open, served
from tests.browser.test_appearance import WIDTHS, violations
from tests.ui.answers import EXAMPLES, REPORTS, WHY, answer_of

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_S_OWN)]


@pytest.fixture(scope="module")
def room() -> Iterator[str]:
    kept: dict[str, Mapping[str, object]] = {}

    def ask(question: str, history: Sequence[str], filters: Filters) -> Answer:
        answer = replace(answer_of(question, history, filters), id=f"record{len(kept)}")
        kept[str(answer.id)] = record_of(answer_json(answer, REPORTS), program="0.1.0", filters=filters)
        return answer

    with served(lambda: build_ui(ask=ask, reports=REPORTS, examples=EXAMPLES, records=kept.get, pace_s=0.01)) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_an_answer_is_downloaded_and_the_conversation_stays(
    visit: Open, room: str, tmp_path: Path, width: int, scheme: str
) -> None:
    reader = visit(url=room, width=width, height=WIDTHS.get(width, 700), scheme=scheme)
    page = reader.page
    reader.ask(WHY)
    summary = page.locator("#turn-1 .export summary")
    expect(page.get_by_label("Format")).to_be_hidden()
    summary.press("Enter")
    page.get_by_label("Format").select_option("Word document")
    page.get_by_label("Citation style").select_option("OSCOLA (4th edition)")
    assert violations(reader) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Download this answer").scroll_into_view_if_needed()
    reader.keep(f"export-{width}-{scheme}")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download this answer").press("Enter")
    download = coming.value
    assert download.suggested_filename == "insourcing-why-do-councils-bring-services-back-in-house.docx"
    download.save_as(tmp_path / "answer.docx")
    with (tmp_path / "answer.docx").open("rb") as written:
        assert Document(written).paragraphs[0].text == WHY
    expect(page.locator("#turn-1 .statement").first).to_be_visible()
    assert page.url == room
    reader.ask("And what did it cost?")
    expect(page.locator(".turn")).to_have_count(2)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_export_that_cannot_be_had_is_said_on_a_page(visit: Open, room: str, width: int) -> None:
    reader = visit(url=f"{room}answer/nothing/export", width=width, ready=".failed")
    expect(reader.page.locator("main")).to_contain_text("There is no answer to export")
    assert all("404" in complaint for complaint in reader.complaints)
    reader.complaints.clear()
    assert violations(reader) == []
    reader.keep(f"export-failed-{width}")
    reader.page.get_by_role("link", name="Ask a question").click()
    expect(reader.page.locator("#question")).to_be_visible()
