"""Draws the picture of a cited page with the quoted words marked, by attributes alone: no style, and no script."""

from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.page_images import Box
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.ui.markup import shortened, text
from insourcing_assistant.ui.pictures import Picture
from insourcing_assistant.ui.sources import pages

_WIDTH = 1000
_MARGIN, _LEAST = 0.06, 0.24


def cited_page(picture: Picture, citation: Citation, report: Report, *, root: str = "") -> str:
    """Draw the part of a page around the quote, which leads to the whole of it."""
    height = _WIDTH / picture.aspect
    top, bottom = _band(picture.boxes)
    label = dict(zip(citation.pages, citation.labels, strict=True))[picture.page]
    page = pages(replace(citation, pages=(picture.page,), labels=(label,)))
    title = text(f"{shortened(report.title, max_chars=80)}, {page}")
    marked = "the quoted words highlighted" if picture.boxes else "nothing highlighted"
    address = f"{root}pages/{picture.key}.png"
    boxes = "".join(
        f'<rect class="marked" x="{box.left * _WIDTH:.1f}" y="{box.top * height:.1f}" '
        f'width="{(box.right - box.left) * _WIDTH:.1f}" height="{(box.bottom - box.top) * height:.1f}"/>'
        for box in picture.boxes
    )
    lost = "" if picture.boxes else '<p class="quiet">The quoted words could not be placed on the picture.</p>'
    return (
        f'<div class="cited-page"><svg viewBox="0 {top * height:.1f} {_WIDTH} {(bottom - top) * height:.1f}" '
        f'role="img" aria-label="Picture of {title}, with {marked}"><image href="{address}" width="{_WIDTH}" '
        f'height="{height:.1f}"/>{boxes}</svg>{lost}'
        f'<a href="{address}">The whole page as a picture<span class="vh">: {title}</span></a></div>'
    )


def _band(boxes: tuple[Box, ...]) -> tuple[float, float]:
    """Return where the part begins and ends that shows the boxes; the whole page where there are none."""
    if not boxes:
        return 0.0, 1.0
    top, bottom = min(box.top for box in boxes) - _MARGIN, max(box.bottom for box in boxes) + _MARGIN
    lack = max(0.0, _LEAST - (bottom - top)) / 2
    return max(0.0, top - lack), min(1.0, bottom + lack)
