"""Notes on publications that are older than a change of the law that a question is about."""

from __future__ import annotations

from collections.abc import Iterable

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.types import Report
from insourcing_assistant.wording import stems


def vintage_notes(question: str, cited: Iterable[Report], glossary: Glossary) -> tuple[str, ...]:
    """Say which change of the law is newer than all that is cited: the newest one, or nothing.

    A question is about a law where it names it, or a term that the glossary relates to it.
    """
    years = [report.year for report in cited if report.year is not None]
    if not years:
        return ()
    asked = f" {' '.join(stems(question))} "
    newer = [
        (term.since, term.full or term.term)
        for term in glossary.terms
        if term.changes_law and term.since and max(years) < term.since.year and _is_about(asked, term, glossary)
    ]
    if not newer:
        return ()
    since, law = max(newer)
    day = f"{since.day} {since:%B} {since.year}"
    return (f"What is cited here was published before the law changed: {law}, in force since {day}.",)


def _is_about(asked: str, law: Term, glossary: Glossary) -> bool:
    near = [law, *(term for term in glossary.terms if law.term in term.related)]
    return any(f" {' '.join(stems(name))} " in asked for term in near for name in term.names)
