"""Answers and hits as JSON, Markdown and terminal text. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rich.text import Text

from insourcing_assistant.authors import cited_as
from insourcing_assistant.comparison_tables import table_json, table_markdown, table_text
from insourcing_assistant.escaping import escape_markdown as escape_markdown
from insourcing_assistant.escaping import printable as printable
from insourcing_assistant.types import Answer, Citation, Hit, Passage, Report, Statement, Unit, Usage
from insourcing_assistant.wording import listed, opening

Json = dict[str, object]

OCR_WORDS = "read by OCR"
"""What is said of a quote from a page that was read from its picture, so that words may be wrong."""

TITLE_WORDS = 5
"""How many words of its title name a publication in running text, where it is not known who it is by."""

STRENGTH_WORDS = {"strong": "strong match", "some": "some match", "weak": "weak match"}


def answer_json(answer: Answer, reports: Mapping[str, Report]) -> Json:
    """Lay an answer out for machines; `reports` holds every report that it may cite, by id."""
    numbers = _numbers(answer)
    return {
        "id": answer.id,
        "question": answer.question,
        "rewritten": answer.rewritten,
        "answerable": answer.answerable,
        "kind": answer.kind,
        "answerer": answer.answerer,
        "model": answer.model,
        "prompt_hash": answer.prompt_hash,
        "usage": _usage_json(answer.usage),
        "answer": _body_markdown(answer, reports),
        "statements": [
            {"text": statement.text, "citations": _statement_numbers(statement, numbers)}
            for statement in answer.statements
        ],
        "citations": [_citation_json(citation, number, reports) for citation, number in numbers.items()],
        "coverage": {
            "searched": list(answer.coverage.searched),
            "cited": list(answer.coverage.cited),
            "related": list(answer.coverage.related),
            "silent": list(answer.coverage.silent),
        },
        "not_covered": list(answer.not_covered),
        "notes": list(answer.notes),
        "table": table_json(answer.table, numbers, reports) if answer.table else None,
        "suggestions": list(answer.suggestions),
        "rejected": answer.rejected,
        "library_version": answer.library_version,
        "timings_ms": timings_json(answer.timings.stages),
    }


def answer_markdown(answer: Answer, reports: Mapping[str, Report]) -> str:
    """Write an answer as Markdown: statements with [n] markers, then the list of sources."""
    parts = [_body_markdown(answer, reports)]
    if answer.citations:
        parts.append("**Sources**")
        parts.append("\n".join(_source_markdown(c, n, reports) for c, n in _numbers(answer).items()))
    if answer.not_covered:
        parts.append(f"Not covered: {listed([escape_markdown(part) for part in answer.not_covered])}")
    parts += map(escape_markdown, (*answer.notes, *model_notes(answer)))
    if answer.suggestions:
        parts.append("You could ask:")
        parts.append("\n".join(f"- {escape_markdown(question)}" for question in answer.suggestions))
    return "\n\n".join(parts)


def answer_text(answer: Answer, reports: Mapping[str, Report], *, width: int = 100) -> Text:
    """Write an answer for a terminal `width` characters wide, in colours that a plain one leaves out."""
    text = Text()
    numbers = _numbers(answer)
    if answer.table:
        text.append(table_text(answer.table, numbers, reports, width))
    for statement in answer.beside_table:
        marks = "".join(f"[{number}]" for number in _statement_numbers(statement, numbers))
        text.append(f"{printable(statement.text)} ").append(f"{marks}\n\n", style="cyan")
    if answer.message and not answer.statements:
        text.append(f"{printable(answer.message)}\n", style="yellow" if answer.kind == "abstention" else "")
    if numbers:
        text.append("Sources\n", style="bold")
    for citation, number in numbers.items():
        text.append(f"[{number}] ", style="cyan").append_text(_source_text(citation, reports)).append("\n")
    if answer.not_covered:
        text.append(f"\nNot covered: {printable(listed(answer.not_covered))}\n", style="yellow")
    for note in (*answer.notes, *model_notes(answer)):
        text.append(f"\n{printable(note)}\n", style="yellow")
    if answer.suggestions:
        text.append("\nYou could ask:\n", style="bold")
        text.append("".join(f"  {printable(question)}\n" for question in answer.suggestions))
    return text


class Worded(Protocol):
    """What says who worded it. An answer fits, and so does the record of one."""

    @property
    def answerer(self) -> str:
        """Who worded it: "llm" is a language model."""

    @property
    def model(self) -> str | None:
        """The language model that was asked."""

    @property
    def rejected(self) -> int:
        """How many sentences of the model failed the check."""


def model_notes(answer: Worded) -> tuple[str, ...]:
    """Say in sentences that a language model worded an answer, and how much of what it wrote was removed."""
    notes = []
    if answer.answerer == "llm":
        notes.append(f"Worded by the language model {answer.model}; each sentence was checked against its quotes.")
    if answer.rejected:
        removed, them = ("1 sentence that the model wrote was", "it")
        if answer.rejected > 1:
            removed, them = (f"{answer.rejected} sentences that the model wrote were", "them")
        notes.append(f"{removed} removed because no quote from the publications bears {them} out.")
    return tuple(notes)


def hits_json(query: str, hits: Sequence[Hit], *, stages: Iterable[tuple[str, float]] = ()) -> Json:
    """Lay hits out for machines; `stages` are (stage, milliseconds)."""
    return {"query": query, "hits": [_hit_json(hit) for hit in hits], "timings_ms": timings_json(stages)}


def hits_text(hits: Sequence[Hit], reports: Mapping[str, Report]) -> Text:
    """Write hits for a terminal."""
    text = Text()
    for hit in hits:
        passage = hit.passage
        place = place_label(
            passage.unit, [page.number for page in passage.pages], [page.label for page in passage.pages]
        )
        text.append(f"{hit.rank}. ", style="cyan")
        text.append(printable(_report(passage.report_id, reports).title), style="bold")
        text.append(f", {'brief, ' if passage.kind == 'brief' else ''}{printable(place)}", style="dim")
        text.append(f", {OCR_WORDS}" if _is_ocr(passage) else "", style="dim")
        text.append(f"  {hit.score:.3f}\n", style="green").append(f"{printable(passage.text)}\n\n")
    return text if hits else Text("Nothing was found.\n")


def citation_label(citation: Citation, report: Report, *, in_file: bool = True) -> str:
    """Name a source in running text, such as "(APSE 2019, p. 14)"; `in_file` as in `place_label`."""
    if citation.kind == "catalogue":
        return "(catalogue entry)"
    name = cited_as(report) or opening(report.title, TITLE_WORDS)
    parts = [f"{name} {report.year or 'n.d.'}", *(["brief"] if citation.kind == "brief" else [])]
    place = place_label(citation.unit, citation.pages, citation.labels, in_file=in_file)
    return f"({', '.join([*parts, place, *([OCR_WORDS] if citation.ocr else [])])})"


def place_label(unit: Unit, numbers: Sequence[int], labels: Sequence[str], *, in_file: bool = True) -> str:
    """Name the pages or the section of a span, such as "p. 14", "p. 12, page 14 of the file", "“Findings”".

    Without `in_file` the page of the file is left out, where it is shown elsewhere.
    """
    if unit == "section":
        return f"“{labels[0] if labels and labels[0] else f'section {numbers[0]}'}”"
    printed = [label or str(number) for number, label in zip(numbers, labels, strict=True)]
    place = f"{'p.' if len(numbers) == 1 else 'pp.'} {_range(printed)}"
    if not in_file or printed == [str(number) for number in numbers]:
        return place
    return f"{place}, {'page' if len(numbers) == 1 else 'pages'} {_range(list(map(str, numbers)))} of the file"


def timings_json(stages: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Lay (stage, milliseconds) out with their total."""
    rounded = {stage: round(ms, 1) for stage, ms in stages}
    return {**rounded, "total": round(sum(rounded.values()), 1)}


