"""Puts the page into Gradio and connects its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from insourcing_assistant.errors import UsageError
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.page_images import locate_quote, render_page
from insourcing_assistant.types import Answer, Citation, Report
from insourcing_assistant.ui.answers import NO_GLOSSARY
from insourcing_assistant.ui.changing import Changing
from insourcing_assistant.ui.chat import Ask, Conversation, Examples, Reports, View
from insourcing_assistant.ui.comparing import Compare, Comparing
from insourcing_assistant.ui.drawings import Drawings, RenderPage
from insourcing_assistant.ui.evaluate_addresses import Judging
from insourcing_assistant.ui.exports import Records
from insourcing_assistant.ui.frame import TITLE
from insourcing_assistant.ui.library_page import Shelf, with_catalogue
from insourcing_assistant.ui.memory import Memory
from insourcing_assistant.ui.pictures import LocateQuote, PagePictures
from insourcing_assistant.ui.reader import owner_of
from insourcing_assistant.ui.remembered import MayMake, nobody
from insourcing_assistant.ui.sights import Texts, no_texts
from insourcing_assistant.ui.sitting import NEW, PLACE, Seat, Sitting
from insourcing_assistant.ui.theme import resource
from insourcing_assistant.ui.viewing import Viewing

SCRIPTS = ("filters.js", "failing.js", "page.js", "elsewhere.js", "clipboard.js", "tools.js", "viewing.js", "terms.js")
"""What runs in the page, in one function, in this order."""


class ReadingRoom(gr.Blocks):
    """The page, with what its server needs besides: the pictures, the publications, and what is said of each."""

    pictures: PagePictures
    reports: Reports
    viewing: Viewing
    shelf: Shelf
    changing: Changing | None
    records: Records
    texts: Texts | None
    memory: Memory | None
    glossary: Glossary
    comparing: Comparing
    judging: Judging | None


def no_record(record_id: str) -> Mapping[str, object] | None:  # noqa: ARG001 (the signature is that of records)
    """Know no record of any answer, so that none is exported."""
    return None


def no_page_file(citation: Citation) -> Path | None:  # noqa: ARG001 (the signature is that of a page_file)
    """Know no file of any page, so that no page is pictured."""
    return None


def no_comparison(reports: Sequence[str], aspects: Sequence[str]) -> Answer:  # noqa: ARG001 (the signature is Compare)
    """Compare nothing."""
    raise UsageError("Publications cannot be compared here. Ask a question that compares them.")


def build_ui(
    *,
    ask: Ask,
    reports: Mapping[str, Report] | Reports,
    examples: Sequence[str] | Examples = (),
    compare: Compare = no_comparison,
    generation: Callable[[], object] = lambda: None,
    shelf: Shelf | None = None,
    changing: Changing | None = None,
    records: Records = no_record,
    memory: Memory | None = None,
    judging: Judging | None = None,
    page_file: Callable[[Citation], Path | None] = no_page_file,
    texts: Texts | None = None,
    glossary: Glossary = NO_GLOSSARY,
    render: RenderPage = render_page,
    locate: LocateQuote = locate_quote,
    pace_s: float = 0.07,
    concurrent_questions: int = 4,
    max_waiting: int = 64,
) -> ReadingRoom:
    """Build the page.

    `ask(question, earlier_questions, filters)` answers; `reports` are the publications by id, or a function that
    returns those there are now, and so are the `examples`; `generation` is another value whenever the library has
    changed; `compare` makes a table of publications; `shelf` is what the library says of each, `changing` what changes
    it, if anything may, and `judging` what evaluates the answers; `records` finds the record of an answer, to export
    it; `memory` keeps conversations and recalls answers; `page_file` finds the PDF of a citation, and `texts` what the
    viewer shows; the terms of the `glossary` are explained where they occur; `pace_s` is the pause between two
    statements.
    """
    current = reports if callable(reports) else lambda: reports
    offered = examples if callable(examples) else lambda: examples
    drawings = Drawings(render)
    pictures = PagePictures(page_file=page_file, render=drawings, locate=locate)
    conversation = Conversation(
        ask=ask, reports=current, pictures=pictures, examples=offered, pace_s=pace_s, glossary=glossary
    )
    room = ReadingRoom(title=TITLE, analytics_enabled=False, fill_width=True)
    with room:  # what gradio's `with` returns has no type
        _connect(room, conversation, memory, may_make=judging.gate.may_change if judging else nobody)
    room.pictures, room.reports = pictures, current
    room.viewing = Viewing(texts or no_texts(), draw=drawings, locate=locate)
    room.shelf = shelf or (lambda: with_catalogue((), current().values()))
    room.changing, room.judging = changing, judging
    room.records, room.texts, room.memory, room.glossary = records, texts, memory, glossary
    room.comparing = Comparing(compare=compare, ask=ask, pictures=pictures, generation=generation)
    room.queue(default_concurrency_limit=concurrent_questions, max_size=max_waiting, api_open=False)
    room.state_session_capacity = 1000
    return room


def _connect(room: gr.Blocks, conversation: Conversation, memory: Memory | None, *, may_make: MayMake) -> None:
    sitting = Sitting(conversation, memory)

    def makes(request: gr.Request) -> bool:
        return request.request is not None and may_make(request.request)

    def opened(request: gr.Request) -> tuple[Seat, View]:
        return sitting.opened(_owner(request), _place(request), may_make=makes(request))

    def reopened(event: gr.EventData, request: gr.Request) -> tuple[Seat, View]:
        return sitting.opened(_owner(request), _said(event, "place"), may_make=makes(request))

    def asked(seat: Seat, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Seat, View]]:
        seat = sitting.resumed(seat, _owner(request), _said(event, "place"), may_make=makes(request))
        yield from sitting.asked(seat, _owner(request), _said(event, "question"), getattr(event, "filters", None))

    def halted(seat: Seat, request: gr.Request) -> tuple[Seat, View]:
        return sitting.halted(seat, _owner(request))

    def refreshed(request: gr.Request) -> tuple[Seat, View]:
        return sitting.fresh(_owner(request), status="New conversation.")

    seat = gr.State(value=Seat())
    page = gr.HTML(
        value=sitting.waiting(),
        html_template=resource("shell.html"),
        js_on_load="\n".join(map(resource, SCRIPTS)),
        apply_default_css=False,
        elem_id="whole",
    )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    room.load(opened, None, [seat, page], queue=False, **quiet)
    # The page itself asks one question at a time; Gradio would go on refusing the next one after a stop.
    asking = page.ask(asked, seat, [seat, page], trigger_mode="multiple", **quiet)
    page.halt(halted, seat, [seat, page], cancels=[asking], queue=False, **quiet)
    page.fresh(refreshed, None, [seat, page], cancels=[asking], queue=False, **quiet)
    page.reopen(reopened, None, [seat, page], queue=False, **quiet)


def _said(event: gr.EventData, name: str) -> str:
    """Take a text of what the page sent, which nobody has checked."""
    said = getattr(event, name, "")
    return said if isinstance(said, str) else ""


def _place(request: gr.Request) -> str:
    """Read off the address which conversation it names; a link that asks a question begins a new one."""
    query = request.request.query_params if request.request else {}
    return NEW if "question" in query else query.get(PLACE, "")


def _owner(request: gr.Request) -> str | None:
    # What Gradio wraps: it makes an object of the cookies, whose names are then attributes.
    return owner_of(request.request.cookies) if request.request else None
