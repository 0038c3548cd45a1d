from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from insourcing_assistant.evaluation import EvaluationReport, Expected, TestQuery, compare, evaluate, evaluation_html
from tests.evaluation.scripted_assistant import ScriptedAssistant

SAVED = TestQuery(
    "saved", "What was saved on cleaning in Wardtown?", expected=(Expected("plan", pages=(1,)),), must_contain=("3m",)
)
HOSTILE = TestQuery(
    'x"><b>',
    "What about <script>alert(1)</script> pensions?",
    expected=(Expected("survey", sections=("<i>Figures",)),),
    must_contain=("<b>",),
    tags=("<u>",),
)
CUP = TestQuery("cup", "Who won?", answerable=False)
VOID = {"meta", "rect", "line"}


class Outline(HTMLParser):
    """Checks that every element is closed in order, and keeps tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def report() -> EvaluationReport:
    return evaluate(ScriptedAssistant(), [SAVED, HOSTILE, CUP])


def test_every_element_is_closed(report: EvaluationReport) -> None:
    assert Outline(evaluation_html(report)).open == []


def test_nothing_is_loaded_and_nothing_runs(report: EvaluationReport) -> None:
    page = evaluation_html(report)
    outline = Outline(page)
    assert not {"script", "img", "link", "iframe", "b", "i", "u"} & set(outline.tags)
    assert not {"src", "onclick", "onload"} & {name for name, _ in outline.attributes}
    assert not re.search(r"url\(|@import|https?://", page)


def test_words_of_others_are_shown_as_they_are(report: EvaluationReport) -> None:
    assert HOSTILE.question in Outline(evaluation_html(report)).words


def test_the_page_says_how_many_passed(report: EvaluationReport) -> None:
    assert "passed every check on 2 of 3 test questions" in Outline(evaluation_html(report)).words


def test_failed_questions_come_first_and_are_open(report: EvaluationReport) -> None:
    page = evaluation_html(report)
    assert page.index("&lt;script&gt;alert(1)") < page.index(SAVED.question)
    assert re.findall(r"<details id=\"([^\"]+)\"( open)?>", page) == [
        ("query-x&quot;&gt;&lt;b&gt;", " open"),
        ("query-saved", ""),
        ("query-cup", ""),
    ]


def test_a_failure_says_why_and_what_was_expected(report: EvaluationReport) -> None:
    words = Outline(evaluation_html(report)).words
    assert "No expected publication is cited." in words
    assert "The Survey (2011), “<i>Figures”" in words


def test_a_comparison_names_the_questions_that_turned(report: EvaluationReport) -> None:
    earlier = evaluate(ScriptedAssistant({}), [SAVED, HOSTILE, CUP])
    page = evaluation_html(report, comparison=compare(earlier.as_json(), report))
    assert "Pass now, and failed before" in page
    assert '<a href="#query-saved">saved</a>' in page
    assert Outline(page).open == []


def test_a_measure_says_whether_it_reaches_its_minimum(report: EvaluationReport) -> None:
    minimums = {"answer_contains": 0.75, "quote_verified": 1.0}
    page = evaluation_html(report, minimums=minimums)
    assert report.metrics["answer_contains"] == 0.5  # one of the two that must say something
    assert '<span class="missed">Minimum 75.0\u00a0%: missed</span>' in page
    assert '<span class="least">Minimum 100.0\u00a0%: reached</span>' in page
    assert page.count('class="minimum"') == 2


def test_an_evaluation_of_the_search_alone_shows_no_answers() -> None:
    page = evaluation_html(evaluate(ScriptedAssistant(), [SAVED], retrieval_only=True))
    words = Outline(page).words
    assert "found the right place for 1 of 1 test questions" in words
    assert "The answers" not in words
    assert "Right place found first" in words


def test_the_page_repeats(report: EvaluationReport) -> None:
    assert evaluation_html(report, subtitle="Today") == evaluation_html(report, subtitle="Today")
