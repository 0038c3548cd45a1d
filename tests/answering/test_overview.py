"""An overview is what stands under the heading that was asked for, in the order of the text."""

import pytest

from insourcing_assistant.answering.overview import overview, overview_asked, topic_asked, topic_overview
from insourcing_assistant.types import Hit, Kind, Passage
from tests.answering.making import ask, make_hit, make_passage


def placed(text: str, heading: str, *, start: int, kind: Kind = "report") -> Hit:
    passage = make_passage(text, heading=heading, kind=kind)
    page = passage.pages[0]
    moved = Passage(
        id=f"{passage.id}-{start}",
        report_id=passage.report_id,
        kind=kind,
        unit="page",
        text=text,
        start=start,
        pages=(type(page)(1, "i", start, start + len(text)),),
        heading=heading,
        sentences=passage.sentences,
    )
    return make_hit(moved)


SUMMARY = placed("The depots were sold in the spring. They had been empty for years.", "Executive summary", start=10)
LATER = placed("Costs fell by a tenth within one year.", "Executive summary", start=200)
ADVICE = placed("Councils should keep their own depots open.", "Recommendations", start=400)
BODY = placed("The weather was fine on the day of the visit.", "Interviews", start=600)
BRIEF = placed("The report is about depots and what they cost.", "In short", start=0, kind="brief")


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("Summarise Rebuilding Capacity", "summary"),
        ("Can you give me an overview of the plan?", "summary"),
        ("What is the toolkit about?", "summary"),
        ("What are the main findings of Insourcing update?", "findings"),
        ("What did Insourcing update find?", "findings"),
        ("What were its key recommendations?", "recommendations"),
        ("What does the toolkit recommend?", "recommendations"),
        ("What does Mo Baines's study say overall?", "summary"),
        ("What does the Smith Institute paper argue?", "summary"),
        ("I need the gist of it for a committee paper.", "summary"),
        ("What is the main message of Out of Contract?", "summary"),
        ("What does the toolkit say about pensions?", None),
        ("What did Fife save?", None),
        ("What do councils recommend to each other about depots?", None),
    ],
)
def test_a_question_for_an_overview_is_recognised(question: str, aspect: str | None) -> None:
    assert overview_asked(question) == aspect


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is in the library about pensions?", "pensions"),
        ("What do the reports say about staff transfers?", "staff transfers"),
        ("Do the reports mention school meals?", "school meals"),
        ("Does any report talk about HS2?", "HS2"),
        ("do any of the publications say anything about low pay", "low pay"),
        ("Is there anything in the library about cricket?", "cricket"),
        ("Does Rebuilding Capacity mention pensions?", None),
        ("Do the councils discuss pensions?", None),
        ("What does Rebuilding Capacity say about pensions?", None),
        ("What do the reports have in common?", None),
    ],
)
def test_a_question_for_a_topic_is_recognised(question: str, topic: str | None) -> None:
    assert topic_asked(question) == topic


def test_the_summary_is_said_in_the_order_of_the_text() -> None:
    answer = overview("Summarise it", "summary", [BODY, LATER, ADVICE, SUMMARY], max_statements=5)
    assert answer is not None
    assert [statement.text for statement in answer.statements] == [
        "The depots were sold in the spring. They had been empty for years.",
        "Costs fell by a tenth within one year.",
    ]
    assert [citation.start for citation in answer.citations] == [10, 200]


def test_the_aspect_chooses_the_heading() -> None:
    answer = overview("Its recommendations?", "recommendations", [SUMMARY, ADVICE], max_statements=5)
    assert answer is not None
    assert [statement.text for statement in answer.statements] == ["Councils should keep their own depots open."]
    assert overview("Its recommendations?", "recommendations", [SUMMARY, BODY], max_statements=5) is None


def test_the_full_text_comes_before_the_brief() -> None:
    both = overview("Summarise it", "summary", [BRIEF, SUMMARY], max_statements=1)
    alone = overview("Summarise it", "summary", [BRIEF, BODY], max_statements=1)
    assert both is not None
    assert alone is not None
    assert (both.citations[0].kind, alone.citations[0].kind) == ("report", "brief")


def test_a_topic_brings_the_best_sentence_of_each_publication_that_names_it() -> None:
    near = make_hit(make_passage("The pensions of the drivers were kept as they had been."), 0.8)
    same = make_hit(make_passage("New drivers have pensions too, of another kind."), 0.6)
    other = make_hit(make_passage("Pensions cost the council more than pay.", report_id="southam"), 0.5)
    silent = make_hit(make_passage("The drivers were paid more than before.", report_id="westham"), 0.9)
    answer = topic_overview(ask("pensions"), [silent, near, same, other])
    assert answer is not None
    assert [citation.report_id for citation in answer.citations] == ["norton", "southam"]
    assert answer.statements[0].text.startswith("The pensions of the drivers")


def test_a_topic_that_no_passage_speaks_of_is_declined() -> None:
    spread = make_hit(make_passage("The drivers were kept. Their pensions were not."))
    declined = topic_overview(ask("submarines"), [spread])
    assert declined is not None
    assert (declined.kind, declined.statements) == ("abstention", ())
    assert topic_overview(ask("drivers with pensions"), [spread]) is None
