"""Questions that can be answered are suggested, the nearest first, and no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.suggestions import UNTOLD, Suggester, load_examples
from insourcing_assistant.types import Hit, Page, Passage, Report
from tests.shelves import EMBEDDER

EXAMPLES = ("What do parks cost?", "What do lamps cost?", "Who collects refuse?", "Who mows the parks?")
REPORTS = (Report(id="parks", title="Parks come home: The case"),)


def answer_all(question: str) -> bool:
    return True


def suggest(
    question: str,
    *,
    examples: Sequence[str] = EXAMPLES,
    hits: Sequence[Hit] = (),
    answerable: Callable[[str], bool] = answer_all,
    n: int = 3,
) -> tuple[str, ...]:
    suggester = Suggester(examples, embed=EMBEDDER.embed_question)
    return suggester.suggest(question, hits, REPORTS, answerable=answerable, n=n)


def hit(heading: str, *, report_id: str = "parks") -> Hit:
    return Hit(Passage("p", report_id, "report", "page", "A.", 0, (Page(1, "1", 0, 2),), heading=heading), 1.0, 1)


def test_the_nearest_examples_come_first() -> None:
    assert suggest("What may parks cost?", n=2) == ("What do parks cost?", "What do lamps cost?")


def test_what_was_asked_is_not_suggested_again() -> None:
    assert "What do parks cost?" not in suggest(" what do PARKS cost? ")


def test_only_what_is_answerable_is_suggested() -> None:
    assert suggest("What do parks cost now?", answerable=lambda question: "lamps" in question) == (
        "What do lamps cost?",
    )
    assert suggest("What do parks cost now?", answerable=lambda question: False) == ()


def test_headings_of_what_was_found_are_asked_about() -> None:
    assert suggest("Why?", examples=(), hits=[hit("Costs > Wages of gardeners")]) == (
        "What does Parks come home say about “Wages of gardeners”?",
    )


def test_a_heading_is_asked_about_without_its_number() -> None:
    assert suggest("Why?", examples=(), hits=[hit("T1.2 Wages of gardeners")]) == (
        "What does Parks come home say about “Wages of gardeners”?",
    )


@pytest.mark.parametrize(
    "heading", ["", *UNTOLD, "Vol. 85, No. 152", "Rules/Proposed", "Parks come home", "home", "So it " + "goes on " * 9]
)
def test_headings_that_say_nothing_are_not(heading: str) -> None:
    assert suggest("Why?", examples=(), hits=[hit(heading)]) == ()


def test_a_heading_of_a_report_that_is_filtered_out_is_not() -> None:
    assert suggest("Why?", examples=(), hits=[hit("Wages", report_id="lamps")]) == ()


@given(
    st.text(max_size=30) | st.sampled_from(EXAMPLES),
    st.lists(st.sampled_from([*EXAMPLES, "Why?"]), max_size=6),
    st.lists(st.sampled_from(["Wages", "Costs", "In short"]).map(hit), max_size=4),
    st.integers(0, 4),
)
def test_suggestions_are_few_distinct_and_the_same_twice(
    question: str, examples: list[str], hits: list[Hit], n: int
) -> None:
    found = suggest(question, examples=examples, hits=hits, n=n)
    assert len(found) <= n
    assert len(set(found)) == len(found)
    assert question.strip().casefold() not in [each.casefold() for each in found]
    assert suggest(question, examples=examples, hits=hits, n=n) == found


def test_examples_are_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "examples.toml"
    assert load_examples(path) == ()
    path.write_text('questions = ["Why?", "What do parks cost?"]', encoding="utf-8")
    assert load_examples(path) == ("Why?", "What do parks cost?")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("questions = [", "this is not TOML"),
        ('questions = "Why?"', "must be a list of questions"),
        ("questions = [1]", "must be a list of questions"),
        ("", "must be a list of questions"),
    ],
)
def test_examples_that_cannot_be_read_are_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "examples.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"examples\.toml.*{problem}"):
        load_examples(path)
