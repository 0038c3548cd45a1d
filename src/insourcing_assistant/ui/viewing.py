"""The addresses of the viewer: a page of a publication, its picture, and the script of both."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from insourcing_assistant.errors import AssistantError, UnknownPageError, UnknownReportError, UsageError
from insourcing_assistant.page_images import page_size
from insourcing_assistant.types import Report
from insourcing_assistant.ui.chat import Reports
from insourcing_assistant.ui.drawings import WIDTHS_PX, RenderPage
from insourcing_assistant.ui.frame import HEADERS, document
from insourcing_assistant.ui.markup import text
from insourcing_assistant.ui.pictures import LocateQuote
from insourcing_assistant.ui.sights import ZOOMS, Asked, Sight, Texts, asked_for, look
from insourcing_assistant.ui.theme import resource
from insourcing_assistant.ui.viewer import SCRIPT, PagePicture, viewer_page

logger = logging.getLogger(__name__)

VIEWING_PATHS = ("/source", "/source/page.png", "/source/file.pdf", f"/{SCRIPT}")

MayOpen = Callable[[Request], bool]
"""Says whether a visitor may have the files themselves."""

_KEPT = {"cache-control": "private, max-age=31536000, immutable"}
_ASKED_AGAIN = {"cache-control": "no-cache"}
_FOR_A_PDF = {"content-security-policy": "frame-ancestors 'self'"}
"""The policy of the pages forbids plug-ins, and what shows a PDF in a browser is one."""
_DRAWN_AT = dict(zip(ZOOMS, (WIDTHS_PX[0], *WIDTHS_PX[1:], WIDTHS_PX[-1]), strict=True))
"""How wide the picture is for each zoom, before the script knows better."""


class Viewing:
    """Looks a page up, and draws it where there is a file to draw."""

    def __init__(self, texts: Texts, *, draw: RenderPage, locate: LocateQuote) -> None:
        self._texts, self._draw, self._locate = texts, draw, locate

    def sight(self, asked: Asked) -> Sight:
        """Find what is asked for. Raises `LibraryError`."""
        return look(asked, self._texts)

    def picture(self, sight: Sight) -> PagePicture | None:
        """Describe the picture of a page; none where the text has no pages, or its file is not there any more.

        Raises `AssistantError` and `OSError` where the page cannot be drawn.
        """
        path = self.file(sight)
        if path is None:
            return None
        # It is drawn when it is asked for: page and text should not wait for it.
        width, (across, down) = _DRAWN_AT[sight.asked.zoom], page_size(path, sight.page.number)
        quote = sight.quote
        words = sight.parsed.text[quote.start : quote.end] if quote is not None and sight.on_page is not None else ""
        boxes = tuple(self._locate(path, sight.page.number, words)) if words else ()
        address = f"source/page.png?{urlencode({**_fields(sight), 'v': sight.parsed.sha256[:12]})}"
        return PagePicture(address, width, round(width * down / across), boxes)

    def png(self, sight: Sight, width_px: int) -> bytes | None:
        """Draw a page; none as for `picture`."""
        path = self.file(sight)
        return None if path is None else self._draw(path, sight.page.number, width_px=width_px)

    def file(self, sight: Sight) -> Path | None:
        """Return the PDF that a text is from, as it was read; None where it has no pages, or its file is gone."""
        if sight.parsed.unit != "page":
            return None
        return self._texts.file(sight.asked.report_id, sight.asked.kind)


def add_viewing(app: FastAPI, viewing: Viewing, *, reports: Reports, may_open: MayOpen) -> None:
    """Add the page, its picture, and its script.

    The file itself goes to those alone who `may_open` it: on a public installation, others' works would be handed out.
    """

    @app.get("/source")
    def source(request: Request) -> HTMLResponse:
        try:
            sight = viewing.sight(asked_for(request.query_params))
        except UsageError as error:
            return _refused(str(error), HTTPStatus.BAD_REQUEST)
        except AssistantError as error:
            return _missing(error, request.query_params, reports)
        picture, problem = _pictured(viewing, sight)
        file = f"source/file.pdf?{urlencode(_fields(sight))}" if picture is not None and may_open(request) else ""
        return HTMLResponse(viewer_page(sight, picture, problem=problem, file=file), headers=HEADERS)

    @app.get("/source/file.pdf")
    def file(request: Request) -> Response:
        if not may_open(request):
            return PlainTextResponse("The files of this library cannot be opened from here.", HTTPStatus.FORBIDDEN)
        return _pdf(viewing, request.query_params)

    @app.get("/source/page.png")
    def picture(request: Request) -> Response:
        query = request.query_params
        width = query.get("width", "")
        if width not in map(str, WIDTHS_PX):
            return PlainTextResponse("A page is not drawn at this width.", HTTPStatus.BAD_REQUEST)
        try:
            sight = viewing.sight(asked_for(query))
            png = viewing.png(sight, int(width))
        except (AssistantError, OSError):
            png = None
        if png is None:
            return PlainTextResponse("There is no such picture.", HTTPStatus.NOT_FOUND)
        is_dated = query.get("v", "") == sight.parsed.sha256[:12]
        return Response(png, media_type="image/png", headers=_KEPT if is_dated else _ASKED_AGAIN)

    @app.get(f"/{SCRIPT}")
    def script() -> Response:
        content = resource("clipboard.js") + resource("viewer.js")
        return Response(content, media_type="text/javascript", headers=_ASKED_AGAIN)


def _pdf(viewing: Viewing, query: Mapping[str, str]) -> Response:
    try:
        path = viewing.file(viewing.sight(asked_for(query)))
    except AssistantError:
        path = None
    if path is None:
        return PlainTextResponse("There is no such file.", HTTPStatus.NOT_FOUND)
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=path.name,
        content_disposition_type="inline",
        headers={**_ASKED_AGAIN, **_FOR_A_PDF},
    )


def _fields(sight: Sight) -> dict[str, str]:
    return {name: sight.asked.fields[name] for name in ("of", "text", "page")}


def _pictured(viewing: Viewing, sight: Sight) -> tuple[PagePicture | None, str]:
    """Return the picture, or why there is none where there should be one."""
    try:
        picture = viewing.picture(sight)
    except (AssistantError, OSError):
        logger.warning("No picture of %s, page %s", sight.asked.report_id, sight.page.number, exc_info=True)
        return None, "The page cannot be drawn. This is its text, as it was read."
    if picture is None and sight.parsed.unit == "page":
        return None, "The file of this publication is not here any more, or was changed. This is its text, as read."
    return picture, ""


def _missing(error: AssistantError, query: Mapping[str, str], reports: Reports) -> HTMLResponse:
    asked = asked_for(query)
    if isinstance(error, UnknownPageError):
        first = Asked(asked.report_id, asked.kind).address
        return _refused(str(error), HTTPStatus.NOT_FOUND, f'<a href="{text(first)}">Open its beginning</a>')
    if not isinstance(error, UnknownReportError):
        return _refused(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
    known: Report | None = reports().get(asked.report_id)
    if known is None:
        return _refused("This publication is not in the library any more.", HTTPStatus.NOT_FOUND)
    entry = f'<a href="library#publication-{text(known.id)}">See what there is of it</a>'
    return _refused(f"The library does not have this text of “{known.title}”.", HTTPStatus.NOT_FOUND, entry)


def _refused(sentence: str, status: HTTPStatus, *ways: str) -> HTMLResponse:
    """Answer with a sentence, and with ways back."""
    links = "".join(f"<li>{way}</li>" for way in (*ways, '<a href="./">Back to the questions</a>', _LIBRARY))
    main = (
        f'<div class="viewer" data-viewer data-title="Source"><div class="failed"><p>{text(sentence)}</p></div>'
        f'<ul class="links">{links}</ul></div>'
    )
    return HTMLResponse(document("Source", current="", main=main, script=SCRIPT), status, headers=HEADERS)


_LIBRARY = '<a href="library">See the Library</a>'
