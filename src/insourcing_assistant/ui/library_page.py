"""Writes the Library page: every publication, searched and sorted by what its address asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from insourcing_assistant.library import Description, LibraryReport
from insourcing_assistant.types import Report
from insourcing_assistant.ui import publications
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.markup import counted, shortened, text

Shelf = Callable[[], Sequence[LibraryReport]]
"""Every publication there is now; one that is only in the catalogue has no texts."""

SORTS: Mapping[str, str] = {
    "title": "Title",
    "newest": "Year, newest first",
    "oldest": "Year, oldest first",
    "publisher": "Publisher",
    "added": "Added, latest first",
}
MAX_WANTED_CHARS = 200
_UNDATED = 9999


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for, and in which order."""

    words: str = ""
    sort: str = "title"


@dataclass(frozen=True, slots=True)
class Desk:
    """What can be changed on the page: the block above the list, and what stands below a publication."""

    block: str = ""
    controls: Callable[[LibraryReport], str] = lambda _: ""
    add_link: Callable[[LibraryReport], str] = lambda _: ""


NO_DESK = Desk()


def wanted(words: str, sort: str) -> Wanted:
    """Make sense of what the address says; an unknown order is the usual one."""
    return Wanted(shortened(words, max_chars=MAX_WANTED_CHARS), sort if sort in SORTS else "title")


def with_catalogue(held: Sequence[LibraryReport], catalogued: Iterable[Report]) -> tuple[LibraryReport, ...]:
    """Put what is only in the catalogue beside what the library has."""
    known = {each.report.id for each in held}
    unheld = (report for report in catalogued if report.id not in known)
    return (*held, *(LibraryReport(report, (), "", Description(report), {}) for report in unheld))


def library_page(shelf: Sequence[LibraryReport], asked: Wanted, *, desk: Desk = NO_DESK) -> str:
    """Write the whole page."""
    found = arranged([each for each in shelf if _matches(each, asked.words)], asked.sort)
    entries = "".join(
        publications.entry(each, controls=desk.controls(each), add_link=desk.add_link(each)) for each in found
    )
    listed = f'<ul class="entries">{entries}</ul>' if entries else ""
    return document(
        "Library",
        current="Library",
        main=(
            f"{_lead(shelf)}{desk.block}{_search(asked)}"
            f'<section id="publications" aria-label="Publications">'
            f'<p class="quiet" role="status" id="found">{text(_found(len(found), len(shelf), asked.words))}</p>'
            f"{listed}</section>"
        ),
    )


def arranged(found: Sequence[LibraryReport], sort: str) -> list[LibraryReport]:
    """Sort publications; what is not known comes last, and ties go by title and id."""
    ordered = sorted(found, key=lambda each: (each.report.title.casefold(), each.report.id))
    if sort == "newest":
        return sorted(ordered, key=lambda each: -(each.report.year or 0))
    if sort == "oldest":
        return sorted(ordered, key=lambda each: each.report.year or _UNDATED)
    if sort == "publisher":
        return sorted(ordered, key=lambda each: (not each.report.publisher, (each.report.publisher or "").casefold()))
    if sort == "added":
        return sorted(ordered, key=_added_at, reverse=True)
    return ordered


def _added_at(held: LibraryReport) -> str:
    return max((each.added_at for each in held.texts), default=held.added_at)


def _matches(held: LibraryReport, words: str) -> bool:
    report = held.report
    names = (report.title, report.publisher, report.label, str(report.year or ""), *report.authors, *report.aliases)
    said = " ".join([*filter(None, names), publications.kind_words(held)]).casefold()
    return all(word in said for word in words.casefold().split())


def _lead(shelf: Sequence[LibraryReport]) -> str:
    full = sum(publications.full_text(each) is not None for each in shelf)
    brief = sum(bool(each.texts) for each in shelf) - full
    parts = [f"{counted(full, 'publication')} with the full text", f"{counted(brief, 'publication')} with a brief only"]
    return f'<p class="lead">{" · ".join(parts)}</p>'


def _search(asked: Wanted) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" if key == asked.sort else ""}>{words}</option>'
        for key, words in SORTS.items()
    )
    return (
        '<form class="find" id="find" role="search" action="library" method="get">'
        '<div class="field"><label for="q">Search the publications</label>'
        f'<input id="q" name="q" type="search" value="{text(asked.words)}" autocomplete="off"></div>'
        f'<div class="field"><label for="sort">Sort by</label><select id="sort" name="sort">{options}</select></div>'
        '<button type="submit" class="btn">Search</button></form>'
    )


def _found(found: int, all_of_them: int, words: str) -> str:
    if not words:
        return counted(all_of_them, "publication")
    if not found:
        return f"No publication matches “{words}”. Try fewer words, or a name."
    return f"{found} of {counted(all_of_them, 'publication')} match “{words}”."
