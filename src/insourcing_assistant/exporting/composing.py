"""Composes the document of one answer or of a conversation, whatever format it will have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from insourcing_assistant.comparison_tables import CELL_WORDS, NOT_ADDRESSED
from insourcing_assistant.exporting.elements import (
    Element,
    bullets,
    document,
    heading,
    paragraph,
    strong,
    table,
    words,
)
from insourcing_assistant.exporting.footnotes import Footnotes
from insourcing_assistant.exporting.pandoc import LANGUAGE, with_citations
from insourcing_assistant.exporting.records import Record, Table
from insourcing_assistant.exporting.references import items, remarks
from insourcing_assistant.exporting.standing import day_words, point, summary, warning
from insourcing_assistant.exporting.styles import Style
from insourcing_assistant.recorded import Standing
from insourcing_assistant.rendering import model_notes
from insourcing_assistant.types import Filters, Kind, Report
from insourcing_assistant.wording import listed, opening

AUTHOR = "Insourcing Assistant"
TITLE_WORDS = 40
FIRST_COLUMN = 0.22


def compose(records: Sequence[Record], reports: Mapping[str, Report], style: Style) -> Element:
    """Compose a document whose citations are formatted; its title is the question, or the first of several."""
    footnotes = Footnotes(style)
    blocks: list[Element] = []
    for number, record in enumerate(records):
        if len(records) > 1:
            blocks.append(heading(1, record.answer.question))
        blocks += _answer(number, record, footnotes, is_alone=len(records) == 1)
    told = document(title_of(records), blocks, lang=LANGUAGE, author=AUTHOR, date=_day(records[-1]))
    cited = _with_bibliography(with_citations(told, items(records, reports), style), remarks(records))
    return {**cited, "blocks": [*cast("list[Element]", cited["blocks"]), *_about(records, reports, footnotes)]}


def title_of(records: Sequence[Record]) -> str:
    """Return the title: the question, which is cut where it is long."""
    question = opening(records[0].answer.question, TITLE_WORDS)
    if len(records) == 1:
        return question
    more = len(records) - 1
    return f"{question} And {more} more question{'' if more == 1 else 's'}"


def _answer(at: int, record: Record, footnotes: Footnotes, *, is_alone: bool) -> list[Element]:
    answer = record.answer
    above: list[Element] = [heading(1, "Answer")] if is_alone else []
    if answer.rewritten:
        above.append(paragraph(words(f"Searched for: {answer.rewritten}")))
    blocks: list[Element] = [] if answer.statements else [paragraph(words(answer.answer))]
    if answer.table:
        blocks.append(_table(at, record, answer.table, footnotes))
    blocks += [
        paragraph(words(said.text), footnotes.of(at, record, said.citations, beside=said.text))
        for said in answer.beside_table
    ]
    if answer.not_covered:
        blocks.append(paragraph([strong("Not covered by any publication:")], words(f" {listed(answer.not_covered)}")))
    blocks += [paragraph(words(note)) for note in (*answer.notes, *model_notes(answer))]
    if answer.suggestions and not answer.statements:
        blocks.append(paragraph(words("Questions that the publications do answer:")))
        blocks.append(bullets(words(question) for question in answer.suggestions))
    if notes := sorted(filter(None, (footnotes.first(at, number) for number in record.check.fallen))):
        outstanding, rest = warning(notes)
        above.append(paragraph([strong(outstanding)], words(rest)))
    return [*above, *blocks]


def _table(at: int, record: Record, told: Table, footnotes: Footnotes) -> Element:
    quotes = {citation.number: citation.quote for citation in record.answer.citations}
    rows = []
    for row in told.rows:
        cells: list[list[Element]] = [words(row.label)]
        for cell in row.cells:
            inlines: list[Element] = []
            for cited in cell.citations:
                shown = opening(quotes[cited], CELL_WORDS)
                notes = footnotes.of(at, record, [cited], beside=shown)
                inlines += [*words(f" “{shown}”" if inlines else f"“{shown}”"), *notes]
            cells.append(inlines or words(NOT_ADDRESSED))
        rows.append(cells)
    head = ("Publication", *(f"{aspect[:1].upper()}{aspect[1:]}" for aspect in told.aspects))
    return table(head, rows, first_share=FIRST_COLUMN)


def _with_bibliography(document: Element, remarks: Mapping[str, str]) -> Element:
    """Turn pandoc's nested bibliography into a heading and a paragraph for each publication."""
    blocks = list(cast("list[Element]", document["blocks"]))
    last = cast("Any", blocks[-1]) if blocks else {}
    if last.get("t") != "Div" or last["c"][0][0] != "refs":
        return document
    blocks[-1:] = [heading(1, "Bibliography")]
    for (name, _, _), (entry,) in (entry["c"] for entry in last["c"][1]):
        remark = remarks.get(name.removeprefix("ref-"), "")
        blocks.append(paragraph(entry["c"], words(f" ({remark})" if remark else "")))
    return {**document, "blocks": blocks}


