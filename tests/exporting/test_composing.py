"""The document has the question, the sentences, the sources, and says what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.exporting import export
from insourcing_assistant.types import Answer, Filters, Statement
from tests.exporting.making import (
    ABSTENTION,
    ANSWER,
    BINS,
    COMPARISON,
    OVER_A_PAGE,
    PAGED,
    REPORTS,
    SCANNED,
    WARDS,
    recorded,
)


def markdown(*records: dict[str, object], style: str = "harvard") -> str:
    return export(records, REPORTS, format_key="md", style=style).content.decode()


def headings(written: str) -> list[str]:
    return [line for line in written.splitlines() if line.startswith("#")]


def test_one_answer_is_headed_by_its_question() -> None:
    assert headings(markdown(recorded())) == [
        f"# {ANSWER.question}",
        "## Answer",
        "## Bibliography",
        "## About this answer",
    ]


def test_a_conversation_has_every_question_and_one_bibliography() -> None:
    written = markdown(recorded(), recorded(COMPARISON), recorded(ABSTENTION))
    assert headings(written) == [
        f"# {ANSWER.question} And 2 more questions",
        f"## {ANSWER.question}",
        f"## {COMPARISON.question}",
        f"## {ABSTENTION.question}",
        "## Bibliography",
        "## About these answers",
    ]
    assert written.count("*Bins Brought Home*") == 1


def test_every_statement_has_its_notes() -> None:
    written = markdown(recorded())
    assert "Costs fell by 64% within a year.[^1]\n" in written
    assert "It was hard, and the bins came home.[^2][^3]\n" in written
    assert "**Not covered by any publication:** pensions.\n" in written
    assert "The law has changed since.\n" in written


def test_a_comparison_is_a_table_whose_cells_have_notes() -> None:
    written = markdown(recorded(COMPARISON))
    assert "| Publication | Cost | Quality |\n| --- | --- | --- |\n" in written
    assert (
        "| Rebuilding the Wards (Northmoor 2019) | “Costs fell by 64% within a year.”[^1] | not addressed |" in written
    )
    assert written.count(PAGED.quote) == 1  # what stands in the table is not said again


def test_an_abstention_says_so_and_has_no_sources() -> None:
    written = markdown(recorded(ABSTENTION))
    assert headings(written) == ["# Who is the mayor?", "## Answer", "## About this answer"]
    assert "do not answer this question.\n" in written
    assert "- What came home?\n" in written


def test_the_note_states_question_date_version_and_that_briefs_are_secondary() -> None:
    about = markdown(recorded()).partition("## About this answer")[2].partition("[^1]:")[0]
    assert (
        f"- Question: {ANSWER.question} Answered on 28 November 2026 by Insourcing Assistant 0.1.0 from version v-1"
        in about
    )
    assert "Kept under the number abcdefghjkmnpqrs" in about
    assert "Briefs are secondary sources" in about
    assert "read by OCR" in about
    assert "“Strong match”" in about
    assert "word for word" in about


def test_the_note_says_what_was_searched_alone() -> None:
    filters = Filters(reports=(WARDS.id, "gone"), year_from=2011, year_to=2019, publisher="UNISON")
    said = markdown(recorded(filters=filters))
    assert f"Only searched: {WARDS.title}; gone; published by UNISON; from 2011 on; until 2019." in said


def test_a_language_model_is_named() -> None:
    written = markdown(recorded(replace(ANSWER, answerer="llm", model="ollama:llama3.2", rejected=1)))
    assert "Worded by the language model ollama:llama3.2" in written
    assert "1 sentence that the model wrote was removed" in written
    assert "word for word" not in written


def test_what_is_known_by_its_brief_alone_is_marked_in_the_bibliography() -> None:
    bibliography = markdown(recorded()).partition("## Bibliography")[2].partition("##")[0]
    wards, bins = bibliography.strip().split("\n\n")
    assert "secondary" not in wards
    assert bins.endswith("(known here only through a brief written for this library, a secondary source)")
    assert BINS.title in bins


@pytest.mark.parametrize("style", ["harvard", "apa", "oscola"])
def test_every_quote_stands_in_the_export_word_for_word(style: str) -> None:
    answer = Answer("Q?", statements=(Statement("Said otherwise.", (PAGED, OVER_A_PAGE, SCANNED)),))
    written = markdown(recorded(answer), style=style)
    assert all(citation.quote in written for citation in answer.citations)


def test_a_long_question_is_cut_in_the_title_and_whole_in_the_note() -> None:
    question = " ".join(f"word{number}" for number in range(60)) + "?"
    written = markdown(recorded(replace(ANSWER, question=question)))
    assert headings(written)[0].endswith("word39 …")
    assert f"- Question: {question} Answered on" in written
