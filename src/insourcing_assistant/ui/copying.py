"""Writes an answer for the clipboard, with full references: as plain text, and as Markdown with footnotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from insourcing_assistant.comparison_tables import table_markdown
from insourcing_assistant.escaping import escape_markdown, printable
from insourcing_assistant.rendering import model_notes
from insourcing_assistant.types import Answer, Citation, Report, Statement
from insourcing_assistant.ui.full_references import citation_reference
from insourcing_assistant.ui.links import report_of
from insourcing_assistant.wording import listed

_MARK = re.compile(r"\[(\d+)\]")
"""A number in a table; brackets of a text have a backslash before each of them."""


def as_text(answer: Answer, reports: Mapping[str, Report]) -> str:
    """Write an answer as plain text: [1] behind a statement is the first of the sources below."""
    numbers = _numbers(answer)
    said = [f"{statement.text} {_marks(statement, numbers, '[{}]')}" for statement in answer.statements]
    sources = [f"[{number}] {_reference(each, reports)}" for each, number in numbers.items()]
    parts = [answer.question, *(said or [answer.message]), *_notes(answer)]
    if sources:
        parts += ["Sources", "\n".join(sources)]
    return printable("\n\n".join(parts)) + "\n"


def as_markdown(answer: Answer, reports: Mapping[str, Report]) -> str:
    """Write an answer as Markdown whose footnotes are its sources."""
    numbers = _numbers(answer)
    parts = [f"**{escape_markdown(answer.question)}**"]
    if answer.table:
        parts.append(_MARK.sub(r"[^\1]", table_markdown(answer.table, numbers, reports)))
    parts += [
        f"{escape_markdown(statement.text)}{_marks(statement, numbers, '[^{}]')}" for statement in answer.beside_table
    ]
    if not answer.statements:
        parts.append(escape_markdown(answer.message))
    parts += map(escape_markdown, _notes(answer))
    notes = [f"[^{number}]: {_reference(each, reports, markdown=True)}" for each, number in numbers.items()]
    return "\n\n".join([*parts, "\n".join(notes)] if notes else parts) + "\n"


def _reference(citation: Citation, reports: Mapping[str, Report], *, markdown: bool = False) -> str:
    report = report_of(citation.report_id, reports)
    return citation_reference(citation, report, quoted=True, markdown=markdown)


def _notes(answer: Answer) -> Sequence[str]:
    missing = [f"Not covered by any publication: {listed(answer.not_covered)}"] if answer.not_covered else []
    brief = any(citation.kind == "brief" for citation in answer.citations)
    secondary = ["Briefs are secondary sources written for this library."] if brief else []
    return (*missing, *answer.notes, *model_notes(answer), *secondary)


def _numbers(answer: Answer) -> dict[Citation, int]:
    return {citation: number for number, citation in enumerate(answer.citations, start=1)}


def _marks(statement: Statement, numbers: Mapping[Citation, int], form: str) -> str:
    return "".join(form.format(numbers[citation]) for citation in dict.fromkeys(statement.citations))