def _numbers(answer: Answer) -> dict[Citation, int]:
    return {citation: number for number, citation in enumerate(answer.citations, start=1)}


def _statement_numbers(statement: Statement, numbers: Mapping[Citation, int]) -> list[int]:
    return list(dict.fromkeys(numbers[citation] for citation in statement.citations))


def _body_markdown(answer: Answer, reports: Mapping[str, Report]) -> str:
    if not answer.statements:
        return answer.message
    numbers = _numbers(answer)
    table = [table_markdown(answer.table, numbers, reports)] if answer.table else []
    statements = [
        f"{escape_markdown(statement.text)} {''.join(f'[{n}]' for n in _statement_numbers(statement, numbers))}"
        for statement in answer.beside_table
    ]
    return "\n\n".join([*table, *statements])


def _citation_json(citation: Citation, number: int, reports: Mapping[str, Report]) -> Json:
    report = _report(citation.report_id, reports)
    paged = citation.unit == "page"
    return {
        "number": number,
        "report_id": citation.report_id,
        "title": report.title,
        "authors": list(report.authors),
        "publisher": report.publisher,
        "year": report.year,
        "kind": citation.kind,
        "page": citation.pages[0] if paged else None,
        "page_label": citation.labels[0] if paged else None,
        "pages": list(citation.pages) if paged else [],
        "section": None if paged else citation.labels[0],
        "quote": citation.quote,
        "url": report.url,
        "source_url": next(iter(citation.source_urls), None),
        "source_urls": list(citation.source_urls),
        "strength": citation.strength,
        "ocr": citation.ocr,
        "passage_id": citation.passage_id,
        "label": citation_label(citation, report),
    }


