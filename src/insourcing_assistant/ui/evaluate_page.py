"""Writes the Evaluate page: the run that goes on, and what came of the last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from insourcing_assistant.evaluation import TestQuery, check_minimums, sections
from insourcing_assistant.evaluation.own_queries import OWN
from insourcing_assistant.ui.evaluating import Evaluating, Job, Outcome
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.judged_questions import Choice, questions
from insourcing_assistant.ui.markup import counted, text

_LEAD = (
    "How good are the answers? The test questions say what a right answer must say and where it stands; a run asks all "
    "of them and judges what comes back."
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the reader may do; `sign_in` is markup that lets those in who have the password."""

    may_run: bool = False
    sign_in: str = ""
    added: str = ""
    """The id of the test query that was added just now."""


def evaluate_page(
    evaluating: Evaluating,
    outcome: Outcome | None,
    queries: Sequence[TestQuery],
    choice: Choice,
    visitor: Visitor,
    *,
    problem: str = "",
) -> str:
    """Write the whole page; `problem` says why something of it cannot be shown."""
    said = f'<div class="notice stands" role="alert"><p>{text(problem)}</p></div>' if problem else ""
    shown = _outcome(outcome, choice) if outcome else '<p class="quiet">No run yet.</p>'
    return document(
        "Evaluate",
        current="Evaluate",
        runs="evaluate",
        main=(
            f'<p class="lead">{_LEAD}</p>{said}{_added(visitor.added)}'
            f"{run_section(evaluating.job, queries, visitor, model=evaluating.model)}"
            f'<section id="outcome" aria-label="The last run" tabindex="-1">{shown}</section>'
            '<p class="vh" role="status" id="told"></p>'
        ),
    )


def run_section(job: Job, queries: Sequence[TestQuery], visitor: Visitor, *, model: str | None) -> str:
    """Write how far a run is, or what begins one."""
    inside = _working(job, visitor) if job.state == "working" else _idle(job, queries, visitor, model)
    return f'<section id="run" aria-label="Run" tabindex="-1" data-state="{job.state}">{inside}</section>'


def _working(job: Job, visitor: Visitor) -> str:
    stop = _button("stop", "Stop the run", "btn") if visitor.may_run else ""
    return (
        f'<p class="stage"><strong>Asking the test questions: {job.done} of {job.total} done.</strong></p>'
        f'<progress max="{job.total}" value="{job.done}" aria-label="Test questions asked"></progress>'
        f'<div class="acts">{stop}<a class="again" href="evaluate">See how far it is</a></div>'
    )


def _idle(job: Job, queries: Sequence[TestQuery], visitor: Visitor, model: str | None) -> str:
    ended = f'<p class="ended" data-kind="{job.state}">{text(job.said)}</p>' if job.said else ""
    own = sum(query.id.startswith("own-") for query in queries)
    there = f"There are {counted(len(queries), 'test question')}" if queries else "There is no test question yet"
    added = f", of which {own} {'was' if own == 1 else 'were'} added here" if own else ""
    costs = f" Each is worded by the language model {text(model)}, which takes its time and its price." if model else ""
    acts = '<p class="quiet">Runs are switched off here, and so is adding test questions.</p>'
    if visitor.may_run:
        run = _button("run", "Run them", "btn primary")
        acts = f'<div class="acts">{run if queries else ""}<a href="evaluate/new">Add a test question</a></div>'
    elif visitor.sign_in:
        acts = visitor.sign_in
    return f"{ended}<p>{there}{added}.{costs}</p>{acts}"


def _button(act: str, words: str, look: str) -> str:
    return f'<form action="evaluate/{act}" method="post"><button type="submit" class="{look}">{words}</button></form>'


def _added(identifier: str) -> str:
    if not identifier:
        return ""
    return (
        '<div class="notice done" role="status" tabindex="-1" autofocus><p>The test question '
        f"{text(identifier)} was added to <code>{OWN}</code>. The next run asks it.</p></div>"
    )


def _outcome(outcome: Outcome, choice: Choice) -> str:
    return (
        f'<p class="verdict">{sections.verdict(outcome.run.report)}</p>{_minimums(outcome)}{_when(outcome)}'
        '<ul class="links"><li><a href="#measures">Measures and charts</a></li>'
        '<li><a href="evaluate/report.html" download>Download the report (HTML)</a></li>'
        '<li><a href="evaluate/report.json" download>Download all results (JSON)</a></li></ul>'
        f"{questions(outcome, choice)}"
        '<section class="measures" id="measures" aria-label="Measures" tabindex="-1">'
        f"{''.join(_charts(outcome))}</section>"
    )


def _charts(outcome: Outcome) -> Iterable[str]:
    report = outcome.run.report
    yield from sections.measures(report, minimums=outcome.minimums, intervals=outcome.intervals)
    if outcome.comparison:
        yield from sections.changes(outcome.comparison, address="evaluate?show=all")
    yield from sections.times(report)
    yield from sections.tags(report.by_tag, address="evaluate?show=all&tag=")


def _minimums(outcome: Outcome) -> str:
    if not outcome.minimums:
        return ""
    short = check_minimums(outcome.run.report, outcome.minimums)
    all_of_them = len(outcome.minimums)
    if not short:
        return f'<p class="kept">None of the {all_of_them} measures that have a minimum is below it.</p>'
    are = "is" if len(short) == 1 else "are"
    return f'<p class="missed">{len(short)} of the {all_of_them} measures that have a minimum {are} below it.</p>'


def _when(outcome: Outcome) -> str:
    run = outcome.run
    ended = f"{datetime.fromisoformat(run.ended_at):%-d %B %Y, %H:%M} UTC"
    parts = [f"Run on {ended}, in {run.seconds:,.0f} seconds", f"library version {run.library_version}"]
    if not outcome.is_current:
        parts.append("the library has changed since")
    if run.model:
        parts.append(f"answers worded by {run.model}")
    return f'<p class="quiet">{text("; ".join(parts))}.</p>'
