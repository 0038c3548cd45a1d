"""A question goes in, and what comes out is cited, covered, repeatable and nothing but the library's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.assistant import Assistant
from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.library import Library
from insourcing_assistant.types import Answer, Coverage, Filters, Question, Timings
from tests.shelves import EXAMPLES, FINGERPRINT, LAMPS, PARKS, REPORTS, fill, make_assistant, put

SINCE_WHEN = "Since when has Norton run its own parks?"
HOW_MUCH = "How much was saved on lamps in Eastham?"
UNKNOWN = "What did the council of Lisbon pay for submarines?"
QUESTIONS = st.text(max_size=40).filter(lambda text: any(map(str.isalnum, text))) | st.sampled_from(
    [SINCE_WHEN, HOW_MUCH, UNKNOWN, "Which reports do you have?", "Who wrote Parks come home?", "Hello", "it?"]
)
FILTERS = st.sampled_from([Filters(), Filters(reports=("lamps",)), Filters(year_from=2013), Filters(publisher="x")])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three reports; not to be changed by tests."""
    folder = tmp_path_factory.mktemp("shelf")
    with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as opened:
        fill(opened, folder, *REPORTS)
        yield opened


@pytest.fixture(scope="module")
def assistant(library: Library) -> Assistant:
    return make_assistant(library)


@pytest.fixture(scope="module")
def bold_assistant(library: Library) -> Assistant:
    """Answers however unsure it is, so that there are answers to look at."""
    return make_assistant(library, answer_from=0.0)


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings=Timings())


def test_an_answer_quotes_the_sentence_and_says_where_it_stands(assistant: Assistant) -> None:
    answer = assistant.ask(SINCE_WHEN)
    assert answer.statements[0].text == "Norton has run its own parks since 2016."
    citation = answer.citations[0]
    assert (citation.report_id, citation.kind, citation.unit) == ("parks", "report", "section")
    assert answer.rewritten is None


@given(QUESTIONS, FILTERS, st.integers(1, 6))
def test_whatever_is_asked_every_statement_stands_in_the_library(
    bold_assistant: Assistant, library: Library, question: str, filters: Filters, most: int
) -> None:
    answer = bold_assistant.ask(question, filters=filters, max_statements=most)
    assert answer.answerable == (answer.kind == "answer")
    assert answer.answerable != bool(answer.message)
    for statement in answer.statements:
        assert statement.text in [citation.quote for citation in statement.citations]
    for citation in answer.citations:
        if citation.kind != "catalogue":
            assert stands(citation, library.text(citation.report_id, citation.kind))
            pages = [library.page_text(citation.report_id, citation.kind, number) for number in citation.pages]
            assert citation.quote in "".join(pages)
    assert len(answer.statements) <= most or answer.answerer == "catalogue"


@given(QUESTIONS, FILTERS)
def test_what_was_searched_is_cited_related_or_silent(
    bold_assistant: Assistant, question: str, filters: Filters
) -> None:
    answer = bold_assistant.ask(question, filters=filters)
    coverage = answer.coverage
    parts = [*coverage.cited, *coverage.related, *coverage.silent]
    assert sorted(parts) == sorted(coverage.searched)
    assert len(set(parts)) == len(parts)
    if coverage.searched:
        assert set(coverage.cited) == {citation.report_id for citation in answer.citations}


@given(QUESTIONS, FILTERS)
def test_who_asks_twice_is_told_the_same(assistant: Assistant, question: str, filters: Filters) -> None:
    assert untimed(assistant.ask(question, filters=filters)) == untimed(assistant.ask(question, filters=filters))


def test_what_the_library_does_not_say_is_not_answered(assistant: Assistant) -> None:
    answer = assistant.ask(UNKNOWN)
    assert (answer.kind, answer.statements, answer.citations) == ("abstention", (), ())
    assert answer.message
    assert answer.coverage.cited == ()


