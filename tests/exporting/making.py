"""Answers of a made-up library, recorded as the library records them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

from markdown_it import MarkdownIt

from insourcing_assistant.recorded import laid_out
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Answer, Citation, Comparison, ComparisonRow, Filters, Report, Statement

WARDS = Report(
    id="wards-2019",
    title="Rebuilding the Wards: What Councils Learnt",
    authors=("Ann Lee", "Northmoor Institute"),
    publisher="Northmoor Institute",
    year=2019,
    month=5,
    date="2019-05-29",
    label="Northmoor",
    url="https://northmoor.example.org/wards",
    language="en-GB",
)
BINS = Report(id="bins-2011", title="Bins Brought Home", publisher="Public Works Union", year=2011)
PAGE = Report(
    id="lamps",
    title="Lamps and their owners",
    authors=("Lamp Board",),
    publisher="Lamp Board",
    url="https://lamps.example.org/a_b?x=1&y=2",
    kind="article",
)
REPORTS = {report.id: report for report in (WARDS, BINS, PAGE)}

PAGED = Citation(
    passage_id="w-1",
    report_id=WARDS.id,
    kind="report",
    unit="page",
    pages=(14,),
    labels=("12",),
    quote="Costs fell by 64% within a year.",
    start=0,
    strength="strong",
)
OVER_A_PAGE = replace(PAGED, pages=(15, 16), labels=("13", "14"), quote="The work of the second year was harder.")
SCANNED = replace(PAGED, pages=(3,), labels=("iv",), quote="Wages r0se.", ocr=True, strength="weak")
BRIEF = Citation(
    passage_id="b-1",
    report_id=BINS.id,
    kind="brief",
    unit="section",
    pages=(2,),
    labels=("What came home",),
    quote="The bins came home in 2011, said the union.",
    start=7,
    source_urls=("https://union.example.org/bins",),
)
ARTICLE = replace(PAGED, report_id=PAGE.id, kind="article", unit="section", pages=(1,), labels=("Owners",))
ENTRY = replace(BRIEF, kind="catalogue", labels=("Catalogue entry",), source_urls=(), quote="It is a report of 2011.")

ANSWER = Answer(
    question="Why do councils bring services back in-house?",
    statements=(
        Statement("Costs fell by 64% within a year.", (PAGED,)),
        Statement("It was hard, and the bins came home.", (OVER_A_PAGE, BRIEF)),
        Statement("Costs fell by 64% within a year, again.", (PAGED, SCANNED)),
    ),
    not_covered=("pensions",),
    notes=("The law has changed since.",),
    library_version="v-1",
    id="abcdefghjkmnpqrs",
)
COMPARISON = Answer(
    question="How do the two differ on cost?",
    statements=(Statement(PAGED.quote, (PAGED,)), Statement(BRIEF.quote, (BRIEF,))),
    table=Comparison(
        ("cost", "quality"),
        (ComparisonRow(WARDS.id, ((PAGED,), ())), ComparisonRow(BINS.id, ((), (BRIEF,)))),
    ),
    library_version="v-1",
    id="bcdefghjkmnpqrst",
)
ABSTENTION = Answer(
    question="Who is the mayor?",
    kind="abstention",
    message="The publications in this library do not answer this question.",
    suggestions=("What came home?",),
    library_version="v-1",
    id="cdefghjkmnpqrstu",
)


def recorded(
    answer: Answer = ANSWER, reports: dict[str, Report] = REPORTS, *, filters: Filters = Filters()
) -> dict[str, object]:
    """Record an answer as `audit` does, with what an export reads of it."""
    return {
        "id": answer.id,
        "asked_at": "2026-11-28T12:30:45.123+00:00",
        "program": "0.1.0",
        "filters": {
            "reports": list(filters.reports),
            "year_from": filters.year_from,
            "year_to": filters.year_to,
            "publisher": filters.publisher,
        },
        "answer": answer_json(answer, reports),
    }


def kept(answer: Answer = ANSWER, reports: dict[str, Report] = REPORTS) -> dict[str, object]:
    """Record an answer with all that showing it again takes, as it comes out of the library."""
    whole = {**recorded(answer, reports), "hits": [], **laid_out(answer, reports)}
    found = json.loads(json.dumps(whole))
    assert isinstance(found, dict)
    return found


def shown_text(markdown: str) -> str:
    """What a reader of Markdown is shown, on one line."""
    rendered = MarkdownIt("commonmark").enable("table").render(markdown)
    return " ".join(html.unescape(re.sub("<[^>]*>", "", rendered)).split())


def straight(text: str) -> str:
    """The text with one kind of quotation mark: a citation style may choose others than its author did."""
    return re.sub('[“”‘’"]', "'", text)


HOSTILE = (
    "#let x=1 \x01\x0b\ufffe\u202e\u200f *b* _i_ $y$ @ref // c /* d */ ~ `code` \\ = H {}\\%&#_$^~ [k](javascript:x) "
    "<script>alert(1)</script> & | ]]> ``` [^1] ![x](http://e.example/) 漢 עברית 😀"
)
"""Text that would break a file, or run in it, if it were anything but text."""


def hostile_record() -> dict[str, object]:
    """The record of an answer whose every text is hostile, and some are long."""
    citation = replace(PAGED, report_id="bad", labels=(HOSTILE,), quote=f"{HOSTILE} {'word ' * 2000}end.")
    brief = replace(BRIEF, report_id="bad", labels=(HOSTILE,), source_urls=("javascript:x", 'https://e.example/"><x'))
    bad = Report(
        id="bad",
        title=HOSTILE,
        authors=(HOSTILE, "Ann {X} & Sons"),
        publisher=HOSTILE,
        label=HOSTILE,
        year=2019,
        url="javascript:alert(1)",
    )
    answer = Answer(
        question=HOSTILE,
        statements=(Statement(HOSTILE, (citation,)), Statement(brief.quote, (brief,))),
        table=Comparison((HOSTILE,), (ComparisonRow("bad", ((brief,),)),)),
        not_covered=(HOSTILE,),
        notes=(HOSTILE,),
        library_version=HOSTILE,
    )
    return recorded(answer, {"bad": bad}, filters=Filters(publisher=HOSTILE))
