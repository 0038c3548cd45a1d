"""Which publications a question names: by title, by another name, by its authors, or as "the NEF guide"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from insourcing_assistant.authors import cited_as
from insourcing_assistant.types import Report
from insourcing_assistant.wording import stem, stems, words


def named_reports(question: str, reports: Sequence[Report]) -> tuple[str, ...]:
    """Return the ids of the publications that the question names, in the order of `reports`.

    A longer name beats a shorter one inside it, so that "Out of Contract toolkit" does not name both publications
    that are called "Out of Contract".
    """
    asked = stems(question)
    found: list[tuple[int, int, str]] = []
    for report in reports:
        for name in names_of(report):
            found += [(start, start + len(name), report.id) for start in occurrences(name, asked)]
        found += [(start, end, report.id) for start, end in begun_titles(report, asked)]
    kept = {
        report_id
        for start, end, report_id in found
        if not any(s <= start and end <= e and (e - s) > (end - start) for s, e, _ in found)
    }
    kept = kept or _by_maker_and_year(question, reports) or _by_makers(asked, reports)
    return tuple(report.id for report in reports if report.id in kept)


def names_of(report: Report) -> list[list[str]]:
    """Return the stems of the titles and other names of a publication."""
    titles = [report.title, report.title.partition(":")[0], *report.aliases]
    names = [stems(title) for title in titles]
    # One common word ("Insourcing") names nothing.
    return [name for name in names if len(name) > 1]


def begun_titles(report: Report, asked: Sequence[str]) -> list[tuple[int, int]]:
    """Where the beginning of a title stands that goes beyond its colon: "Out of Contract: A Toolkit"."""
    title, least = stems(report.title), len(stems(report.title.partition(":")[0])) + 2
    found = []
    for start in range(len(asked)):
        length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(title, asked[start:], strict=False)))
        if length >= least:
            found.append((start, start + length))
    return found


def without_names(text: str, report: Report) -> str:
    """Return the words of a text without the names of a publication: a title "… and PFI" says nothing of PFI."""
    makers = [report.label, report.publisher, *(report.label or "").split("/"), *report.authors]
    tokens = words(text)
    for name in sorted([*names_of(report), *(stems(maker) for maker in makers if maker)], key=len, reverse=True):
        for start in reversed(occurrences(name, [stem(token) for token in tokens]) if name else []):
            del tokens[start : start + len(name)]
    return " ".join(tokens)


def occurrences(name: Sequence[str], asked: Sequence[str]) -> list[int]:
    """Return where a run of stems begins in others."""
    size = len(name)
    return [start for start in range(len(asked) - size + 1) if list(asked[start : start + size]) == list(name)]


def _by_makers(asked: Sequence[str], reports: Sequence[Report]) -> set[str]:
    """Return the publications that are called by their authors, or by who published them and what they are."""
    found = set()
    for report in reports:
        authors = [stems(author) for author in report.authors]
        surnames = {author[-1] for author in authors}
        whole = any(occurrences(author, asked) for author in authors if len(author) > 1)
        if whole or (len(surnames) > 1 and surnames <= set(asked)):
            found.add(report.id)
        makers = [stems(maker) for maker in (report.label, report.publisher) if maker]
        if any(_is_called_a_work(maker, asked) for maker in makers):
            found.add(report.id)
    return found


def _is_called_a_work(maker: Sequence[str], asked: Sequence[str]) -> bool:
    """Say whether a word for a publication stands right behind its maker: "the Smith Institute paper"."""
    ends = (start + len(maker) for start in occurrences(maker, asked))
    return any(_WORKS & set(asked[end : end + 2]) for end in ends)


def _by_maker_and_year(question: str, reports: Sequence[Report]) -> set[str]:
    """Return the publications that are called as citations call them: "APSE 2019". "APSE's 2017 survey" names none."""
    return {
        report.id
        for report in reports
        for name in filter(None, (report.label, *(report.label or "").split("/"), report.publisher, cited_as(report)))
        if re.search(rf"(?<!\w){re.escape(name)},? \(?{report.year}\b", question)
    }


_WORKS = frozenset(stems("report paper guide toolkit study pamphlet article publication brief document plan page"))
