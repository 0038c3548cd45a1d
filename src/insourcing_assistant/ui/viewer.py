"""Writes a page of a publication as the viewer shows it: its picture or its text, with the quoted words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from insourcing_assistant.page_images import Box
from insourcing_assistant.rendering import OCR_WORDS
from insourcing_assistant.types import Report
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.full_references import reference
from insourcing_assistant.ui.markup import outside_link, shortened, text
from insourcing_assistant.ui.original import given_links, original_link
from insourcing_assistant.ui.page_text import page_text
from insourcing_assistant.ui.places import BRIEF_NOTE, KIND_WORDS, OCR_NOTE, place_words
from insourcing_assistant.ui.sights import ZOOMS, Sight, View

SCRIPT = "source/viewer.js"
TITLE_CHARS = 110


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page: its address up to the width, its size at that width, and where the quoted words are."""

    address: str
    width: int
    height: int
    boxes: tuple[Box, ...] = ()


def viewer_page(sight: Sight, picture: PagePicture | None, *, problem: str = "", file: str = "") -> str:
    """Write the whole page.

    `problem` says why there is no picture where there should be one, `file` where the visitor can open the PDF itself.
    """
    return document(
        title_of(sight),
        current="",
        main=viewer(sight, picture, problem=problem, file=file),
        script=SCRIPT,
    )


def title_of(sight: Sight) -> str:
    """Name the publication and the page."""
    return f"{shortened(sight.parsed.report.title, max_chars=TITLE_CHARS)}, {_place(sight)}"


def viewer(sight: Sight, picture: PagePicture | None, *, problem: str = "", file: str = "") -> str:
    """Write what stands on the page of its own, and in the window over the conversation."""
    is_picture = picture is not None and sight.asked.view == "picture"
    shown = _sheet(sight, picture) if picture is not None and is_picture else _text(sight)
    zoom = _zoom(sight) if is_picture else ""
    views = _views(sight) if picture is not None else ""
    notes = "".join(f'<p class="quiet">{note}</p>' for note in _notes(sight, picture, problem))
    return (
        f'<div class="viewer" data-viewer data-title="{text(title_of(sight))}">'
        f'<p class="meta">{text(_origin(sight.parsed.report))}</p><ul class="tags">{_tags(sight)}</ul>{notes}'
        f'<div class="viewer-bar">{_ways(sight)}{views}{zoom}</div>'
        f'{shown}{_foot(sight, file)}<p class="vh" role="status" data-told></p></div>'
    )


def _place(sight: Sight) -> str:
    return place_words(sight.parsed.unit, sight.page.number, sight.page.label)


def _origin(report: Report) -> str:
    return " · ".join(
        filter(None, ["; ".join(report.authors), report.publisher or "", str(report.year or "no date known")])
    )


def _tags(sight: Sight) -> str:
    tags = [KIND_WORDS[sight.parsed.kind], *([OCR_WORDS] if sight.page.ocr else [])]
    return "".join(f'<li class="tag">{words}</li>' for words in tags)


def _notes(sight: Sight, picture: PagePicture | None, problem: str) -> list[str]:
    """Say, as markup, what is to be known of what is shown."""
    notes = [BRIEF_NOTE] if sight.parsed.kind == "brief" else []
    notes += [OCR_NOTE] if sight.page.ocr else []
    notes += [text(problem)] if problem else []
    if sight.is_lost:
        notes.append(
            "The quoted words do not stand where the address says, so nothing is marked: the text was changed since, "
            "or the address was."
        )
    if sight.quoted_page is not None and sight.on_page is None:
        there = replace(sight.asked, page=sight.quoted_page.number)
        words = place_words(sight.parsed.unit, sight.quoted_page.number, sight.quoted_page.label)
        notes.append(f"The quoted words stand elsewhere: {_go(there.address, f'go to {words}', 'quoted')}.")
    elif picture is not None and sight.on_page is not None and not picture.boxes and sight.asked.view == "picture":
        marked = _go(replace(sight.asked, view="text").address, "They are marked in the text", "marked")
        notes.append(f"The quoted words could not be placed on the picture. {marked}.")
    return notes


def _ways(sight: Sight) -> str:
    """Lead to the page before and after."""
    pages, unit = sight.parsed.pages, sight.parsed.unit
    at = pages.index(sight.page)
    before = _turn(sight, at - 1, f"Previous {unit}", "prev") if at else f'<span class="off">Previous {unit}</span>'
    after = (
        _turn(sight, at + 1, f"Next {unit}", "next") if at + 1 < len(pages) else f'<span class="off">Next {unit}</span>'
    )
    here = f'<span class="here" data-here>{unit.capitalize()} {at + 1} of {len(pages)}</span>'
    return f'<nav class="turns" aria-label="{unit.capitalize()}s of the publication">{before}{here}{after}</nav>'