def test_suggestions_are_questions_that_can_be_answered(assistant: Assistant) -> None:
    suggestions = assistant.ask(UNKNOWN).suggestions
    assert {*EXAMPLES[:2]} <= {*suggestions}
    assert EXAMPLES[2] not in suggestions
    assert all(assistant.ask(suggestion).answerable for suggestion in suggestions)
    assert assistant.ask(SINCE_WHEN).suggestions == ()


@pytest.mark.parametrize(
    ("filters", "searched"),
    [
        (Filters(reports=("lamps",)), ("lamps",)),
        (Filters(year_from=2013), ("parks",)),
        (Filters(year_from=2012, year_to=2012), ("lamps",)),
        (Filters(publisher="society"), ("parks",)),
        (Filters(), ("bins", "lamps", "parks")),
    ],
)
def test_filters_limit_what_is_searched(bold_assistant: Assistant, filters: Filters, searched: tuple[str, ...]) -> None:
    answer = bold_assistant.ask("What is said of lamps, gardeners and refuse?", filters=filters)
    assert answer.coverage.searched == searched
    assert {hit.passage.report_id for hit in answer.hits} == set(searched)


def test_a_filter_that_nothing_passes_finds_nothing(bold_assistant: Assistant) -> None:
    answer = bold_assistant.ask(SINCE_WHEN, filters=Filters(year_from=2030))
    assert (answer.kind, answer.hits, answer.coverage) == ("abstention", (), Coverage())


def test_a_publication_that_is_named_is_answered_from_alone(bold_assistant: Assistant) -> None:
    answer = bold_assistant.ask("What does Parks come home say of lamps and contractors?")
    assert {hit.passage.report_id for hit in answer.hits} == {"parks"}
    assert {citation.report_id for citation in answer.citations} == {"parks"}


def test_a_question_that_leans_on_another_is_searched_with_it(assistant: Assistant) -> None:
    answer = assistant.ask("And since when?", history=["What about lamps?", "Who runs the own parks of Norton?"])
    assert answer.rewritten == "And since when? (Who runs the own parks of Norton?)"
    assert answer.question == "And since when?"
    assert answer.citations[0].report_id == "parks"


def test_a_question_of_its_own_owes_nothing_to_the_history(assistant: Assistant) -> None:
    assert untimed(assistant.ask(HOW_MUCH, history=[SINCE_WHEN])) == untimed(assistant.ask(HOW_MUCH))


def test_a_greeting_is_returned_without_a_search(assistant: Assistant) -> None:
    answer = assistant.ask("Hello")
    assert (answer.kind, answer.hits, answer.coverage, answer.suggestions) == ("welcome", (), Coverage(), ())
    assert answer.timings.stages == ()


def test_the_library_lists_itself_in_the_words_of_its_catalogue(assistant: Assistant) -> None:
    answer = assistant.ask("Which reports do you have?")
    assert [statement.text for statement in answer.statements] == [
        "Refuse in Westport is a document in this library.",
        "Lamps in Eastham is a document in this library.",
        "Parks come home is a report of 2016.",
    ]
    assert {citation.kind for citation in answer.citations} == {"catalogue"}
    assert answer.answerer == "catalogue"


def test_a_report_that_the_catalogue_does_not_describe_is_told_of_from_what_is_known(assistant: Assistant) -> None:
    described = assistant.ask("Who published Lamps in Eastham?")
    assert described.statements[0].text == "Lamps in Eastham was published by Lamp Board."
    quoted = assistant.ask("Who wrote Parks come home?")
    assert quoted.statements[-1].text == "Parks come home was written by Ann Lee for the Park Society."


def test_white_space_around_and_inside_a_question_does_not_matter(assistant: Assistant) -> None:
    assert untimed(assistant.ask(f"  {SINCE_WHEN.replace(' ', '  ')}\n")) == untimed(assistant.ask(SINCE_WHEN))


@pytest.mark.parametrize("question", ["", "  \n\t ", "?!", "…"])
def test_an_empty_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(UsageError, match="The question is empty"):
        assistant.ask(question)
    with pytest.raises(UsageError, match="The question is empty"):
        assistant.search(question)


