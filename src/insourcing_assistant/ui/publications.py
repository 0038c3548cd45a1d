"""Writes what is known of a publication: what is there of it, how that was read, and what is missing and why."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.library import LibraryReport, LibraryText
from insourcing_assistant.report_cards import card_sentence, caution_sentence, count
from insourcing_assistant.types import Address, Caution, Report, Unit
from insourcing_assistant.ui.markup import host, outside_link, shortened, text, web_address
from insourcing_assistant.ui.places import KIND_WORDS
from insourcing_assistant.ui.sights import Asked
from insourcing_assistant.wording import listed

TEXT_WORDS = {"report": "Full text", "article": "Web article", "brief": "Brief", "catalogue": "Catalogue entry"}
FIELD_WORDS = {"url": "address", "date": "date", "isbn": "ISBN"}


def entry(held: LibraryReport, *, controls: str = "", add_link: str = "") -> str:
    """Write a publication; `controls` are what can be done with it, `add_link` where its full text can be added."""
    report = held.report
    name = f"publication-{text(report.id)}"
    tags = "".join(f'<li class="tag">{text(words)}</li>' for words in [kind_words(held), *_size_words(held)])
    return (
        f'<li><article class="entry" id="{name}" tabindex="-1" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{text(report.title)}</h2>'
        f'<p class="meta">{text(_origin(report))}</p><ul class="tags">{tags}</ul>'
        f"{_links(report)}{_reading(held)}{_missing(held, add_link)}{_report_card(held)}{controls}</article></li>"
    )


def full_text(held: LibraryReport) -> LibraryText | None:
    """Return the publication's own text, if the library has it."""
    return next((each for each in held.texts if each.kind in ("report", "article")), None)


def kind_words(held: LibraryReport) -> str:
    """Say in words what the library has of a publication."""
    own = full_text(held)
    if own is None:
        return "brief only" if held.texts else "no text yet"
    words = "web article" if own.kind == "article" else "full text"
    if not own.pages_ocr:
        return words
    return f"{words}, {'read' if own.pages_ocr >= own.pages - own.pages_without_text else 'partly read'} by OCR"


def _size_words(held: LibraryReport) -> list[str]:
    own = full_text(held)
    if own is not None:
        return [count(own.pages, own.unit)]
    return [f"{count(held.report.pages, 'page')} in print"] if held.report.pages else []


def _origin(report: Report) -> str:
    authors = "; ".join(name for name in report.authors if name != report.publisher)
    return " · ".join(
        filter(None, [authors, report.publisher or "Publisher unknown", str(report.year or "no date known")])
    )


def _links(report: Report) -> str:
    address = web_address(report.url)
    whose = f", {shortened(report.title, max_chars=80)}"
    link = outside_link(address, f"Publication at {host(address)}", whose=whose) if address else ""
    rights = f"Rights: {text(report.rights)}" if report.rights else ""
    return "".join(f'<p class="quiet">{line}</p>' for line in (link, rights) if line)


def _reading(held: LibraryReport) -> str:
    """Link to the texts that the library has, at their beginning."""
    links = ", ".join(
        f'<a href="{text(Asked(held.report.id, each.kind).address)}">{KIND_WORDS[each.kind]}'
        f'<span class="vh"> of {text(shortened(held.report.title, max_chars=80))}</span></a>'
        for each in held.texts
    )
    return f'<p class="quiet">Read here: {links}</p>' if links else ""


def _missing(held: LibraryReport, add_link: str) -> str:
    """Say why there is no full text, and what can be done about it."""
    if full_text(held) is not None:
        return ""
    what = "answers come from a brief about it" if held.texts else "nothing can be answered from it yet"
    found = [_place(address) for address in held.report.addresses if web_address(address.url)]
    steps = "".join(
        f"<li>{step}</li>" for step in [_where(found), _may(held.report), add_link or _by_hand(held.report)]
    )
    places = f"<ul>{''.join(found)}</ul>" if found else ""
    return (
        '<details class="fold missing"><summary>Why the full text is not here, and what to do'
        f"{_whose(held)}</summary>"
        "<p>A publication is its publisher’s work and does not come with this program. Nobody has put this one’s file "
        f"into the library, so {what}.</p><ol>{steps}</ol>{places}</details>"
    )


def _where(found: Sequence[str]) -> str:
    if not found:
        return "Ask its publisher for a copy: no address is known where it can be downloaded."
    return "Download it from the first of the addresses below that works."


def _may(report: Report) -> str:
    if not report.rights:
        return "See that you may keep a copy: its rights are not known."
    return "See that you may keep a copy: its rights are as said above."


def _by_hand(report: Report) -> str:
    name = report.filename or f"{report.id}.pdf"
    return (
        f"Have its file put into the folder <code>corpus/reports</code> as <code>{text(name)}</code>, and "
        "<code>insourcing ingest</code> run."
    )


def _whose(held: LibraryReport) -> str:
    return f'<span class="vh">: {text(shortened(held.report.title, max_chars=80))}</span>'


def _place(address: Address) -> str:
    known = "listed or printed elsewhere" if address.verified else "not verified"
    evidence = f": {text(address.evidence)}" if address.evidence else ""
    archived = web_address(address.archive)
    also = f" ({outside_link(archived, 'archived copy', whose=f' of {address.url}')})" if archived else ""
    return f"<li>{outside_link(address.url, address.url)}{also}, {known}{evidence}</li>"


def _report_card(held: LibraryReport) -> str:
    if not held.texts:
        return ""
    cards = "".join(text_card(each) for each in held.texts)
    return f'<details class="fold"><summary>Report card{_whose(held)}</summary>{cards}{_known_from(held)}</details>'


def text_card(each: LibraryText) -> str:
    """Write how one text was read."""
    said = card_sentence(each)
    return (
        f"<h3>{TEXT_WORDS[each.kind]}</h3><p>{text(said)}</p>"
        f'<p class="quiet">{text(each.path)}, added {text(each.added_at[:10])}</p>'
        f"{cautions(each.warnings, unit=each.unit)}"
    )


def cautions(warnings: Sequence[Caution], *, unit: Unit) -> str:
    """List what is to be known of how a text was read; nothing where there is nothing."""
    lines = "".join(f"<li>{text(caution_sentence(each, unit=unit))}</li>" for each in warnings)
    return f'<ul class="cautions">{lines}</ul>' if lines else ""


def _known_from(held: LibraryReport) -> str:
    origins = [f"{FIELD_WORDS.get(field, field)} ({origin})" for field, origin in held.origins.items()]
    lines = [f"Known from: {listed(origins)}"] if origins else []
    lines += [f"{FIELD_WORDS.get(field, field).capitalize()}: {remark}" for field, remark in held.report.remarks]
    lines += [f"Not certain ({FIELD_WORDS.get(field, field)}): {note}" for field, note in held.report.notes]
    return f'<ul class="cautions">{"".join(f"<li>{text(line)}</li>" for line in lines)}</ul>' if lines else ""
