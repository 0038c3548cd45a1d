"""Puts the page into Gradio and connects its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from insourcing_assistant.page_images import locate_quote, render_page
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.ui.changing import Changing
from insourcing_assistant.ui.chat import Ask, Conversation, Reports, Turn, View
from insourcing_assistant.ui.exports import Records
from insourcing_assistant.ui.frame import TITLE
from insourcing_assistant.ui.library_page import Shelf, with_catalogue
from insourcing_assistant.ui.pictures import LocateQuote, PagePictures, RenderPage
from insourcing_assistant.ui.theme import resource

Turns = tuple[Turn, ...]


class ReadingRoom(gr.Blocks):
    """The page, with what its server needs besides: the pictures, the publications, and what is said of each."""

    pictures: PagePictures
    reports: Reports
    shelf: Shelf
    changing: Changing | None
    records: Records


def no_record(record_id: str) -> Mapping[str, object] | None:  # noqa: ARG001 (the signature is that of records)
    """Know no record of any answer, so that none is exported."""
    return None


def no_page_file(citation: Citation) -> Path | None:  # noqa: ARG001 (the signature is that of a page_file)
    """Know no file of any page, so that no page is pictured."""
    return None


def build_ui(
    *,
    ask: Ask,
    reports: Mapping[str, Report] | Reports,
    examples: Sequence[str] = (),
    shelf: Shelf | None = None,
    changing: Changing | None = None,
    records: Records = no_record,
    page_file: Callable[[Citation], Path | None] = no_page_file,
    render: RenderPage = render_page,
    locate: LocateQuote = locate_quote,
    pace_s: float = 0.07,
    concurrent_questions: int = 4,
    max_waiting: int = 64,
) -> ReadingRoom:
    """Build the page.

    `ask(question, earlier_questions, filters)` answers; `reports` are the publications by id, or a function that
    returns those there are now; `shelf` is what the library says of each, and `changing` what changes it, if anything
    may; `records` finds the record of an answer, to export it; `page_file` finds the PDF of a citation; `pace_s` is the
    pause between two statements.
    """
    current = reports if callable(reports) else lambda: reports
    pictures = PagePictures(page_file=page_file, render=render, locate=locate)
    conversation = Conversation(ask=ask, reports=current, pictures=pictures, examples=examples, pace_s=pace_s)
    room = ReadingRoom(title=TITLE, analytics_enabled=False, fill_width=True)
    with room:  # what gradio's `with` returns has no type
        _connect(room, conversation)
    room.pictures, room.reports = pictures, current
    room.shelf = shelf or (lambda: with_catalogue((), current().values()))
    room.changing, room.records = changing, records
    room.queue(default_concurrency_limit=concurrent_questions, max_size=max_waiting, api_open=False)
    room.state_session_capacity = 1000
    return room


def _connect(room: gr.Blocks, conversation: Conversation) -> None:
    def opened() -> View:
        return conversation.view(())

    def asked(turns: Turns, event: gr.EventData) -> Iterator[tuple[Turns, View]]:
        question = getattr(event, "question", "")
        chosen = getattr(event, "filters", None)
        yield from conversation.turn(turns, question if isinstance(question, str) else "", chosen)

    def halted(turns: Turns) -> View:
        return conversation.view(turns, status="Stopped.")

    def refreshed() -> tuple[Turns, View]:
        return (), conversation.view((), status="New conversation.")

    turns = gr.State(value=())
    page = gr.HTML(
        value=opened(),
        html_template=resource("shell.html"),
        js_on_load=resource("page.js") + resource("tools.js"),
        apply_default_css=False,
        elem_id="page",
    )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    room.load(opened, None, page, queue=False, **quiet)
    # The page itself asks one question at a time; Gradio would go on refusing the next one after a stop.
    asking = page.ask(asked, turns, [turns, page], trigger_mode="multiple", **quiet)
    page.halt(halted, turns, page, cancels=[asking], queue=False, **quiet)
    page.fresh(refreshed, None, [turns, page], cancels=[asking], queue=False, **quiet)