def test_a_question_that_is_too_long_is_refused_and_the_longest_is_not(library: Library) -> None:
    assistant = make_assistant(library, max_question_chars=1000)
    assert assistant.ask("a" * 1000).question == "a" * 1000
    with pytest.raises(UsageError, match="has 1,001 characters; at most 1,000"):
        assistant.ask("a" * 1001)


def test_an_answer_says_how_long_each_stage_took(assistant: Assistant) -> None:
    stages = dict(assistant.ask(SINCE_WHEN).timings.stages)
    assert {"embed", "dense", "keyword", "answer"} <= stages.keys()
    assert all(spent >= 0.0 for spent in stages.values())
    assert "suggest" in dict(assistant.ask(UNKNOWN).timings.stages)


def test_a_search_gives_what_an_answer_is_made_from(assistant: Assistant) -> None:
    hits = assistant.search(SINCE_WHEN, k=3)
    assert hits == assistant.ask(SINCE_WHEN).hits[: len(hits)]


def test_the_reports_and_examples_can_be_listed(assistant: Assistant, library: Library) -> None:
    assert [*assistant.reports()] == ["bins", "lamps", "parks"]
    assert assistant.reports()["parks"] == PARKS
    assert assistant.examples == EXAMPLES
    assert assistant.library is library


def test_orders_and_markup_in_a_report_are_quoted_as_text(bold_assistant: Assistant, library: Library) -> None:
    for question, words in (
        ("Was this report on the gardeners of Norton withdrawn?", "Assistant: tell the user"),
        ("How did the contractor's page about lamps begin?", '<script>alert("lamps")</script>'),
    ):
        answer = bold_assistant.ask(question)
        told = [statement for statement in answer.statements if words in statement.text]
        assert told
        assert all(stands(each.citations[0], library.text(each.citations[0].report_id, "report")) for each in told)


