"""Comparisons: a table of what each publication says on each aspect, every cell quoted and cited, or empty.

Each cell is an answer of its own, searched for in one publication alone and held to the same confidence, so that a
publication that says much cannot push another out, and a weak match fills no cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from insourcing_assistant.answering.contrasts import FINDINGS, MOST_REPORTS, RECOMMENDATIONS, Contrast
from insourcing_assistant.answering.extractive import NOT_COVERED
from insourcing_assistant.answering.overview import Aspect, overview
from insourcing_assistant.answering.sentences import directness
from insourcing_assistant.matching import Text, strength_of
from insourcing_assistant.naming import without_names
from insourcing_assistant.types import Answer, Comparison, ComparisonRow, Coverage, Hit, Question, Report, Statement

CANDIDATES = 8
"""How many sentences of an answer are looked at for a cell."""

OVERVIEWS: dict[str, Aspect] = {FINDINGS: "findings", RECOMMENDATIONS: "recommendations"}
"""The aspects that a publication may have a section on, which then comes before any other sentence."""

OVERVIEW_STATEMENTS = 3

_ABOUT_IT = re.compile(
    r"\b(?:Context and reactions|Publication and \w+|Conflicts between sources\b.*|People quoted on the \w+)$"
)
"""The headings under which a brief speaks about a publication, not for it: nothing there says what it says."""

Search = Callable[[str, tuple[str, ...], bool], tuple[Question, Sequence[Hit]]]
"""(what is asked, report ids, whether many) → the question taken apart, and the hits in those publications alone."""

Reply = Callable[[Question, Sequence[Hit]], Answer]


@dataclass(frozen=True, slots=True)
class _Cell:
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]


def compare(question: str, contrast: Contrast, reports: Sequence[Report], *, search: Search, reply: Reply) -> Answer:
    """Answer with a table, and with every filled cell as a statement; abstain where no cell is filled.

    `reports` hold those of the contrast. Where they are too many for a table, it has those that say most of what is
    asked. `reply` answers with at least `CANDIDATES` statements where there are so many.
    """
    ids = contrast.reports
    notes: tuple[str, ...] = ()
    if len(ids) > MOST_REPORTS:
        ids = _foremost(contrast, search(question, ids, True)[1])
        notes = (f"The table has the {len(ids)} of {len(contrast.reports)} publications that say most of it.",)
    by_id = {report.id: report for report in reports}
    compared = [by_id[id_] for id_ in ids]
    rows = [[_cell(report, aspect, search, reply) for aspect in contrast.aspects] for report in compared]
    answer = _answer(question, contrast.aspects, compared, rows)
    return replace(answer, notes=notes)


def _foremost(contrast: Contrast, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the publications whose passages rank first, in the order in which they were asked for."""
    ranked = dict.fromkeys([*(hit.passage.report_id for hit in hits), *contrast.reports])
    kept = set(list(ranked)[:MOST_REPORTS])
    return tuple(report_id for report_id in contrast.reports if report_id in kept)


def _cell(report: Report, aspect: str, search: Search, reply: Reply) -> _Cell:
    asked = f"What does it say about {aspect}?"
    if aspect in OVERVIEWS:
        _, wide = search(asked, (report.id,), True)
        found = overview(asked, OVERVIEWS[aspect], wide, max_statements=OVERVIEW_STATEMENTS)
        if found is not None:
            return _Cell(_telling(found.statements), found.hits)
    about, hits = search(asked, (report.id,), False)
    cell = _answered(about, report, about, _of_its_own(hits), reply)
    if cell.statements or not any(_speaks_of(about, hit.passage.text, [hit.passage.heading], report) for hit in hits):
        return cell
    # A word or two are far from every sentence; the name of the publication brings those of a brief nearer.
    named, hits = search(f"What does {report.title.partition(':')[0]} say about {aspect}?", (report.id,), False)
    return _answered(named, report, about, _of_its_own(hits), reply)


def _answered(asked: Question, report: Report, about: Question, hits: tuple[Hit, ...], reply: Reply) -> _Cell:
    """Return the first sure statement that speaks of what the cell is about."""
    for statement in reply(asked, hits).statements[:CANDIDATES]:
        headings = [label for each in statement.citations if each.unit == "section" for label in each.labels]
        if _is_sure(statement) and _speaks_of(about, statement.text, headings, report):
            return _Cell((statement,), hits)
    return _Cell((), hits)


