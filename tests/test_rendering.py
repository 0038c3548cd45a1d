"""Answers and hits are laid out as other programs expect, and report text can do no harm in the output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from insourcing_assistant.rendering import (
    answer_json,
    answer_markdown,
    answer_text,
    citation_label,
    escape_markdown,
    hits_json,
    hits_text,
    place_label,
    printable,
)
from insourcing_assistant.types import Answer, Citation, Coverage, Hit, Page, Passage, Report, Statement, Timings

APSE = Report(
    id="rebuilding-2019",
    title="Rebuilding *Capacity*",
    authors=("Mo Baines",),
    publisher="Association for Public Service Excellence",
    year=2019,
    url="https://example.org/rebuilding",
    label="APSE",
)
ARTICLE = Report(id="post-carillion", title="Post Carillion", publisher="Walker Morris LLP")
REPORTS = {APSE.id: APSE, ARTICLE.id: ARTICLE}

PAGED = Citation(
    passage_id="p-1",
    report_id=APSE.id,
    kind="report",
    unit="page",
    pages=(14, 15),
    labels=("12", "13"),
    quote="Costs fell by 64%.",
    start=100,
    strength="strong",
)
BRIEF = Citation(
    passage_id="p-2",
    report_id=APSE.id,
    kind="brief",
    unit="section",
    pages=(3,),
    labels=("Survey figures",),
    quote="Quality rose.",
    start=7,
    source_urls=("https://example.org/a", "https://example.org/b"),
)
ENTRY = replace(BRIEF, kind="catalogue", labels=("Catalogue entry",), source_urls=())

ANSWER = Answer(
    question="Why?",
    statements=(
        Statement("Costs fell by 64%.", (PAGED,)),
        Statement("Quality rose.", (BRIEF, PAGED)),
    ),
    coverage=Coverage(searched=("a", "b"), cited=("a",), silent=("b",)),
    not_covered=("pensions",),
    library_version="v1",
    timings=Timings((("embed", 7.04), ("answer", 9.0))),
)
ABSTENTION = Answer(
    question="Why?", kind="abstention", message="The reports do not say.", suggestions=("What is TUPE?",)
)


def citations(reports: Mapping[str, Report]) -> list[dict[str, object]]:
    listed = answer_json(ANSWER, reports)["citations"]
    assert isinstance(listed, list)
    return listed


def test_the_json_of_an_answer_has_the_agreed_fields() -> None:
    laid_out = answer_json(ANSWER, REPORTS)
    assert laid_out | {"citations": []} == {
        "id": None,
        "question": "Why?",
        "rewritten": None,
        "answerable": True,
        "kind": "answer",
        "answerer": "extractive",
        "model": None,
        "prompt_hash": None,
        "usage": None,
        "answer": "Costs fell by 64%. [1]\n\nQuality rose. [2][1]",
        "statements": [
            {"text": "Costs fell by 64%.", "citations": [1]},
            {"text": "Quality rose.", "citations": [2, 1]},
        ],
        "citations": [],
        "coverage": {"searched": ["a", "b"], "cited": ["a"], "related": [], "silent": ["b"]},
        "not_covered": ["pensions"],
        "notes": [],
        "table": None,
        "suggestions": [],
        "rejected": 0,
        "library_version": "v1",
        "timings_ms": {"embed": 7.0, "answer": 9.0, "total": 16.0},
    }
    assert json.loads(json.dumps(laid_out)) == laid_out


def test_a_citation_of_a_page_has_the_first_page_of_its_quote() -> None:
    first, _ = citations(REPORTS)
    assert first == {
        "number": 1,
        "report_id": "rebuilding-2019",
        "title": "Rebuilding *Capacity*",
        "authors": ["Mo Baines"],
        "publisher": "Association for Public Service Excellence",
        "year": 2019,
        "kind": "report",
        "page": 14,
        "page_label": "12",
        "pages": [14, 15],
        "section": None,
        "quote": "Costs fell by 64%.",
        "url": "https://example.org/rebuilding",
        "source_url": None,
        "source_urls": [],
        "strength": "strong",
        "ocr": False,
        "passage_id": "p-1",
        "label": "(APSE 2019, pp. 12–13, pages 14–15 of the file)",
    }


def test_a_citation_of_a_section_has_no_page_but_the_addresses_of_its_statement() -> None:
    _, second = citations(REPORTS)
    assert (second["page"], second["page_label"], second["section"]) == (None, None, "Survey figures")
    assert (second["source_url"], second["source_urls"]) == (
        "https://example.org/a",
        ["https://example.org/a", "https://example.org/b"],
    )


def test_an_abstention_has_a_sentence_and_presents_no_sources() -> None:
    laid_out = answer_json(ABSTENTION, REPORTS)
    assert (laid_out["answerable"], laid_out["kind"]) == (False, "abstention")
    assert (laid_out["statements"], laid_out["citations"]) == ([], [])
    assert laid_out["answer"] == "The reports do not say."
    assert laid_out["suggestions"] == ["What is TUPE?"]
    assert answer_markdown(ABSTENTION, REPORTS) == "The reports do not say.\n\nYou could ask:\n\n- What is TUPE?"
    assert answer_text(ABSTENTION, REPORTS).plain == "The reports do not say.\n\nYou could ask:\n  What is TUPE?\n"


def test_the_markdown_lists_the_sources_by_number() -> None:
    assert answer_markdown(ANSWER, REPORTS).split("\n\n") == [
        "Costs fell by 64%. [1]",
        "Quality rose. [2][1]",
        "**Sources**",
        "1. *Rebuilding \\*Capacity\\** (APSE 2019, pp. 12–13, pages 14–15 of the file): “Costs fell by 64%.” "
        "<https://example.org/rebuilding>\n"
        "2. *Rebuilding \\*Capacity\\** (APSE 2019, brief, “Survey figures”): “Quality rose.” "
        "<https://example.org/a> <https://example.org/b>",
        "Not covered: pensions.",
    ]


def test_the_text_for_a_terminal_has_statements_then_sources() -> None:
    assert answer_text(ANSWER, REPORTS).plain == (
        "Costs fell by 64%. [1]\n\n"
        "Quality rose. [2][1]\n\n"
        "Sources\n"
        "[1] Rebuilding *Capacity* (APSE 2019, pp. 12–13, pages 14–15 of the file), strong match\n"
        "[2] Rebuilding *Capacity* (APSE 2019, brief, “Survey figures”), some match\n"
        "    https://example.org/a\n"
        "    https://example.org/b\n"
        "\nNot covered: pensions.\n"
    )


@pytest.mark.parametrize(
    ("citation", "report", "label"),
    [
        (replace(PAGED, pages=(14,), labels=("14",)), APSE, "(APSE 2019, p. 14)"),
        (replace(PAGED, pages=(14,), labels=("12",)), APSE, "(APSE 2019, p. 12, page 14 of the file)"),
        (replace(PAGED, pages=(4,), labels=("iv",)), APSE, "(APSE 2019, p. iv, page 4 of the file)"),
        (replace(PAGED, pages=(14,), labels=("",)), APSE, "(APSE 2019, p. 14)"),
        (replace(PAGED, pages=(14, 15), labels=("14", "15")), APSE, "(APSE 2019, pp. 14–15)"),
        (replace(PAGED, pages=(14,), labels=("14",), ocr=True), APSE, "(APSE 2019, p. 14, read by OCR)"),
        (BRIEF, APSE, "(APSE 2019, brief, “Survey figures”)"),
        (replace(BRIEF, kind="article", labels=("",)), ARTICLE, "(Walker Morris LLP n.d., “section 3”)"),
        (
            replace(PAGED, pages=(4,), labels=("4",)),
            Report(id="x", title="Homes", authors=("Jane Smith",), year=2019),
            "(Smith 2019, p. 4)",
        ),
        (replace(BRIEF, kind="report"), Report(id="x", title="X"), "(X n.d., “Survey figures”)"),
        (
            replace(BRIEF, kind="report"),
            Report(id="x", title="A strategic plan for the years that are to come"),
            "(A strategic plan for the … n.d., “Survey figures”)",
        ),
        (ENTRY, APSE, "(catalogue entry)"),
    ],
)
def test_a_citation_is_named_as_the_field_names_it(citation: Citation, report: Report, label: str) -> None:
    assert citation_label(citation, report) == label


def test_the_page_of_the_file_can_be_left_out() -> None:
    assert place_label("page", [14], ["12"], in_file=False) == "p. 12"


def test_a_report_that_is_gone_is_named_by_its_id() -> None:
    first, _ = citations({})
    assert (first["title"], first["url"]) == ("rebuilding-2019", None)


def test_hits_have_the_agreed_fields() -> None:
    page = Passage(
        "p-1", APSE.id, "report", "page", "Costs fell.", 0, (Page(14, "12", 0, 5), Page(15, "13", 5, 11, ocr=True))
    )
    section = Passage("p-2", ARTICLE.id, "article", "section", "Staff moved.", 0, (Page(2, "Risks", 0, 12),))
    hits = (Hit(page, 0.71234567, 1), Hit(section, 0.5, 2))
    assert hits_json("costs", hits, stages=[("search", 3.21)]) == {
        "query": "costs",
        "hits": [
            {
                "rank": 1,
                "passage_id": "p-1",
                "report_id": "rebuilding-2019",
                "kind": "report",
                "page": 14,
                "pages": [14, 15],
                "section": None,
                "ocr": True,
                "score": 0.712346,
                "text": "Costs fell.",
            },
            {
                "rank": 2,
                "passage_id": "p-2",
                "report_id": "post-carillion",
                "kind": "article",
                "page": None,
                "pages": [],
                "section": "Risks",
                "ocr": False,
                "score": 0.5,
                "text": "Staff moved.",
            },
        ],
        "timings_ms": {"search": 3.2, "total": 3.2},
    }
    assert hits_text(hits, REPORTS).plain == (
        "1. Rebuilding *Capacity*, pp. 12–13, pages 14–15 of the file, read by OCR  0.712\nCosts fell.\n\n"
        "2. Post Carillion, “Risks”  0.500\nStaff moved.\n\n"
    )
    assert hits_text((), REPORTS).plain == "Nothing was found.\n"


def test_what_could_steer_a_terminal_is_taken_out() -> None:
    hostile = replace(PAGED, quote="x")
    answer = Answer("?", statements=(Statement("a\x1b[31mred\x07 \u202etxt \x9b2J", (hostile,)),))
    reports = {APSE.id: replace(APSE, title="T\x1b]0;owned\x07", label="L\x1b[2J")}
    plain = answer_text(answer, reports).plain
    assert plain.startswith("a[31mred txt 2J [1]")
    assert "T]0;owned" in plain
    assert not any(mark in plain for mark in "\x1b\x07\x9b\u202e")


def test_underscores_side_by_side_are_shown() -> None:
    assert escape_markdown("__0__") == r"\_\_0\_\_"


def test_text_that_would_mean_nothing_to_markdown_stays_as_it_is() -> None:
    for text in ("64% of councils, R&D, snake_case, £1.2m - 5 > 3 (a) 12.5 #1 ~5", "-5% fell", "2019 was"):
        assert escape_markdown(text) == text


@given(st.text(alphabet=st.sampled_from("ab1 .*_`[]()<>#-+=&;~\\!|:/\"'\n"), max_size=40))
def test_markdown_shows_a_text_as_it_stands(text: str) -> None:
    shown = " ".join(text.split())
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(escape_markdown(text))
    inline = [child for token in tokens for child in token.children or ()]
    assert all(token.type in ("paragraph_open", "inline", "paragraph_close") for token in tokens)
    assert all(child.type in ("text", "text_special") for child in inline)
    assert "".join(child.content for child in inline) == shown


@given(st.text())
def test_only_control_characters_are_lost(text: str) -> None:
    kept = printable(text)
    assert kept == printable(kept)
    assert [c for c in text if c.isprintable() or c in "\n\t"] == [c for c in kept if c.isprintable() or c in "\n\t"]