def _usage_json(usage: Usage | None) -> Json | None:
    if usage is None:
        return None
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "seconds": round(usage.seconds, 3),
        "cost": None if usage.cost is None else round(usage.cost, 6),
    }


def _hit_json(hit: Hit) -> Json:
    passage = hit.passage
    paged = passage.unit == "page"
    return {
        "rank": hit.rank,
        "passage_id": passage.id,
        "report_id": passage.report_id,
        "kind": passage.kind,
        "page": passage.pages[0].number if paged else None,
        "pages": [page.number for page in passage.pages] if paged else [],
        "section": None if paged else passage.pages[0].label,
        "ocr": _is_ocr(passage),
        "score": round(hit.score, 6),
        "text": passage.text,
    }


def _is_ocr(passage: Passage) -> bool:
    return any(page.ocr for page in passage.pages)


def _source_markdown(citation: Citation, number: int, reports: Mapping[str, Report]) -> str:
    report = _report(citation.report_id, reports)
    links = [f"<{url}>" for url in (citation.source_urls or ((report.url,) if report.url else ())) if _is_web(url)]
    source = f"{number}. *{escape_markdown(report.title)}* {escape_markdown(citation_label(citation, report))}"
    return f"{source}: “{escape_markdown(citation.quote)}”{' ' if links else ''}{' '.join(links)}"


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not re.search(r"[\s<>]", url)


def _source_text(citation: Citation, reports: Mapping[str, Report]) -> Text:
    report = _report(citation.report_id, reports)
    text = Text(printable(report.title), style="bold")
    text.append(f" {printable(citation_label(citation, report))}", style="not bold")
    text.append(f", {STRENGTH_WORDS[citation.strength]}", style="not bold dim")
    for url in citation.source_urls:
        text.append(f"\n    {printable(url)}", style="not bold dim")
    return text


def _report(report_id: str, reports: Mapping[str, Report]) -> Report:
    # A report may be removed from library and catalogue after it was cited: its id still names it.
    return reports.get(report_id) or Report(id=report_id, title=report_id)


def _range(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}–{labels[-1]}"
