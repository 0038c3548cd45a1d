"""Writes the Compare page: the choice of publications and aspects, and the cited table with its sources."""

from __future__ import annotations

from collections.abc import Mapping

from insourcing_assistant.answering.contrasts import DEFAULT_ASPECTS, FINDINGS, MOST_ASPECTS, MOST_REPORTS
from insourcing_assistant.answering.contrasts import RECOMMENDATIONS as RECOMMENDED
from insourcing_assistant.types import Answer, Report
from insourcing_assistant.ui import answers, sources
from insourcing_assistant.ui.cited_pages import cited_page
from insourcing_assistant.ui.comparing import Compared, Wanted
from insourcing_assistant.ui.exports import export_menu
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.links import report_of
from insourcing_assistant.ui.markup import counted, shortened, text

OFFERED = (*DEFAULT_ASPECTS, FINDINGS, RECOMMENDED)
UNDATED = 9999
SINGLE = "Other publishers"
MOST_COLUMNS = 4
"""As wide as this page is, a column is wide enough beside three others."""

_LEAD = (
    "See what publications say on the same things, side by side. Every cell is quoted and cited from what this library "
    "has of a publication: its own text, or the brief about it. “Not addressed” says that nothing was found there."
)


def start_page(reports: Mapping[str, Report], asked: Wanted, *, problem: str = "", could_be_asked: bool = True) -> str:
    """Write the page on which it is chosen what to compare; `problem` says why that was not possible.

    `could_be_asked` says that the question, if it is one, may go to the Ask page instead.
    """
    instead = ""
    if problem and asked.question:
        ask = f'<a href="./?{text(asked.address)}">Ask it on the Ask page</a>'
        shorten = '<a href="#question">Go to the question</a>'
        instead = f" {ask if could_be_asked else shorten}."
    said = ""
    if problem:
        words = f"<p>{text(problem)}{instead}</p>"
        said = f'<div class="notice stands" id="outcome" role="alert" tabindex="-1">{words}</div>'
    return document(
        "Compare",
        current="Compare",
        runs="compare",
        main=f'<p class="lead">{_LEAD}</p>{said}{_forms(reports, asked)}',
    )


def table_page(reports: Mapping[str, Report], asked: Wanted, compared: Compared) -> str:
    """Write the page with a table, or with the sentence that nothing is said."""
    answer = compared.answer
    aspects = answer.table.aspects if answer.table else asked.aspects
    shown = Wanted(tuple(row.report_id for row in answer.table.rows), aspects) if answer.table else asked
    said = "".join(answers.compared(answer, reports, most_columns=MOST_COLUMNS))
    record = f' data-record="{text(answer.id)}"' if answer.id else ""
    about = f'<p class="lead">{text(asked.question)}</p>' if asked.question else ""
    return document(
        shortened(f"Compare: {', '.join(aspects)}" if aspects else "Compare", max_chars=120),
        current="Compare",
        runs="compare",
        main=(
            f'{about}<section id="outcome" aria-label="Comparison" tabindex="-1"{record}>'
            f"{said}{_downloads(answer, asked)}</section>"
            f'<details class="desk" id="change"{"" if answer.table else " open"}>'
            "<summary>Change what is compared</summary>"
            f"{_forms(reports, Wanted(shown.reports, shown.aspects, asked.question))}</details>"
            f"{_sources(reports, compared)}"
        ),
    )


def _downloads(answer: Answer, asked: Wanted) -> str:
    if not answer.table:
        return ""
    links = "".join(
        f'<li><a href="compare/table.{suffix}?{text(asked.address)}" download>{words}</a></li>'
        for suffix, words in (("md", "Markdown, with the sources"), ("csv", "CSV, for a spreadsheet"))
    )
    exports = export_menu("comparison", [answer.id])
    return f'<div class="downloads"><h2>Download the table</h2><ul>{links}</ul>{exports}</div>'


def _sources(reports: Mapping[str, Report], compared: Compared) -> str:
    answer = compared.answer
    passages = {hit.passage.id: hit.passage for hit in answer.hits}
    cards = []
    for number, citation in enumerate(answer.citations, start=1):
        report = report_of(citation.report_id, reports)
        pictures = [cited_page(each, citation, report) for each in compared.pictures.get(citation, ())]
        card = sources.card(1, number, citation, report, passages.get(citation.passage_id))
        cards.append(f"<li>{card}{''.join(pictures)}</li>")
    if not cards:
        return ""
    return (
        f'<section id="sources" aria-label="Sources"><h2>Sources</h2><ol class="cited">{"".join(cards)}</ol></section>'
    )