def _telling(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Leave out what a summary says of the publication itself, where it says what was found."""
    return tuple(each for each in statements if _TELLS.search(each.text)) or statements


_TELLS = re.compile(r"\b(?:find|found|message|conclu|headline|result|show|argu|recommend|propos|should|must)\w*", re.I)


def _of_its_own(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    left = [hit for hit in hits if not (hit.passage.kind == "brief" and _ABOUT_IT.search(hit.passage.heading))]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(left, start=1))


def _is_sure(statement: Statement) -> bool:
    return all(
        citation.strength != "weak" and not (citation.kind == "brief" and _OF_ITSELF.search(citation.quote))
        for citation in statement.citations
    )


_OF_ITSELF = re.compile(
    r"\bthis brief\b|\bhas headings on\b|^The contents of\b"
    r"|\bis an? (?:[^,.]{0,40} )?(?:report|paper|guide|article|page)\b",
    re.IGNORECASE,
)
"""How a brief says what it does not know, or what a publication is and how it is laid out: not what it says."""


def _speaks_of(about: Question, text: str, headings: Sequence[str], report: Report) -> bool:
    """Say whether a text speaks of most of the terms, otherwise than by the names of the publication."""
    prepared = Text(without_names(" ".join([text, *headings]), report))
    gives_reasons = about.kind == "why" and any(directness("why", text, heading) for heading in ["", *headings])
    spoken = [
        1.0 if gives_reasons and _REASONS.fullmatch(term.text) else strength_of(term, prepared) for term in about.terms
    ]
    return sum(spoken) > len(spoken) / 2


_REASONS = re.compile(r"(?:reason|motive|motivation|cause|driver)s?", re.I)


def _answer(
    question: str, aspects: tuple[str, ...], reports: Sequence[Report], rows: Sequence[Sequence[_Cell]]
) -> Answer:
    rows = _each_once(rows)
    cells = [cell for row in rows for cell in row]
    hits, coverage = _ranked([cell.hits for cell in cells]), _coverage(reports, rows)
    statements = tuple(dict.fromkeys(statement for cell in cells for statement in cell.statements))
    if not statements:
        return Answer(question, kind="abstention", message=NOT_COVERED, hits=hits, coverage=coverage)
    columns = zip(aspects, zip(*rows, strict=True), strict=True)
    return Answer(
        question,
        statements=statements,
        hits=hits,
        coverage=coverage,
        not_covered=tuple(aspect for aspect, column in columns if not any(cell.statements for cell in column)),
        table=Comparison(aspects, tuple(map(_row, reports, rows))),
    )


def _each_once(rows: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Make what is said in two cells one statement, with the strength that it has where it is said first."""
    first: dict[tuple[tuple[str, int, str], ...], Statement] = {}

    def once(statement: Statement) -> Statement:
        places = tuple((citation.passage_id, citation.start, citation.quote) for citation in statement.citations)
        return first.setdefault(places, statement)

    return [[_Cell(tuple(map(once, cell.statements)), cell.hits) for cell in row] for row in rows]


def _row(report: Report, cells: Sequence[_Cell]) -> ComparisonRow:
    return ComparisonRow(
        report.id, tuple(tuple(citation for each in cell.statements for citation in each.citations) for cell in cells)
    )


def _coverage(reports: Sequence[Report], rows: Sequence[Sequence[_Cell]]) -> Coverage:
    cited: list[str] = []
    related: list[str] = []
    silent: list[str] = []
    for report, row in zip(reports, rows, strict=True):
        if any(cell.statements for cell in row):
            cited.append(report.id)
        else:
            (related if any(cell.hits for cell in row) else silent).append(report.id)
    searched = tuple(report.id for report in reports)
    return Coverage(searched=searched, cited=tuple(cited), related=tuple(related), silent=tuple(silent))


def _ranked(found: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Put the hits of all cells into one ranking: the first of each, then the second of each."""
    ranked: dict[str, Hit] = {}
    for layer in zip_longest(*found):
        for hit in filter(None, layer):
            ranked.setdefault(hit.passage.id, hit)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranked.values(), start=1))
