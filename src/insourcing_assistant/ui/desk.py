"""Writes what changes the library: the forms to add, edit and remove, and how far each change is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from insourcing_assistant.ingestion import Row
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.parsing import SUFFIXES
from insourcing_assistant.report_cards import card_sentence
from insourcing_assistant.ui.job import Job
from insourcing_assistant.ui.library_page import Desk
from insourcing_assistant.ui.markup import shortened, text
from insourcing_assistant.ui.publications import cautions, full_text

_STATES = {"waiting": "Waiting", "working": "Under way", "done": "Done", "failed": "Failed"}
_KEPT = ("added", "updated", "unchanged")
_ADVICE_HERE = (
    (re.escape("Give the right one with `--password`."), "Save a copy without a password, and add that."),
    (re.escape("Download the file by hand and give its path."), "Download the file by hand, and add it as a file."),
    (
        r"(it leads to|the name \S+ belongs to)[^;]*; allow that with INSOURCING_\w+=true\.",
        "addresses of this computer and inside its network are not fetched. Ask whoever runs this installation.",
    ),
    (
        r"; allow more with INSOURCING_\w+\.",
        ". Add it as a file if you can, or ask whoever runs this installation to allow more.",
    ),
)
"""What the command line advises, as patterns, and what holds here."""


def desk(shelf: Sequence[LibraryReport], jobs: Sequence[Job], *, of: str, max_bytes: int, has_password: bool) -> Desk:
    """Make the desk of a page whose reader may change the library; `of` is the publication a file is added to."""
    without = [held for held in shelf if full_text(held) is None]
    chosen = of if any(held.report.id == of for held in without) else ""
    leave = '<form action="library/leave" method="post"><button class="btn small">Sign out</button></form>'
    block = (
        f'<details class="desk" id="add"{" open" if chosen else ""}><summary id="adding">Add publications</summary>'
        f"{_add_files(without, chosen, max_bytes)}{_add_address()}{leave if has_password else ''}</details>"
        f'<section id="changes" aria-label="Changes" tabindex="-1">{job_list(jobs, shelf)}</section>'
        '<p class="vh" role="status" id="told"></p>'
    )
    return Desk(block, _controls, _add_link)


def sign_in(*, wrong: bool = False, to: str = "add, edit and remove", then: str = "") -> Desk:
    """Make the desk of a page whose reader has not typed the password yet; `then` names the page to come back to."""
    said = (
        '<p class="notice" id="refusal" role="alert">The password is not right, or was tried too often. '
        "Try again in a minute.</p>"
    )
    marks = ' aria-describedby="refusal" aria-invalid="true"' if wrong else ""
    back = f'<input type="hidden" name="then" value="{then}">' if then else ""
    return Desk(
        f'<details class="desk" id="enter"{" open" if wrong else ""}><summary>Sign in to {to}</summary>'
        f'{said if wrong else ""}<form action="library/enter" method="post" class="find">{back}<div class="field">'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required'
        f"{marks}></div>"
        '<button type="submit" class="btn primary">Sign in</button></form></details>'
    )


def job_list(jobs: Sequence[Job], shelf: Sequence[LibraryReport] = ()) -> str:
    """Write how far the changes are; nothing where there are none. The `shelf` has the titles of what is named."""
    if not jobs:
        return ""
    titles = {held.report.id: held.report.title for held in shelf}
    return f'<h2>Changes since the start</h2><ul class="jobs">{"".join(_job(job, titles) for job in jobs)}</ul>'


def _job(job: Job, titles: Mapping[str, str]) -> str:
    ended = job.state in ("done", "failed")
    bar = (
        f'<progress max="{job.total}" value="{job.done}" aria-label="Progress of: {text(job.doing)}"></progress>'
        if job.state == "working" and job.total
        else ""
    )
    stage = "" if ended else f'<p class="quiet stage">{text(job.stage)}</p>'
    said = f"<p>{text(_advised(job.said))}</p>" if job.said else ""
    undo = (
        f'<form action="library/undo" method="post"><input type="hidden" name="job" value="{job.number}">'
        f'<button type="submit" class="btn small">Undo<span class="vh">: {text(job.doing)}</span></button></form>'
        if job.aside
        else ""
    )
    rows = "".join(_row(row, titles) for row in job.rows)
    return (
        f'<li class="job" id="job-{job.number}" tabindex="-1" data-state="{job.state}">'
        f'<p class="doing"><strong>{text(shortened(job.doing, max_chars=160))}</strong> '
        f'<span class="tag">{_STATES[job.state]}</span></p>{stage}{bar}{said}{rows}{undo}</li>'
    )


def _advised(sentence: str) -> str:
    for there, here in _ADVICE_HERE:
        sentence = re.sub(there, here, sentence)
    return sentence


def _row(row: Row, titles: Mapping[str, str]) -> str:
    if row.status == "failed":
        return f"<p>{text(_advised(row.error or ''))}</p>"
    link = f'<a href="#publication-{text(row.report_id)}">{text(row.title or row.report_id)}</a>'
    if row.status == "duplicate":
        other = row.duplicate_of or ""
        held = f'<a href="#publication-{text(other)}">{text(titles.get(other, other))}</a>'
        return f"<p>The library has this text already: {held}. It was not added.</p>"
    if row.status not in _KEPT:
        return ""
    verb = {"added": "Added", "updated": "Brought up to date", "unchanged": "There already"}[row.status]
    read = card_sentence(row)
    below = cautions(row.warnings, unit=row.unit)
    given = "given by hand" if row.title_from == "edited" else f"from the {row.title_from}"
    return f'<p>{verb}: {link}, its title {text(given)}.</p><p class="quiet">{text(read)}</p>{below}'


def _add_files(without: Sequence[LibraryReport], chosen: str, max_bytes: int) -> str:
    options = "".join(
        f'<option value="{text(held.report.id)}"{" selected" if held.report.id == chosen else ""}>'
        f"The full text of: {text(shortened(held.report.title, max_chars=70))}</option>"
        for held in without
    )
    kinds = ", ".join(suffix.removeprefix(".") for suffix in SUFFIXES)
    return (
        '<form id="add-files" action="library/add" method="post" enctype="multipart/form-data" '
        f'data-max="{max_bytes}">'
        '<div class="field"><label for="files">Files from your computer</label>'
        f'<input id="files" name="file" type="file" multiple required accept="{",".join(SUFFIXES)}" '
        'aria-describedby="files-hint" aria-invalid="false">'
        f'<p class="quiet" id="files-hint">{kinds}; up to {max_bytes / 1_000_000:,.4g} MB. They can be dropped '
        "anywhere on this page too.</p></div>"
        '<div class="field"><label for="of">What they are</label>'
        f'<select id="of" name="of"><option value="">New publications</option>{options}</select></div>'
        '<button type="submit" class="btn primary">Add files</button></form>'
    )


def _add_address() -> str:
    return (
        '<form id="add-address" action="library/fetch" method="post"><div class="field">'
        '<label for="address">Or a web address to fetch from</label>'
        '<input id="address" name="address" type="url" required placeholder="https://" autocomplete="off"></div>'
        '<button type="submit" class="btn">Fetch and add</button></form>'
    )


def _add_link(held: LibraryReport) -> str:
    whose = f'<span class="vh">: {text(shortened(held.report.title, max_chars=80))}</span>'
    return f'<a href="library?of={text(held.report.id)}#add">Add its file here{whose}</a>.'


def _controls(held: LibraryReport) -> str:
    if not held.texts:
        return ""
    report = held.report
    name, hidden = text(report.id), f'<input type="hidden" name="id" value="{text(report.id)}">'
    values = {
        "title": ("Title", report.title),
        "authors": ("Authors, with semicolons between them", "; ".join(report.authors)),
        "publisher": ("Publisher", report.publisher or ""),
        "year": ("Year", str(report.year or "")),
    }
    fields = "".join(
        f'<div class="field"><label for="{key}-{name}">{label}</label>'
        f'<input id="{key}-{name}" name="{key}" value="{text(value)}" autocomplete="off"'
        f"{' required' if key == 'title' else ''}></div>"
        for key, (label, value) in values.items()
    )
    title = text(shortened(report.title, max_chars=80))
    whose = f'<span class="vh"> {title}</span>'
    # With scripts these forms are made of the text when they are unfolded: fields take half of the time of the page.
    return (
        f'<details class="fold"><summary>Edit or remove{whose}</summary><noscript>'
        f'<form class="edit" action="library/edit" method="post" aria-label="Edit {title}">{hidden}{fields}'
        f'<button type="submit" class="btn small">Save{whose}</button></form>'
        f'<form class="remove" action="library/remove" method="post">{hidden}'
        f'<button type="submit" class="btn small">Remove{whose}</button></form></noscript></details>'
    )