def _forms(reports: Mapping[str, Report], asked: Wanted) -> str:
    return (
        '<form class="choose" id="choose" action="compare#outcome" method="get">'
        f'<fieldset aria-describedby="chosen full"><legend>Publications, 2 to {MOST_REPORTS}</legend>'
        f'<div class="field" id="narrow"{"" if len(reports) > 1 else " hidden"}>'
        '<label for="find">Show only publications with these words</label>'
        '<input id="find" type="search" autocomplete="off" aria-controls="publications"></div>'
        f'<p class="quiet" id="chosen" role="status">{_chosen(reports, asked)}</p>'
        f'<div id="publications" data-most="{MOST_REPORTS}">{_groups(reports, asked)}</div>'
        '<p id="full" role="status"></p></fieldset>'
        f"<fieldset><legend>Aspects, up to {MOST_ASPECTS}</legend>{_aspects(asked)}</fieldset>"
        '<button type="submit" class="btn primary">Compare</button></form>'
        '<form class="choose" id="by-question" action="compare#outcome" method="get"><div class="field">'
        '<label for="question">Or ask a question that compares</label>'
        f'<input id="question" name="question" value="{text(asked.question)}" autocomplete="off" required '
        'aria-describedby="question-hint"><p class="quiet" id="question-hint">It names two or more publications, such '
        "as “How do APSE and NEF differ on cost and quality?”</p></div>"
        '<button type="submit" class="btn">Compare by question</button></form>'
        '<p class="vh" role="status" id="told"></p>'
    )


def _chosen(reports: Mapping[str, Report], asked: Wanted) -> str:
    chosen = sum(each in reports for each in asked.reports)
    return f"{chosen} of {counted(len(reports), 'publication')} chosen"


def _groups(reports: Mapping[str, Report], asked: Wanted) -> str:
    """Write the publications under their publishers; those of a publisher with one alone stand together."""
    by_publisher: dict[str, list[Report]] = {}
    for report in sorted(reports.values(), key=lambda each: (each.year or UNDATED, each.title.casefold(), each.id)):
        by_publisher.setdefault(report.publisher or "", []).append(report)
    groups = {name: group for name, group in by_publisher.items() if name and len(group) > 1}
    single = [each for name, group in by_publisher.items() if name not in groups for each in group]
    ordered = [(name, groups[name]) for name in sorted(groups, key=str.casefold)]
    if single:
        ordered.append((SINGLE if groups else "", single))
    return "".join(_group(number, name, group, asked) for number, (name, group) in enumerate(ordered, start=1))


def _group(number: int, name: str, group: list[Report], asked: Wanted) -> str:
    boxes = "".join(_box(report, name != report.publisher, report.id in asked.reports) for report in group)
    listing = f'<ul class="boxes">{boxes}</ul>'
    if not name:
        return f'<div class="group">{listing}</div>'
    label = f'<p class="publisher" id="group-{number}">{text(name)}</p>'
    return f'<div class="group" role="group" aria-labelledby="group-{number}">{label}{listing}</div>'


def _box(report: Report, with_publisher: bool, is_chosen: bool) -> str:
    origin = ", ".join(
        filter(None, [report.publisher or "" if with_publisher else "", str(report.year or "no date known")])
    )
    return (
        f'<li><label class="tick"><input type="checkbox" name="report" value="{text(report.id)}"'
        f'{" checked" if is_chosen else ""}><span>{text(report.title)} <span class="quiet">{text(origin)}</span></span>'
        "</label></li>"
    )


def _aspects(asked: Wanted) -> str:
    known = {each.casefold() for each in asked.aspects}
    boxes = "".join(
        f'<li><label class="tick"><input type="checkbox" name="aspect" value="{text(each)}"'
        f"{' checked' if each.casefold() in known else ''}><span>{text(each)}</span></label></li>"
        for each in OFFERED
    )
    others = ", ".join(each for each in asked.aspects if each.casefold() not in {one.casefold() for one in OFFERED})
    return (
        f'<ul class="boxes beside">{boxes}</ul><div class="field"><label for="others">Others, with commas between '
        f'them</label><input id="others" name="aspect" value="{text(others)}" autocomplete="off" '
        'aria-describedby="others-hint"><p class="quiet" id="others-hint">A word or a few each, such as “pensions, '
        f"contract management”. Without any, these are compared: {text(', '.join(DEFAULT_ASPECTS))}.</p></div>"
    )
