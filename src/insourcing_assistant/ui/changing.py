"""The addresses that change the library: every one refuses whom the gate does not let through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from insourcing_assistant.errors import AssistantError, UnknownReportError, UsageError
from insourcing_assistant.fetching import is_address
from insourcing_assistant.library import Edits, LibraryReport
from insourcing_assistant.parsing import SUFFIXES, unsupported
from insourcing_assistant.types import Report
from insourcing_assistant.ui import desk
from insourcing_assistant.ui.adding import Jobs, TooManyWaitingError
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.gate import COOKIE, STAYS_S, Gate, is_from_own_page
from insourcing_assistant.ui.guarding import foreign, refusal, refused
from insourcing_assistant.ui.library_page import NO_DESK, Desk, Shelf
from insourcing_assistant.ui.receiving import TooMuchError, discard, receive, small_form, sweep

ADD = "/library/add"
CHANGING_PATHS = (
    ADD,
    *(f"/library/{name}" for name in ("fetch", "edit", "remove", "undo", "enter", "leave", "changes")),
)

FIRST_YEAR, LAST_YEAR = 1800, 2200
MAX_ADDRESS_CHARS = 2000
OFF = "Publications cannot be added or changed on this page: that is switched off."
FOREIGN = foreign("Library")

Act = Callable[[Request], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Changing:
    """What changing the library takes: who may, what does it, where files are kept, and how large they may be."""

    gate: Gate
    jobs: Jobs
    folder: Path
    max_bytes: int


def desk_for(changing: Changing | None, request: Request, shelf: Sequence[LibraryReport]) -> Desk:
    """Make what the reader who sent the request may use."""
    if changing is None or not changing.gate.is_open(request):
        return NO_DESK
    if not changing.gate.may_change(request):
        return desk.sign_in(wrong="wrong" in request.query_params)
    return desk.desk(
        shelf,
        changing.jobs.all(),
        of=request.query_params.get("of", ""),
        max_bytes=changing.max_bytes,
        has_password=changing.gate.has_password,
    )


def add_changing(app: FastAPI, changing: Changing, *, shelf: Shelf) -> None:
    """Add the addresses."""

    async def add(request: Request) -> None:
        await _add(request, changing, shelf)

    async def fetch(request: Request) -> None:
        address = (await small_form(request)).get("address", "").strip()
        if not address.lower().startswith(("http://", "https://")) or not is_address(address):
            raise UsageError("A web address begins with http:// or https://.")
        if len(address) > MAX_ADDRESS_CHARS:
            raise UsageError(f"The address is longer than {MAX_ADDRESS_CHARS:,} characters.")
        changing.jobs.add_address(address, whose=changing.gate.visitor(request))

    async def edit(request: Request) -> None:
        form = await small_form(request)
        report = _known(form, shelf)
        edits = edits_of(form, report)
        if not edits:
            raise UsageError("Nothing was changed, so nothing is to be saved.")
        changing.jobs.edit(report.id, report.title, edits, whose=changing.gate.visitor(request))

    async def remove(request: Request) -> None:
        report = _known(await small_form(request), shelf)
        changing.jobs.remove(report.id, report.title, whose=changing.gate.visitor(request))

    async def undo(request: Request) -> None:
        told = (await small_form(request)).get("job", "")
        number = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
        changing.jobs.undo(number, whose=changing.gate.visitor(request))

    acts: Mapping[str, Act] = {"add": add, "fetch": fetch, "edit": edit, "remove": remove, "undo": undo}
    for name, act in acts.items():
        app.post(f"/library/{name}")(_guarded(act, changing))
    _add_entrance(app, changing)

    @app.get("/library/changes")
    def changes(request: Request) -> Response:
        if not changing.gate.may_change(request):
            return refused(OFF, HTTPStatus.FORBIDDEN)
        return HTMLResponse(desk.job_list(changing.jobs.all(), shelf()), headers=HEADERS)


def edits_of(form: Mapping[str, str], report: Report) -> Edits:
    """Take from a form what differs from what is known; an empty field says that there is none. Raises `UsageError`."""
    title, year = form.get("title", report.title).strip(), form.get("year", str(report.year or "")).strip()
    if not title:
        raise UsageError("A publication must have a title.")
    if year and not (len(year) == 4 and year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise UsageError(f"A year is a number from {FIRST_YEAR} to {LAST_YEAR}, or nothing.")
    authors = form.get("authors", "; ".join(report.authors))
    told: Edits = {
        "title": title,
        "authors": tuple(name.strip() for name in authors.split(";") if name.strip()),
        "publisher": form.get("publisher", report.publisher or "").strip() or None,
        "year": int(year) if year else None,
    }
    changed: Edits = {}
    if told["title"] != report.title:
        changed["title"] = told["title"]
    if told["authors"] != report.authors:
        changed["authors"] = told["authors"]
    if told["publisher"] != report.publisher:
        changed["publisher"] = told["publisher"]
    if told["year"] != report.year:
        changed["year"] = told["year"]
    return changed


async def _add(request: Request, changing: Changing, shelf: Shelf) -> None:
    changing.folder.mkdir(parents=True, exist_ok=True)
    sweep(changing.folder)
    whose = changing.gate.visitor(request)
    try:
        with changing.jobs.coming(whose):
            received = await receive(request, changing.folder, max_bytes=changing.max_bytes)
    except TooManyWaitingError:
        await discard(request, max_bytes=changing.max_bytes)
        raise
    left = list(received.files)
    try:
        of = received.fields.get("of", "")
        if not left:
            raise UsageError("Choose a file first.")
        if of and of not in {held.report.id for held in shelf()}:
            raise UsageError("The library does not know the publication that this file was to be the text of.")
        if of and len(left) > 1:
            raise UsageError("A publication has one file: choose one.")
        for name, _ in left:
            if Path(name).suffix.lower() not in SUFFIXES:
                raise unsupported(Path(name), SUFFIXES, is_there=False)
        while left:
            name, staged = left[0]
            _put(changing.jobs, staged, name, of=of, whose=whose, taken=len(received.files) - len(left))
            left.pop(0)
    finally:
        for _, staged in left:
            staged.unlink(missing_ok=True)


def _put(jobs: Jobs, staged: Path, name: str, *, of: str, whose: str, taken: int) -> None:
    """Queue a file. Where there is no room for it, say also what was taken of what it came with."""
    try:
        jobs.add_file(staged, name, of=of, whose=whose)
    except TooManyWaitingError as error:
        if not taken:
            raise
        was = "The first file was" if taken == 1 else f"The first {taken} files were"
        raise TooManyWaitingError(f"{was} taken, but not “{name}” and what follows it. {error}") from error


def _known(form: Mapping[str, str], shelf: Shelf) -> Report:
    held = {each.report.id: each.report for each in shelf()}
    report = held.get(form.get("id", ""))
    if report is None:
        raise UnknownReportError(form.get("id", "")[:100], tuple(held))
    return report


def _guarded(act: Act, changing: Changing) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        refused_with = refusal(request, changing.gate, page="Library", off=OFF)
        if refused_with is not None:
            return refused_with
        try:
            await act(request)
        except TooManyWaitingError as error:
            return refused(str(error), HTTPStatus.TOO_MANY_REQUESTS)
        except TooMuchError as error:
            return refused(str(error), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except AssistantError as error:
            return refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        return _back("#changes")

    return answered


def _add_entrance(app: FastAPI, changing: Changing) -> None:
    @app.post("/library/enter")
    async def enter(request: Request) -> Response:
        if not (changing.gate.is_open(request) and is_from_own_page(request)):
            return refused(FOREIGN, HTTPStatus.FORBIDDEN)
        try:
            form = await small_form(request)
        except UsageError as error:
            return refused(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        token = changing.gate.enter(form.get("password", ""))
        page, place = ("evaluate", "#run") if form.get("then") == "evaluate" else ("library", "#adding")
        if token is None:
            return _back("?wrong=1#password", page)
        answer = _back(place, page)
        is_secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, max_age=STAYS_S, httponly=True, samesite="strict", secure=is_secure)
        return answer

    @app.post("/library/leave")
    def leave(request: Request) -> Response:
        if not is_from_own_page(request):
            return refused(FOREIGN, HTTPStatus.FORBIDDEN)
        changing.gate.leave(request)
        answer = _back("")
        answer.delete_cookie(COOKIE)
        return answer


def _back(place: str, page: str = "library") -> RedirectResponse:
    # Relative, so that it holds under the path of a proxy.
    return RedirectResponse(f"../{page}{place}", HTTPStatus.SEE_OTHER, headers=HEADERS)