def _turn(sight: Sight, at: int, words: str, rel: str) -> str:
    address = replace(sight.asked, page=sight.parsed.pages[at].number).address
    return f'<a class="btn small" rel="{rel}" data-go="{rel}" href="{text(address)}">{words}</a>'


def _views(sight: Sight) -> str:
    """Lead from the picture of the page to its text, and back."""
    views: tuple[tuple[View, str], ...] = (("picture", "Picture"), ("text", "Text"))
    here = ' aria-current="true"'
    links = "".join(
        f'<li><a class="btn small" data-go="{view}" href="{text(replace(sight.asked, view=view).address)}"'
        f"{here if view == sight.asked.view else ''}>{words}</a></li>"
        for view, words in views
    )
    return f'<ul class="views" aria-label="What is shown of the page">{links}</ul>'


def _zoom(sight: Sight) -> str:
    at = ZOOMS.index(sight.asked.zoom)
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{text(value)}">'
        for name, value in sight.asked.fields.items()
        if name != "zoom"
    )
    buttons = "".join(
        f'<button class="btn small" name="zoom" value="{value}" data-zoom-by="{by}">{words}</button>'
        for words, value, by in (
            ("Zoom out", ZOOMS[max(at - 1, 0)], -1),
            ("Fit", ZOOMS[0], 0),
            ("Zoom in", ZOOMS[min(at + 1, len(ZOOMS) - 1)], 1),
        )
    )
    return (
        f'<form class="zoom" action="source" method="get" aria-label="Zoom">{hidden}{buttons}'
        f'<span class="quiet" data-zoomed>{sight.asked.zoom}%</span></form>'
    )


def _sheet(sight: Sight, picture: PagePicture) -> str:
    marked = "the quoted words highlighted" if picture.boxes else "nothing highlighted"
    alt = f"Picture of {title_of(sight)}, with {marked}. Its words are under Text."
    return (
        '<p class="quiet" id="zoom-keys" hidden>When the picture has the focus, + and − zoom, and 0 fits the page.</p>'
        '<div class="sheet-hold" tabindex="0" role="group" aria-label="Picture of the page" '
        f'aria-describedby="zoom-keys" data-zoom="{sight.asked.zoom}" data-zooms="{" ".join(map(str, ZOOMS))}">'
        f'<div class="sheet"><img src="{text(picture.address)}&amp;width={picture.width}" '
        f'data-address="{text(picture.address)}" width="{picture.width}" height="{picture.height}" '
        f'alt="{text(alt)}">{_marks(picture.boxes)}</div></div>'
    )


def _marks(boxes: Sequence[Box]) -> str:
    """Draw the marks over the picture, as attributes: the policy of the page allows no style of an element."""
    if not boxes:
        return ""
    drawn = "".join(
        f'<rect x="{100 * box.left:.3f}" y="{100 * box.top:.3f}" width="{100 * (box.right - box.left):.3f}" '
        f'height="{100 * (box.bottom - box.top):.3f}"></rect>'
        for box in boxes
    )
    return (
        '<svg class="marks" id="quote" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{drawn}</svg>'
    )


def _text(sight: Sight) -> str:
    starts = {heading.start - sight.page.start for heading in sight.parsed.headings}
    written = page_text(sight.text, sight.on_page, starts) or '<p class="quiet">There is no text on this page.</p>'
    return f'<div class="page-text">{written}</div>'


def _foot(sight: Sight, file: str) -> str:
    parsed, page = sight.parsed, sight.page
    report = parsed.report
    quote = sight.quote
    given = [
        source.url
        for source in parsed.sources
        if quote is not None and source.start < quote.end and quote.start < source.end
    ]
    links = [
        given_links(given),
        original_link(report, parsed.kind, parsed.unit, page.number),
        outside_link(f"{file}#page={page.number}", "Open this page in the file of this library") if file else "",
        f'<a href="library#publication-{text(report.id)}">Its entry in the Library</a>',
    ]
    full = reference(report, parsed.kind, parsed.unit, [page.number], [page.label], given, ocr=page.ocr)
    items = "".join(f"<li>{link}</li>" for link in links if link)
    return (
        f'<ul class="links">{items}</ul><p class="reference">{text(full)}</p>'
        f'<p class="acts"><button type="button" class="btn small" data-copy="{text(full)}" hidden>'
        'Copy citation</button> <span class="quiet" data-shown></span></p>'
    )


def _go(address: str, words: str, name: str) -> str:
    return f'<a data-go="{name}" href="{text(address)}">{text(words)}</a>'
