"""Writes one question, and what was said to it, as an article of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from insourcing_assistant.authors import cited_as
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.rendering import model_notes
from insourcing_assistant.types import Answer, Coverage, Report
from insourcing_assistant.ui.glossary_terms import Explainer
from insourcing_assistant.ui.links import cite_link, report_of
from insourcing_assistant.ui.markup import counted, shortened, text
from insourcing_assistant.ui.side_by_side import table
from insourcing_assistant.ui.standing import NOTHING_SINCE, Since, fallen, unchecked
from insourcing_assistant.ui.tools import toolbar
from insourcing_assistant.wording import listed

HEADING_CHARS = 300
NO_GLOSSARY = Glossary()


def article(turn: int, question: str, body: Sequence[str]) -> str:
    """Write a turn: the question as a heading, and the parts of its body, which grow one by one."""
    heading = text(shortened(question, max_chars=HEADING_CHARS))
    return (
        f'<article class="turn" id="turn-{turn}" data-grow aria-label="Question {turn}: {heading}">'
        f'<h2 class="question" id="turn-{turn}-q" tabindex="-1">{heading}</h2>'
        f'<div class="body" id="turn-{turn}-body" data-grow>{"".join(body)}</div></article>'
    )


def pending(searched: int) -> list[str]:
    """Write what stands there until the answer comes."""
    where = f"{counted(searched, 'publication')}" if searched else "the publications"
    return [f'<p class="pending">Looking through {where}…</p>']


def failure(question: str, sentence: str) -> list[str]:
    """Write a failure as a calm sentence, with the question to try again."""
    return [
        f'<div class="failed"><p><strong>The question could not be answered.</strong> {text(sentence)}</p>'
        f'<p><button type="button" class="btn" data-ask="{text(question)}">Try again</button></p></div>'
    ]


def reply(
    turn: int,
    answer: Answer,
    reports: Mapping[str, Report],
    *,
    said: int,
    since: Since = NOTHING_SINCE,
    here: bool = True,
    glossary: Glossary = NO_GLOSSARY,
) -> list[str]:
    """Write the first `said` statements of an answer, and after the last one what belongs below them.

    `here` says that it stands in a conversation, and not on a page by itself.
    """
    if answer.kind == "welcome":
        return [
            f'<p class="welcome">{text(answer.message)}</p>',
            questions(answer.suggestions, "You could ask:", here=here),
        ]
    if not answer.statements:
        return [
            _rewritten(answer),
            _absent(answer, here=here),
            *_below(answer, reports, here=here),
            toolbar(turn, answer, reports, since, here=here),
        ]
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    explainer = Explainer(glossary, turn, (report.title for report in reports.values()))
    parts = [_rewritten(answer), fallen(since.standings, reports)]
    if answer.table:
        parts.append(table(turn, answer.table, numbers, reports, write=explainer.marked))
    beside = answer.beside_table
    for index, statement in enumerate(answer.statements[:said]):
        if statement not in beside:
            continue
        new = [c for c in statement.citations if all(c not in said.citations for said in answer.statements[:index])]
        links = [
            cite_link(turn, numbers[citation], citation, reports, first=citation in new)
            + unchecked(since.standings.get(citation, "stands"))
            for citation in dict.fromkeys(statement.citations)
        ]
        parts.append(_statement(explainer.marked(statement.text), links, lead=index == 0))
    meanings = list(filter(None, [explainer.meanings()]))
    if said < len(answer.statements):
        return [*parts, *meanings]
    below = _below(answer, reports, here=here)
    return [*parts, *below, *meanings, toolbar(turn, answer, reports, since, here=here)]


def limited(limits: str) -> str:
    """Say what a question was limited to, since silence of the other publications means nothing then."""
    return f'<p class="quiet">Only searched: {text(limits)}</p>' if limits else ""


def questions(asked: Sequence[str], heading: str, *, here: bool = True, root: str = "../") -> str:
    """Write questions as a list of buttons that ask them, or links that do so in a conversation; `root` leads to it."""
    if not asked:
        return ""
    asking = "".join(
        f'<li><button type="button" class="asks" data-ask="{text(each)}">{text(each)}</button></li>'
        if here
        else f'<li><a class="asks" href="{text(asking_address(each, root=root))}">{text(each)}</a></li>'
        for each in asked
    )
    return f'<div class="suggested"><p class="quiet">{text(heading)}</p><ul>{asking}</ul></div>'


def asking_address(question: str, *, root: str = "../") -> str:
    """Name the address, by default from that of an answer, which asks a question in a new conversation."""
    return f"{root or './'}?{urlencode({'question': question})}"


def _statement(said: str, links: Sequence[str], *, lead: bool) -> str:
    return f'<p class="statement{" lead" if lead else ""}">{said} {" ".join(links)}</p>'


def _rewritten(answer: Answer) -> str:
    return f'<p class="quiet">Searched for: {text(answer.rewritten)}</p>' if answer.rewritten else ""


def _absent(answer: Answer, *, here: bool, root: str = "../") -> str:
    message = answer.message.removeprefix("Not in these reports").lstrip(" .:")
    return (
        f'<div class="absent"><p><strong>Not in these reports.</strong> {text(message)}</p>'
        f"{questions(answer.suggestions, 'Questions that they do answer:', here=here, root=root)}</div>"
    )


def _below(answer: Answer, reports: Mapping[str, Report], *, here: bool) -> list[str]:
    gaps = [f"Not covered by any publication: {listed(answer.not_covered)}"] if answer.not_covered else []
    quiet = list(model_notes(answer))
    if any(citation.kind == "brief" for citation in answer.citations):
        quiet.append("Briefs are secondary sources written for this library.")
    lines = "".join(f'<p class="note">{text(note)}</p>' for note in (*gaps, *answer.notes))
    lines += "".join(f'<p class="quiet">{text(note)}</p>' for note in quiet) + _coverage(
        answer.coverage, reports, here=here
    )
    return [f'<div class="below">{lines}</div>'] if lines else []


def _coverage(coverage: Coverage, reports: Mapping[str, Report], *, here: bool) -> str:
    if not coverage.searched:
        return ""
    groups = [
        ("cited", "Cited", coverage.cited),
        ("related", "Related, not cited", coverage.related),
        ("silent", "Silent", coverage.silent),
    ]
    summary = " · ".join(
        [
            f"{counted(len(coverage.searched), 'publication')} searched",
            *(f"{len(ids)} {word}" for word, _, ids in groups),
        ]
    )
    lists = "".join(
        f"<dt>{heading}</dt>{''.join(f'<dd>{_titled(report_id, reports, here=here)}</dd>' for report_id in ids)}"
        for _, heading, ids in groups
        if ids
    )
    return f'<details class="coverage"><summary>{summary}</summary><dl>{lists}</dl></details>'


def _titled(report_id: str, reports: Mapping[str, Report], *, here: bool) -> str:
    report = report_of(report_id, reports)
    origin = ", ".join(filter(None, [cited_as(report), str(report.year or "")]))
    title = text(report.title)
    if report_id in reports:
        title = f'<a href="{"" if here else "../"}library#publication-{text(report_id)}">{title}</a>'
    return f"{title}{f' <span>({text(origin)})</span>' if origin else ''}"


def compared(answer: Answer, reports: Mapping[str, Report], *, most_columns: int) -> list[str]:
    """Write a comparison as a page by itself shows it: whole, and without what belongs to a conversation."""
    if answer.table is None:
        return [_absent(answer, here=False, root=""), _coverage(answer.coverage, reports, here=True)]
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    parts = [table(1, answer.table, numbers, reports, most_columns=most_columns)]
    linked = set(answer.table.citations)
    for statement in answer.beside_table:
        links = []
        for citation in dict.fromkeys(statement.citations):
            links.append(cite_link(1, numbers[citation], citation, reports, first=citation not in linked))
            linked.add(citation)
        parts.append(_statement(text(statement.text), links, lead=False))
    return [*parts, *_below(answer, reports, here=True)]
