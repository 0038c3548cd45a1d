"""Writes the sources beside an answer: a card for each citation, with the quote marked where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from insourcing_assistant.page_images import Box
from insourcing_assistant.recorded import Standing
from insourcing_assistant.rendering import OCR_WORDS, STRENGTH_WORDS
from insourcing_assistant.types import Answer, Citation, Passage, Report
from insourcing_assistant.ui.full_references import citation_reference
from insourcing_assistant.ui.links import link_id, link_text, report_of, source_id
from insourcing_assistant.ui.markup import host, outside_link, shortened, text, web_address
from insourcing_assistant.ui.original import given_links, original_link
from insourcing_assistant.ui.pictures import Picture
from insourcing_assistant.ui.places import KIND_WORDS, page_words
from insourcing_assistant.ui.sights import asked_by
from insourcing_assistant.ui.standing import NOTHING_SINCE, TAGS, Since

AROUND_CHARS = 320
"""A sentence is rarely longer; a table row can be."""

LISTED = 30
UNDATED = 9999  # behind all others


def section(
    turn: int,
    question: str,
    answer: Answer,
    reports: Mapping[str, Report],
    pictures: Mapping[Citation, tuple[Picture, ...]],
    *,
    said: int,
    since: Since = NOTHING_SINCE,
    root: str = "",
) -> str:
    """Write the cards of the first `said` statements of an answer; `root` leads up from a page of its own, "../"."""
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    shown = dict.fromkeys(citation for statement in answer.statements[:said] for citation in statement.citations)
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    cards = [
        card(
            turn,
            numbers[citation],
            citation,
            report_of(citation.report_id, reports),
            passages.get(citation.passage_id),
            pictures.get(citation, ()),
            standing=since.standings.get(citation, "stands"),
            root=root,
        )
        for citation in shown
    ]
    return _section(turn, question, cards or ['<p class="quiet">No sources are shown, because none answers this.</p>'])


def without_sources(turn: int, question: str, note: str) -> str:
    """Write the place of the sources where there are none, with the reason."""
    return _section(turn, question, [f'<p class="quiet">{text(note)}</p>'])


def shelf(reports: Mapping[str, Report]) -> str:
    """List the publications, which stands in the place of the sources before the first question."""
    ordered = sorted(reports.values(), key=lambda report: (report.year or UNDATED, report.title, report.id))
    items = "".join(f"<li>{_on_the_shelf(report)}</li>" for report in ordered[:LISTED])
    more = f'<p class="quiet">and {len(ordered) - LISTED} more.</p>' if len(ordered) > LISTED else ""
    return f'<section id="shelf"><h2>In this library</h2><ul class="shelf">{items}</ul>{more}</section>'


def card(
    turn: int,
    number: int,
    citation: Citation,
    report: Report,
    passage: Passage | None,
    pictures: tuple[Picture, ...] = (),
    *,
    standing: Standing = "stands",
    root: str = "",
) -> str:
    """Write the card of one source; `root` as in `section`."""
    label = link_text(citation, report).removeprefix("(").removesuffix(")")
    back = (
        f'<a class="back" href="#{link_id(turn, number)}" data-card="#{source_id(turn, number)}">Back to the answer'
        f'<span class="vh"> from source {number}</span></a>'
    )
    # What has left the library cannot be opened.
    opens = "" if standing == "removed" else _open_link(number, citation, report, root)
    return (
        f'<article class="card" id="{source_id(turn, number)}" tabindex="-1" '
        f'aria-labelledby="{source_id(turn, number)}-name">'
        f'<p class="eyebrow">Source {number} · {text(label)}</p>'
        f'<h3 id="{source_id(turn, number)}-name"><span class="vh">Source {number}: </span>{text(report.title)}</h3>'
        f'<p class="meta">{text(_origin(citation, report))}</p>'
        f'<ul class="tags">{_tags(citation, standing)}</ul>'
        f"{_quote(citation, passage)}{''.join(_picture(picture, citation, report) for picture in pictures)}"
        f'<p class="acts">{opens}{_copy_button(number, citation, report)}'
        '<span class="quiet" data-shown></span></p>'
        f'<p class="acts">{_addresses(number, citation, report)}{back}</p></article>'
    )


def surroundings(citation: Citation, passage: Passage | None) -> tuple[str, str]:
    """Return what stands around the quote in its passage: its sentence, and the ones before and after.

    Cut at words where that is much; nothing if the quote is not there.
    """
    if passage is None:
        return "", ""
    at = citation.start - passage.start
    end = at + len(citation.quote)
    if at < 0 or passage.text[at:end] != citation.quote:
        return "", ""
    starts = [span.start for span in passage.sentences if span.start <= at][-2:] or [0]
    ends = [span.end for span in passage.sentences if span.end >= end][:2] or [len(passage.text)]
    return _tail(passage.text[starts[0] : at]), _head(passage.text[end : ends[-1]])


def _section(turn: int, question: str, parts: list[str]) -> str:
    words = text(shortened(question, max_chars=120))
    return (
        f'<section id="sources-{turn}" data-turn="{turn}" data-grow><h2>Sources</h2>'
        f'<p class="for"><span class="vh">for the question: </span>{words}</p>{"".join(parts)}</section>'
    )


def _on_the_shelf(report: Report) -> str:
    address = web_address(report.url)
    title = outside_link(address, report.title) if address else text(report.title)
    origin = " · ".join(filter(None, [_by(report), str(report.year or "")]))
    return f'<span class="title">{title}</span><span class="meta">{text(origin)}</span>'


def _origin(citation: Citation, report: Report) -> str:
    return ", ".join(filter(None, [_by(report), str(report.year or ""), pages(citation)]))


def _by(report: Report) -> str:
    return report.publisher or "; ".join(report.authors)


def pages(citation: Citation) -> str:
    """Name the pages that the quote stands on, printed page and PDF page where they differ; none for sections."""
    return page_words(citation.unit, citation.pages, citation.labels)


def _tags(citation: Citation, standing: Standing) -> str:
    tags = [("", KIND_WORDS[citation.kind])]
    if standing != "stands":
        tags.insert(0, (" fallen", TAGS[standing]))
    if citation.ocr:
        tags.append(("", OCR_WORDS))
    if citation.kind != "catalogue":
        tags.append((f" {citation.strength}", STRENGTH_WORDS[citation.strength]))
    return "".join(f'<li class="tag{style}">{text(words)}</li>' for style, words in tags)


def _quote(citation: Citation, passage: Passage | None) -> str:
    before, after = surroundings(citation, passage)
    marked = text(citation.quote).replace("\n", "</mark></p><p><mark>")
    whole = f"{_paragraphs(before)}<mark>{marked}</mark>{_paragraphs(after)}"
    return f"<blockquote><p>{whole}</p></blockquote>".replace("<p></p>", "")


def _paragraphs(words: str) -> str:
    return text(words).replace("\n", "</p><p>")


def _tail(words: str) -> str:
    if len(words) <= AROUND_CHARS:
        return words
    return "… " + words[-AROUND_CHARS:].partition(" ")[2]


def _head(words: str) -> str:
    if len(words) <= AROUND_CHARS:
        return words
    return words[:AROUND_CHARS].rpartition(" ")[0] + " …"


def _open_link(number: int, citation: Citation, report: Report, root: str) -> str:
    """Link to where the quote stands; a catalogue entry has no text to open."""
    whose = f'<span class="vh"> of source {number}</span>'
    if citation.kind == "catalogue":
        return f'<a class="btn small" href="{root}library#publication-{text(report.id)}">Open the entry{whose}</a>'
    words = "Open the page" if citation.unit == "page" else "Open the section"
    title = shortened(report.title, max_chars=80)
    address = f"{root}{text(asked_by(citation).address)}"
    return f'<a class="btn small" data-open="{text(title)}" href="{address}">{words}{whose}</a>'


def _copy_button(number: int, citation: Citation, report: Report) -> str:
    return (
        f'<button type="button" class="btn small" data-copy="{text(citation_reference(citation, report))}">'
        f'Copy citation<span class="vh"> of source {number}</span></button>'
    )


def _addresses(number: int, citation: Citation, report: Report) -> str:
    whose = f", for source {number}"
    if citation.kind == "brief":
        return given_links(citation.source_urls, whose=whose)
    if citation.kind != "catalogue":
        return original_link(report, citation.kind, citation.unit, citation.pages[0], whose=whose)
    address = web_address(report.url)
    return outside_link(address, f"Publication at {host(address)}", whose=whose) if address else ""


def _picture(picture: Picture, citation: Citation, report: Report) -> str:
    frame = _frame(picture.boxes)
    label = dict(zip(citation.pages, citation.labels, strict=True))[picture.page]
    title = (
        f"{shortened(report.title, max_chars=80)}, {pages(replace(citation, pages=(picture.page,), labels=(label,)))}"
    )
    marked = "the quoted words highlighted" if picture.boxes else "nothing highlighted"
    boxes = "".join(
        f'<span class="hl" style="left:{box.left:.2%};top:{box.top:.2%};'
        f'width:{box.right - box.left:.2%};height:{box.bottom - box.top:.2%}"></span>'
        for box in picture.boxes
    )
    lost = "" if picture.boxes else '<p class="quiet">The quoted words could not be placed on the picture.</p>'
    return (
        f'<div class="picture"><div class="window" style="aspect-ratio:{frame.aspect(picture.aspect):.4f}">'
        f'<div class="sheet" style="aspect-ratio:{picture.aspect:.4f};{frame.style()}">'
        f'<img src="pages/{picture.key}.png" alt="Picture of {text(title)}, with {marked}">{boxes}</div></div>{lost}'
        "</div>"
    )


class _Frame:
    """The part of a page that a card shows, in fractions of the page."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self.left, self.top, self.width, self.height = left, top, width, height

    def aspect(self, page_aspect: float) -> float:
        """Return the width of the part by its height."""
        return page_aspect * self.width / self.height

    def style(self) -> str:
        """Place the whole page so that the part fills its window."""
        return f"width:{1 / self.width:.2%};left:{-self.left / self.width:.2%};top:{-self.top / self.height:.2%}"


def _frame(boxes: tuple[Box, ...]) -> _Frame:
    """Frame the boxes with some of the page around them; the whole page where there are none."""
    if not boxes:
        return _Frame(0, 0, 1, 1)
    left, width = _stretch(min(b.left for b in boxes), max(b.right for b in boxes), margin=0.04, least=0.6)
    top, height = _stretch(min(b.top for b in boxes), max(b.bottom for b in boxes), margin=0.06, least=0.24)
    return _Frame(left, top, width, height)


def _stretch(start: float, end: float, *, margin: float, least: float) -> tuple[float, float]:
    """Widen [start, end) by a margin, to at least `least`, inside [0, 1); return its start and its length."""
    length = min(1.0, max(end - start + 2 * margin, least))
    middle = (start + end) / 2
    return min(max(0.0, middle - length / 2), 1 - length), length
