"""Writes the form in which a test query is made, from nothing or from an answer that was not good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from insourcing_assistant.types import Report
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.links import report_of
from insourcing_assistant.ui.markup import shortened, text
from insourcing_assistant.ui.query_forms import PLACES, Form, offers, place_words

TITLE = "Add a test question"

_LEAD = "It is asked in every run from then on, and judged by what you say here."


def new_query_page(
    form: Form,
    reports: Mapping[str, Report],
    *,
    answered: str = "",
    wanting: Sequence[Mapping[str, object]] = (),
    problem: str = "",
) -> str:
    """Write the page with the form as it was filled in.

    `answered` is what was answered to the question then; `wanting` are records of answers that a query may be made of.
    """
    said = ""
    if problem:
        said = f'<div class="notice stands" role="alert" tabindex="-1" autofocus><p>{text(problem)}</p></div>'
    then = f'<p class="quiet">Answered then: {text(shortened(answered, max_chars=600))}</p>' if answered else ""
    return document(
        TITLE,
        current="Evaluate",
        runs="evaluate",
        root="../",
        main=(
            f'<p class="lead">{_LEAD}</p>{said}{_wanting(wanting)}<form class="choose" action="new" method="post">'
            f"{_hidden(form)}{_area(form, 'question', 'The question', rows=2, required=True)}{then}"
            f"{_answerable(form)}{_places(form, reports)}{_words(form)}{_more(form, reports)}"
            '<div class="acts"><button type="submit" class="btn primary">Add it</button>'
            '<a href="../evaluate">Back without adding</a></div></form>'
        ),
    )


def _wanting(records: Sequence[Mapping[str, object]]) -> str:
    if not records:
        return ""
    items = "".join(
        f'<li><a href="new?answer={text(str(record.get("id", "")))}">'
        f"{text(shortened(str(record.get('question', '')), max_chars=160))}</a>{_reason(record)}</li>"
        for record in records
    )
    return (
        '<section class="wanting" aria-label="Not helpful"><h2>Make one of an answer that was not helpful</h2>'
        f"<ul>{items}</ul></section>"
    )


def _reason(record: Mapping[str, object]) -> str:
    feedback = record.get("feedback")
    reason = str(feedback.get("reason") or "") if isinstance(feedback, dict) else ""
    return f' <span class="quiet">“{text(shortened(reason, max_chars=300))}”</span>' if reason else ""


def _hidden(form: Form) -> str:
    kept = {"answer": form.get("answer", "")} | {f"offer-{name[6:]}": place for name, place in offers(form).items()}
    return "".join(
        f'<input type="hidden" name="{name}" value="{text(value)}">' for name, value in kept.items() if value
    )


def _answerable(form: Form) -> str:
    is_unanswerable = form.get("answerable") == "no"
    choices = (
        ("yes", "The publications answer it", not is_unanswerable),
        ("no", "They do not, and the assistant should say so", is_unanswerable),
    )
    boxes = "".join(
        f'<li><label class="tick"><input type="radio" name="answerable" value="{value}"'
        f"{' checked' if is_chosen else ''}><span>{words}</span></label></li>"
        for value, words, is_chosen in choices
    )
    return f'<fieldset><legend>Can it be answered?</legend><ul class="boxes">{boxes}</ul></fieldset>'


def _places(form: Form, reports: Mapping[str, Report]) -> str:
    ticks = "".join(
        f'<li><label class="tick"><input type="checkbox" name="{name}" value="yes"'
        f"{' checked' if form.get(name) else ''}><span>{_place(place, reports)}</span></label></li>"
        for name, place in offers(form).items()
    )
    cited = f'<p>The answer cited these. Tick those that are right.</p><ul class="boxes">{ticks}</ul>' if ticks else ""
    rows = "".join(
        f'<div class="pair">{_select(f"report-{n}", f"Publication {n}", reports, form)}'
        f"{_input(form, f'where-{n}', f'Pages in it, or a heading{_of(n)}')}</div>"
        for n in range(1, PLACES + 1)
    )
    return (
        "<fieldset><legend>Where does the answer stand?</legend>"
        f'<p class="quiet">Any one of the places counts; without pages, anywhere in the publication.</p>{cited}{rows}'
        "</fieldset>"
    )


def _of(number: int) -> str:
    return f'<span class="vh"> (publication {number})</span>'


def _words(form: Form) -> str:
    return (
        "<fieldset><legend>What must it say?</legend>"
        '<p class="quiet">A piece of text a line, as it must stand in the answer: “64%”, “efficien”. Capital letters '
        "make no difference.</p>"
        f"{_area(form, 'must_contain', 'All of these')}{_area(form, 'must_contain_any', 'At least one of these')}"
        f"{_area(form, 'must_not_contain', 'None of these')}</fieldset>"
    )


def _more(form: Form, reports: Mapping[str, Report]) -> str:
    is_used = any(form.get(name) for name in ("history", "limit-report", "limit-publisher", "limit-from", "limit-to"))
    return (
        f'{_input(form, "tags", "Tags, with commas between them")}<details class="fold"{" open" if is_used else ""}>'
        "<summary>Limits, and what was asked before</summary>"
        f"{_area(form, 'history', 'Questions asked before it, the oldest first, one a line')}"
        f"{_select('limit-report', 'Only this publication', reports, form)}"
        f"{_input(form, 'limit-publisher', 'Only this publisher')}"
        f"{_input(form, 'limit-from', 'From the year')}{_input(form, 'limit-to', 'To the year')}</details>"
    )


def _place(place: str, reports: Mapping[str, Report]) -> str:
    report_id, where = place_words(place)
    said = f"page {where}" if where[:1].isdigit() else f"“{where}”" if where else ""
    return f'{text(report_of(report_id, reports).title)} <span class="quiet">{text(said)}</span>'


def _select(name: str, label: str, reports: Mapping[str, Report], form: Form) -> str:
    titles = sorted(((each.title, each.id) for each in reports.values()), key=lambda pair: (pair[0].casefold(), pair))
    options = "".join(
        f'<option value="{text(id_)}"{" selected" if id_ == form.get(name) else ""}>'
        f"{text(shortened(title, max_chars=80))}</option>"
        for title, id_ in titles
    )
    return (
        f'<div class="field"><label for="{name}">{label}</label><select id="{name}" name="{name}">'
        f'<option value="">None</option>{options}</select></div>'
    )


def _input(form: Form, name: str, label: str) -> str:
    return (
        f'<div class="field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{text(form.get(name, ""))}" autocomplete="off"></div>'
    )


def _area(form: Form, name: str, label: str, *, rows: int = 3, required: bool = False) -> str:
    # A line break behind the start of a textarea is not a part of it, so that one of its own is kept.
    return (
        f'<div class="field"><label for="{name}">{label}</label><textarea id="{name}" name="{name}" rows="{rows}" '
        f'autocomplete="off"{" required" if required else ""}>\n{text(form.get(name, ""))}</textarea></div>'
    )
