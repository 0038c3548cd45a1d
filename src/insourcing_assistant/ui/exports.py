"""Offers answers as files: the menu under an answer, and the address that the files come from."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.exporting import FORMATS, STYLES, export
from insourcing_assistant.recorded import Texts
from insourcing_assistant.types import Report
from insourcing_assistant.ui.frame import HEADERS, document
from insourcing_assistant.ui.markup import text

EXPORTS = "/answer/"
"""The folder of the addresses: /answer/ID/export, or /answer/ID,ID/export for a conversation."""

MAX_ANSWERS = 100
AT_ONCE = 2
"""How many exports may be written at once: each keeps a processor busy for up to some seconds."""
WAIT_S = 30.0

Records = Callable[[str], Mapping[str, object] | None]
"""Finds the record of an answer by its id."""


def export_menu(key: str, record_ids: Sequence[str | None], *, folder: str = EXPORTS.lstrip("/")) -> str:
    """Write the menu that exports these answers as one file; nothing where one of them is not recorded.

    `key` tells the menus of a page apart; `folder` leads from the page to that of the exports.
    """
    ids = [record_id for record_id in record_ids if record_id]
    if not ids or len(ids) < len(record_ids) or len(ids) > MAX_ANSWERS:
        return ""
    what = "this answer" if len(ids) == 1 else "these answers"
    formats = "".join(f'<option value="{key}">{text(form.name)}</option>' for key, form in FORMATS.items())
    styles = "".join(f'<option value="{key}">{text(style.name)}</option>' for key, style in STYLES.items())
    name = f"export-{text(key)}"
    return (
        f'<details class="export"><summary>Export<span class="vh"> {what}</span></summary>'
        f'<form action="{text(folder)}{text(",".join(ids))}/export" method="get">'
        f'<div class="field"><label for="{name}-format">Format</label>'
        f'<select id="{name}-format" name="format">{formats}</select></div>'
        f'<div class="field"><label for="{name}-style">Citation style</label>'
        f'<select id="{name}-style" name="style">{styles}</select></div>'
        f'<button type="submit" class="btn small">Download<span class="vh"> {what}</span></button></form></details>'
    )


def add_exports(
    app: FastAPI, records: Records, reports: Callable[[], Mapping[str, Report]], *, texts: Texts | None = None
) -> None:
    """Add the address of the files; `reports` are the publications that are known now.

    What is cited is looked for again in the `texts`, and the file says where it no longer stands.
    """
    writing = threading.BoundedSemaphore(AT_ONCE)

    @app.get(f"{EXPORTS}{{ids}}/export")
    def exported(ids: str, format: str = "docx", style: str = "harvard") -> Response:  # noqa: A002 (the address's name)
        if not _IDS.fullmatch(ids) or ids.count(",") >= MAX_ANSWERS:
            return _failed(UNKNOWN, HTTPStatus.NOT_FOUND)
        if not writing.acquire(timeout=WAIT_S):
            return _failed("Too many exports are being written. Try again in a minute.", HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            found = [records(each) for each in ids.split(",")]
            kept = [record for record in found if record is not None]
            if len(kept) < len(found):
                return _failed(UNKNOWN, HTTPStatus.NOT_FOUND)
            written = export(kept, reports(), format_key=format, style=style, texts=texts)
        except UsageError as error:
            return _failed(str(error), HTTPStatus.BAD_REQUEST)
        except AssistantError as error:
            return _failed(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        finally:
            writing.release()
        headers = {"content-disposition": f'attachment; filename="{written.name}"', "cache-control": "no-store"}
        return Response(written.content, media_type=written.media_type, headers=headers)


UNKNOWN = (
    "There is no answer to export at this address: it was never there, it is no longer kept, or it has not been "
    "written down yet, in which case it will be there in a moment."
)
_IDS = re.compile("[a-z0-9]{1,64}(?:,[a-z0-9]{1,64})*")


def _failed(sentence: str, status: HTTPStatus) -> HTMLResponse:
    root = "../../"
    said = (
        f'<div class="failed"><p><strong>Nothing was exported.</strong> {text(sentence)}</p>'
        f'<p><a href="{root}">Ask a question</a></p></div>'
    )
    return HTMLResponse(document("Export", current="", main=said, root=root), status, headers=HEADERS)