def _about(records: Sequence[Record], reports: Mapping[str, Report], footnotes: Footnotes) -> list[Element]:
    points = [_origin(record, reports) for record in records]
    answers = [record.answer for record in records]
    citations = [citation for answer in answers for citation in answer.citations]
    points += [point for point in _standings(records, citations=len(citations), footnotes=footnotes) if point]
    if any(answer.statements and answer.answerer != "llm" for answer in answers):
        points.append("The sentences of the answer are those of the sources, word for word.")
    points.append(
        "Briefs are secondary sources, written for this library about a publication: they are not the publication’s "
        "own text, which should be read before anything rests on them."
    )
    if any(citation.ocr for citation in citations):
        points.append("Some pages were read by OCR from their pictures, so that words may be wrong.")
    if citations:
        points.append(
            "“Strong match”, “some match” and “weak match” say how well a source fits the question, "
            "not how reliable it is."
        )
    title = "About this answer" if len(records) == 1 else "About these answers"
    return [heading(1, title), bullets(words(point) for point in points)]


def _standings(records: Sequence[Record], *, citations: int, footnotes: Footnotes) -> list[str]:
    """Say whether the quotes were checked again, and of each source that has fallen what became of it."""
    fallen: dict[tuple[str, Kind, Standing], tuple[str, set[int]]] = {}
    for at, record in enumerate(records):
        for citation in record.answer.citations:
            standing = record.standing(citation.number)
            if standing != "stands":
                key = citation.report_id, citation.kind, standing
                fallen.setdefault(key, (citation.title, set()))[1].add(footnotes.first(at, citation.number))
    return [
        summary([record.check for record in records], citations=citations),
        *(point(title, kind, how, sorted(notes)) for (_, kind, how), (title, notes) in fallen.items()),
    ]


def _origin(record: Record, reports: Mapping[str, Report]) -> str:
    """Say what was asked and when, what of, and where the answer is recorded."""
    answer = record.answer
    program = f"{AUTHOR} {record.program}".strip()
    sentences = [
        f"Question: {' '.join(answer.question.split())}",
        f"Answered on {_day(record)} by {program} from version {answer.library_version} of its library.",
    ]
    if limits := _limits(record.filters, reports):
        sentences.append(f"Only searched: {limits}.")
    if record.id:
        sentences.append(f"Kept under the number {record.id} in the library’s record.")
    return " ".join(sentences)


def _limits(filters: Filters, reports: Mapping[str, Report]) -> str:
    parts = [reports[each].title if each in reports else each for each in filters.reports]
    parts += [f"published by {filters.publisher}"] if filters.publisher else []
    parts += [f"from {filters.year_from} on"] if filters.year_from is not None else []
    parts += [f"until {filters.year_to}"] if filters.year_to is not None else []
    return "; ".join(parts)


def _day(record: Record) -> str:
    return day_words(record.asked_at.date())