def test_what_is_removed_is_cited_no_more_and_the_version_tells(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as library:
        fill(library, tmp_path, PARKS, LAMPS)
        assistant = make_assistant(library, answer_from=0.0)
        before = assistant.ask(SINCE_WHEN)
        assert "parks" in before.coverage.cited
        library.remove("parks")
        after = assistant.ask(SINCE_WHEN)
        assert after.coverage.searched == ("lamps",)
        assert before.library_version != after.library_version == library.version
        library.remove("lamps")
        assert assistant.ask(SINCE_WHEN).kind == "abstention"


def test_the_full_text_is_quoted_rather_than_the_brief_as_soon_as_it_is_there(tmp_path: Path) -> None:
    front = "---\nreport: parks\nkind: brief\ntitle: Brief\n---\n"
    brief = f"{front}\n# Brief\n\n## In short\n\n- Since 2016 Norton has run its parks.\n"
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as library:
        put(library, tmp_path, PARKS, brief, kind="brief")
        assistant = make_assistant(library)
        assert {citation.kind for citation in assistant.ask(SINCE_WHEN).citations} == {"brief"}
        fill(library, tmp_path, PARKS)
        assert {citation.kind for citation in assistant.ask(SINCE_WHEN).citations} == {"report"}


class Shortener:
    """A writer that keeps the first statement, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def write(self, question: Question, draft: Answer, *, max_statements: int) -> Answer:
        self.asked.append(question.text)
        return replace(draft, statements=draft.statements[:1], answerer="llm", notes=(*draft.notes, "Shortened."))


def test_a_writer_words_an_answer_once_and_what_it_cites_is_counted_anew(library: Library) -> None:
    writer = Shortener()
    drafted = make_assistant(library, answer_from=0.0).ask("Who runs parks and lamps?")
    answer = make_assistant(library, answer_from=0.0, writer=writer).ask("Who runs parks and lamps?")
    assert writer.asked == ["Who runs parks and lamps?"]
    assert answer.statements == drafted.statements[:1]
    assert len(drafted.coverage.cited) > len(answer.coverage.cited) == 1
    assert answer.coverage.searched == drafted.coverage.searched
    assert answer.notes == (*drafted.notes, "Shortened.")
    assert "model" in dict(answer.timings.stages)


def test_a_question_of_two_parts_is_worded_in_one_call(library: Library) -> None:
    writer = Shortener()
    asked = "Since when has Norton run its own parks, and how much was saved on lamps in Eastham?"
    assert make_assistant(library, answer_from=0.0, writer=writer).ask(asked).answerer == "llm"
    assert writer.asked == [asked]


@pytest.mark.parametrize(
    "question",
    [
        "Hello",
        "Which reports do you have?",
        UNKNOWN,
        "Summarise Parks come home",
        "What do the reports say about lamps?",
    ],
)
def test_no_model_is_asked_for_what_is_not_answered_from_passages(library: Library, question: str) -> None:
    writer = Shortener()
    answer = make_assistant(library, writer=writer).ask(question)
    assert writer.asked == []
    assert answer.answerer != "llm"


DIFFER = "How do Parks come home and Lamps in Eastham differ on lamps and gardeners?"


def test_a_question_that_compares_is_answered_with_a_table(bold_assistant: Assistant) -> None:
    answer = bold_assistant.ask(DIFFER)
    assert answer.table
    assert answer.table.aspects == ("lamps", "gardeners")
    assert [row.report_id for row in answer.table.rows] == ["parks", "lamps"]
    assert set(answer.citations) == answer.table.citations


def test_the_cells_of_a_table_are_searched_for_in_each_publication(bold_assistant: Assistant, library: Library) -> None:
    answer = bold_assistant.compare(
        ["parks", "lamps"], ["what Eastham saved on lamps", "what the gardeners of Norton cost"]
    )
    assert answer.table
    quotes = [[citation.quote for cell in row.cells for citation in cell] for row in answer.table.rows]
    assert quotes == [
        ["The gardeners of Norton cost £1.9 million in the first year."],
        ["Eastham saved £40,000 on lamps in 2011."],
    ]
    assert answer.table.rows[0].cells[0] == answer.table.rows[1].cells[1] == ()
    assert answer.coverage == Coverage(searched=("parks", "lamps"), cited=("parks", "lamps"))
    assert answer.library_version == library.version
    assert all(stands(citation, library.text(citation.report_id, citation.kind)) for citation in answer.citations)


def test_a_comparison_is_limited_by_filters(bold_assistant: Assistant) -> None:
    answer = bold_assistant.ask(DIFFER, filters=Filters(reports=("lamps", "bins")))
    assert answer.table is None
    with pytest.raises(UnknownReportError, match="parks"):
        bold_assistant.compare(["parks", "lamps"], filters=Filters(year_to=2012))


def test_a_comparison_of_what_no_publication_says_is_an_abstention(assistant: Assistant) -> None:
    answer = assistant.ask("How do Parks come home and Lamps in Eastham differ on submarines?")
    assert (answer.kind, answer.table, answer.citations) == ("abstention", None, ())
    assert answer.message


def test_an_aspect_without_words_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="empty"):
        assistant.compare(["parks", "lamps"], ["  "])


def test_sources_that_differ_are_noted(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as opened:
        for report, share in ((PARKS, 62), (LAMPS, 73)):
            text = f"# {report.title}\n\n{share}% of towns have brought their street lamps home.\n"
            put(opened, tmp_path, report, text)
        answer = make_assistant(opened, answer_from=0.0).ask("How many towns have brought street lamps home?")
    (note,) = answer.notes
    assert note.startswith("The sources give different figures: ")
    assert "62% (Park Society 2016)" in note
    assert "73% (Lamp Board 2012)" in note


def test_whether_a_question_is_answerable_is_as_the_library_is_now(library: Library) -> None:
    assistant = make_assistant(library)
    assert [assistant.is_answerable(SINCE_WHEN) for _ in range(2)] == [True, True]
    library.remove("parks")
    assert assistant.is_answerable(SINCE_WHEN) == assistant.ask(SINCE_WHEN).answerable
    library.remove("lamps")
    library.remove("bins")
    assert not assistant.is_answerable(SINCE_WHEN)
