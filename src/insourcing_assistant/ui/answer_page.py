"""Writes the page of one answer: as it was given, what has changed since, and the way back to asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from insourcing_assistant.glossary import Glossary
from insourcing_assistant.library.versions import Changes
from insourcing_assistant.types import Report
from insourcing_assistant.ui import answers, sources
from insourcing_assistant.ui.filters import filter_words
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.links import report_of
from insourcing_assistant.ui.markup import counted, shortened, text
from insourcing_assistant.ui.memory import Recalled

ROOT = "../"
MAX_TITLE_CHARS = 200
UNKNOWN = "There is no answer at this address: it was never there, or it is no longer kept."


def answer_page(
    recalled: Recalled,
    changes: Changes | None,
    reports: Mapping[str, Report],
    *,
    glossary: Glossary = answers.NO_GLOSSARY,
) -> str:
    """Write the page; `reports` are the publications that the library has now."""
    answer = recalled.answer
    limits = filter_words(recalled.recorded.filters, recalled.reports)
    said = len(answer.statements)
    body = [
        answers.limited(limits),
        *answers.reply(1, answer, recalled.reports, said=said, since=recalled.since, here=False, glossary=glossary),
    ]
    beside = sources.section(
        1, answer.question, answer, recalled.reports, {}, said=said, since=recalled.since, root=ROOT
    )
    return document(
        shortened(answer.question, max_chars=MAX_TITLE_CHARS),
        current="",
        root=ROOT,
        main=(
            f"{_given(recalled)}{since_words(changes, reports, then=recalled.reports)}"
            f'<article class="turn" aria-label="Answer"><div class="body">{"".join(body)}</div></article>'
            f'<p class="onward"><a class="btn" href="{text(answers.asking_address(answer.question))}">'
            "Ask this again, and further</a></p>"
            f'<div class="cited">{beside if answer.citations else ""}</div>'
            '<p class="quiet told-here" role="status" id="told"></p>'
            f'<script src="{ROOT}conversations/answer.js" defer></script>'
        ),
    )


def no_answer_page(sentence: str = UNKNOWN) -> str:
    """Write the page of an answer that cannot be shown."""
    said = (
        f'<div class="failed"><p><strong>This answer cannot be shown.</strong> {text(sentence)}</p></div>'
        f'<p class="onward"><a class="btn" href="{ROOT}">Ask a question</a></p>'
    )
    return document("Answer", current="", root=ROOT, main=said)


def since_words(changes: Changes | None, reports: Mapping[str, Report], *, then: Mapping[str, Report]) -> str:
    """Say what has changed in the library since, with the names of the publications to unfold.

    `reports` are those that the library has now; `then` knows some that it had.
    """
    if changes is None:
        return '<p class="quiet since">The library has changed since; what of it is not known.</p>'
    groups = [("added", changes.added), ("removed", changes.removed), ("changed", changes.changed)]
    if not any(ids for _, ids in groups):
        return '<p class="quiet since">The library is as it was then.</p>'
    parts = [
        f"{counted(len(ids), 'report')} {'was' if len(ids) == 1 else 'were'} {verb}" for verb, ids in groups if ids
    ]
    named = "".join(
        f"<dt>{verb.capitalize()}</dt>{''.join(f'<dd>{_named(each, reports, then)}</dd>' for each in ids)}"
        for verb, ids in groups
        if ids
    )
    sentence = f"{_series(parts)} since this answer was given."
    return f'<details class="coverage since"><summary>{text(sentence)}</summary><dl>{named}</dl></details>'


def moment(at: str) -> str:
    """Write a moment of the record (ISO 8601, UTC) for people and for programs."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return text(at)
    return f'<time datetime="{text(at)}">{when.day} {when:%B %Y, %H:%M} UTC</time>'


def _given(recalled: Recalled) -> str:
    answer = recalled.answer
    by = f" · worded by {text(answer.model)}" if answer.answerer == "llm" and answer.model else ""
    return (
        f'<p class="lead">Asked on {moment(recalled.recorded.asked_at)}</p>'
        f'<p class="quiet">Library version <code>{text(answer.library_version)}</code> · '
        f"answer <code>{text(recalled.recorded.id)}</code>{by}</p>"
    )


def _named(report_id: str, reports: Mapping[str, Report], then: Mapping[str, Report]) -> str:
    if report_id not in reports:
        return text(report_of(report_id, then).title)
    title = text(reports[report_id].title)
    return f'<a href="{ROOT}library#publication-{text(report_id)}">{title}</a>'


def _series(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
