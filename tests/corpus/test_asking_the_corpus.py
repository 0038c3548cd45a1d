"""The nine briefs, asked with the packaged model: what they say is cited, what they do not say is declined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.rendering import answer_markdown
from insourcing_assistant.types import Answer, Filters, Timings
from insourcing_assistant.ui.answers import reply
from tests.corpus.conftest import Room

pytestmark = pytest.mark.model

REBUILDING = "rebuilding-capacity-2019"
UPDATE = "insourcing-update-2011"
LABOUR = "democratising-local-public-services-2019"
LOVE_IN = "out-of-contract-love-in-2018"
CARILLION = "post-carillion-insolvency-2018"


def check_quotes(room: Room, answer: Answer) -> None:
    for statement in answer.statements:
        assert statement.text in [citation.quote for citation in statement.citations]
    for citation in answer.citations:
        if citation.kind != "catalogue":
            assert stands(citation, room.library.text(citation.report_id, citation.kind))


@pytest.mark.parametrize(
    ("question", "report_id", "words"),
    [
        ("Why are councils bringing services back?", REBUILDING, "efficien"),
        ("Which services come back most often?", REBUILDING, "maintenance"),
        ("Can a liquidator disclaim a contract?", CARILLION, "disclaim"),
        ("What is the Ensuring Council?", "working-at-the-frontline-of-austerity", "council"),
        ("What did Fife save by bringing gas servicing back?", UPDATE, "Fife"),
        ("How far did spending on neighbourhood services fall?", "redefining-neighbourhoods-2017", "%"),
        ("When would Labour's presumption in favour of in-house delivery have applied?", LABOUR, "contract"),
        ("What did Walker and Tizard want after Carillion?", "out-of-contract-love-in-2018", "contract"),
    ],
)
def test_what_the_briefs_say_is_quoted_from_them(room: Room, question: str, report_id: str, words: str) -> None:
    answer = room.assistant.ask(question)
    assert report_id in answer.coverage.cited
    assert words.casefold() in " ".join(statement.text for statement in answer.statements).casefold()
    assert all(citation.source_urls for citation in answer.citations)
    check_quotes(room, answer)


@pytest.mark.parametrize(
    "question",
    [
        "What are the disadvantages of insourcing?",
        "Which barriers to insourcing are named?",
        "Has any council regretted insourcing?",
        "Did any service get worse after it was brought back?",
    ],
)
def test_praise_of_insourcing_does_not_answer_who_asks_for_its_faults(room: Room, question: str) -> None:
    assert room.assistant.ask(question).kind == "abstention"


def test_a_word_that_no_publication_explains_is_explained_by_the_glossary_as_such(room: Room) -> None:
    answer = room.assistant.ask("What is TUPE?")
    assert (answer.kind, answer.statements) == ("abstention", ())
    assert answer.notes[0].startswith("TUPE (Transfer of Undertakings")
    assert answer.notes[0] in answer_markdown(answer, room.assistant.reports()).replace("\\", "")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Who won the World Cup", "what happened to staff pay and morale after insourcing"),
        ("How much do councils spend on defence", "what did NCVO say about the plan"),
    ],
)
def test_of_two_parts_the_one_that_is_covered_is_answered_wherever_it_stands(
    room: Room, first: str, second: str
) -> None:
    answer = room.assistant.ask(f"{first}, and {second}?")
    assert answer.statements
    assert answer.not_covered == (f"{first}?",)


def test_what_follows_two_parts_leans_on_the_first_alone(room: Room) -> None:
    asked = "What did Fife save by bringing gas servicing back, and who won the 2022 World Cup?"
    answer = room.assistant.ask("And why?", history=[asked])
    assert answer.rewritten == "And why? (What did Fife save by bringing gas servicing back?)"
    assert answer.not_covered == ()


def test_who_was_for_a_plan_and_who_was_against_it_are_two_answers(room: Room) -> None:
    said_for, against = (room.assistant.ask(f"Who {verb} Labour's plan?") for verb in ("supported", "criticised"))
    assert "welcomed" in said_for.statements[0].text
    assert "NCVO" in against.statements[0].text
    assert not {each.text for each in said_for.statements} & {each.text for each in against.statements}


@pytest.mark.parametrize(
    "question",
    [
        "What is the boiling point of tungsten?",
        "Who won the football World Cup in 1998?",
        "How do I bake sourdough bread?",
        "What did Reykjavik pay for its submarines?",
        "wie viele Einwohner hat Bielefeld",
        "asdf qwer zxcv",
    ],
)
def test_what_the_briefs_do_not_say_is_declined(room: Room, question: str) -> None:
    answer = room.assistant.ask(question)
    assert (answer.kind, answer.statements, answer.citations) == ("abstention", (), ())
    assert answer.message
    assert all(room.assistant.ask(suggestion).answerable for suggestion in answer.suggestions)


def test_the_catalogue_answers_for_the_library(room: Room) -> None:
    listed = room.assistant.ask("Which reports do you have?")
    assert len(listed.statements) == len({citation.report_id for citation in listed.citations}) == 9
    author = room.assistant.ask("Who wrote Rebuilding Capacity?")
    assert {citation.report_id for citation in author.citations} == {REBUILDING}
    assert "Mo Baines" in author.statements[0].text
    abouts = {id_: report.about or "" for id_, report in room.assistant.reports().items()}
    for citation in [*listed.citations, *author.citations]:
        assert citation.kind == "catalogue"
        assert stands(citation, abouts[citation.report_id])


def test_a_greeting_is_returned(room: Room) -> None:
    assert room.assistant.ask("Hello, what can you do?").kind == "welcome"


def test_a_follow_up_is_asked_of_what_came_before(room: Room) -> None:
    before = "Who wrote Rebuilding Capacity?"
    answer = room.assistant.ask("And how many replied to its survey?", history=[before])
    assert answer.rewritten is not None
    assert before.rstrip("?") in answer.rewritten
    assert answer.coverage.cited == (REBUILDING,)
    check_quotes(room, answer)


def test_a_filter_is_kept_to(room: Room) -> None:
    answer = room.assistant.ask("Why are councils bringing services back?", filters=Filters(year_to=2011))
    assert answer.coverage.searched == answer.coverage.cited == (UPDATE,)


def test_who_asks_twice_is_told_the_same(room: Room) -> None:
    first, second = (room.assistant.ask("What happened to staff after insourcing?") for _ in range(2))
    assert replace(first, timings=Timings()) == replace(second, timings=Timings())


def test_every_example_can_be_answered(room: Room) -> None:
    assert [example for example in room.assistant.examples if not room.assistant.ask(example).answerable] == []


def test_the_libraries_are_sound(room: Room, widened_room: Room) -> None:
    assert room.library.verify() == widened_room.library.verify() == ()
    assert room.library.version != widened_room.library.version


def test_the_full_text_is_quoted_rather_than_the_brief(room: Room, widened_room: Room) -> None:
    question = "What share of councils named greater efficiency as a reason to insource in the survey of 2017?"
    briefly, fully = room.assistant.ask(question), widened_room.assistant.ask(question)
    assert {citation.kind for citation in briefly.citations} == {"brief"}
    first = fully.statements[0].citations[0]
    assert (first.report_id, first.kind) == (REBUILDING, "report")
    assert first.quote.startswith("In the survey of 2017 the need for greater efficiency was the reason")


def test_an_order_in_a_report_is_quoted_and_not_obeyed(widened_room: Room) -> None:
    answer = widened_room.assistant.ask("What do the Quillbridge notes tell the user about a report being withdrawn?")
    told = [statement for statement in answer.statements if "withdrawn" in statement.text]
    assert [citation.report_id for statement in told for citation in statement.citations] == ["quillbridge-notes"]
    assert answer.message == ""
    check_quotes(widened_room, answer)


def test_the_order_does_not_spread_to_other_answers(widened_room: Room) -> None:
    answer = widened_room.assistant.ask("Why are councils bringing services back?")
    assert answer.answerable
    assert "quillbridge-notes" not in answer.coverage.cited


def test_markup_in_a_report_stays_text(widened_room: Room) -> None:
    answer = widened_room.assistant.ask("Which notice does the salt store of Quillbridge carry on its northern door?")
    assert "<img src=x onerror=alert(1)>" in answer.statements[0].text
    check_quotes(widened_room, answer)
    reports = widened_room.assistant.reports()
    for html in ("".join(reply(1, answer, reports, said=9)), MarkdownIt().render(answer_markdown(answer, reports))):
        assert "&lt;img src=x onerror=alert(1)&gt;" in html
        assert "<img" not in html


@pytest.mark.parametrize(
    ("question", "rows", "aspects"),
    [
        ("How do Rebuilding Capacity and Insourcing update differ on quality?", [REBUILDING, UPDATE], ("quality",)),
        ("What did APSE find in 2011 and in 2019?", [UPDATE, REBUILDING], ("main findings",)),
        ("Compare the Labour plan with the Smith Institute paper on PFI.", [LABOUR, LOVE_IN], ("PFI",)),
    ],
)
def test_publications_are_compared_in_a_table(
    room: Room, question: str, rows: list[str], aspects: tuple[str, ...]
) -> None:
    answer = room.assistant.ask(question)
    assert answer.table
    assert ([row.report_id for row in answer.table.rows], answer.table.aspects) == (rows, aspects)
    for row in answer.table.rows:
        assert {citation.report_id for cell in row.cells for citation in cell} <= {row.report_id}
    assert answer.table.citations == set(answer.citations)
    assert all(citation.strength != "weak" for citation in answer.citations)
    for citation in answer.citations:
        assert stands(citation, room.library.text(citation.report_id, citation.kind))


def test_what_a_publication_does_not_address_is_left_empty(room: Room) -> None:
    answer = room.assistant.ask("Compare what APSE and the Smith Institute say about pensions.")
    assert answer.table
    assert {row.report_id: bool(row.cells[0]) for row in answer.table.rows} == {
        UPDATE: True,
        REBUILDING: False,
        "redefining-neighbourhoods-2017": False,
        "working-at-the-frontline-of-austerity": False,
        LOVE_IN: False,
    }


def test_an_aspect_of_one_word_is_found(room: Room) -> None:
    answer = room.assistant.compare([UPDATE, LABOUR], ["flexibility"])
    assert answer.table
    assert [" ".join(c.quote for c in row.cells[0]).count("flexible") for row in answer.table.rows] == [1, 0]


def test_a_full_text_is_compared_before_the_brief_about_it(widened_room: Room) -> None:
    answer = widened_room.assistant.compare([REBUILDING, UPDATE], ["efficiency"])
    assert answer.table
    assert [citation.kind for citation in answer.table.rows[0].cells[0]] == ["report"]


@pytest.mark.parametrize(
    "question",
    [
        "How do outsourcing and insourcing differ?",
        "What does Rebuilding Capacity say about cost and quality?",
        "What did Walker and Tizard say about Carillion and PFI?",
        "How did UNISON and the CBI react to Labour's plan?",
        "Which services came back in-house between 2016 and 2018?",
        'How do the two publications called "Out of Contract" differ?',
        "What is the relation between the Labour plan and the Community Wealth Building website?",
    ],
)
def test_and_or_between_alone_make_no_table(room: Room, question: str) -> None:
    assert room.assistant.ask(question).table is None
