from dataclasses import replace

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.types import Answer, Coverage, Statement
from insourcing_assistant.ui import answers
from tests.ui.answers import (
    BRIEF,
    CATALOGUE,
    COMPARE,
    EXAMPLES,
    FOLLOW_UP,
    LATER,
    PDF,
    REPORTS,
    WHY,
    answer,
    answer_of,
    quote,
)
from tests.ui.reading import of_class, of_tag


def body(given: Answer, *, said: int | None = None) -> str:
    return "".join(answers.reply(1, given, REPORTS, said=len(given.statements) if said is None else said))


def test_the_question_is_the_heading_of_its_article() -> None:
    markup = answers.article(3, "Is <this> a question?", [])
    (article,), (heading,) = of_tag(markup, "article"), of_tag(markup, "h2")
    assert heading.text == "Is <this> a question?"
    assert article.attributes["aria-label"] == "Question 3: Is <this> a question?"


def test_a_very_long_question_makes_no_very_long_heading() -> None:
    (heading,) = of_tag(answers.article(1, "why " * 1000, []), "h2")
    assert len(heading.text) < answers.HEADING_CHARS + 2


def test_each_statement_links_to_its_source_in_the_form_of_the_field() -> None:
    statements = of_class(body(answer_of(WHY)), "statement")
    assert statements[1].text == (
        "Insourcing was less a reaction to contract failure than a deliberate choice. Source 2: (Northmoor 2019, p. 12)"
    )
    links = of_class(body(answer_of(WHY)), "cite")
    assert [link.attributes["href"] for link in links] == ["#source-1-1", "#source-1-2", "#source-1-3"]


def test_a_source_that_is_cited_twice_is_one_source_and_its_first_link_alone_has_a_name() -> None:
    first, second = quote(PDF, "Sickness fell by a fifth in the first year."), quote(BRIEF, "64% named efficiency")
    twice = Answer(WHY, statements=(Statement("One.", (first,)), Statement("Two.", (second, first))))
    links = of_class(body(twice), "cite")
    assert [link.attributes["href"] for link in links] == ["#source-1-1", "#source-1-2", "#source-1-1"]
    assert [link.attributes.get("id") for link in links] == ["cited-1-1", "cited-1-2", None]


def test_statements_come_one_by_one_and_the_notes_last() -> None:
    given = answer_of(WHY)
    assert len(of_class(body(given, said=1), "statement")) == 1
    assert not of_class(body(given, said=2), "below")
    assert of_class(body(given, said=3), "below")


def test_briefs_are_said_to_be_secondary_only_where_one_is_cited() -> None:
    assert "Briefs are secondary sources written for this library." in body(answer_of(WHY))
    assert "secondary" not in body(answer(WHY, [(PDF, "Sickness fell by a fifth", "some")]))


def test_what_is_not_covered_is_said() -> None:
    assert "Not covered by any publication: what it costs in 2031." in body(answer_of(WHY))


def test_what_a_model_wrote_is_owned_up_to_and_what_was_removed_is_counted() -> None:
    removed = "2 sentences that the model wrote were removed because no quote from the publications bears them out."
    shown = body(replace(answer_of(WHY), rejected=2, answerer="llm", model="ollama:llama3.2"))
    assert removed in shown
    assert "Worded by the language model ollama:llama3.2; each sentence was checked against its quotes." in shown
    assert "language model" not in body(answer_of(WHY))


def test_coverage_is_counted_and_opens_to_the_titles() -> None:
    markup = body(answer_of(WHY))
    (summary,) = of_tag(markup, "summary")
    assert summary.text == "4 publications searched · 2 cited · 1 related · 1 silent"
    assert [entry.text for entry in of_tag(markup, "dd")][1] == "Bins Brought Home (PWU, 2011)"


def test_each_name_in_the_coverage_leads_to_its_entry_in_the_library() -> None:
    links = [each for each in of_tag(body(answer_of(WHY)), "a") if each.attributes["href"].startswith("library")]
    assert [each.attributes["href"] for each in links] == [f"library#publication-{each}" for each in REPORTS]
    alone = "".join(answers.reply(1, answer_of(WHY), REPORTS, said=3, here=False))
    assert 'href="../library#publication-wards-2019"' in alone
    gone = "".join(answers.reply(1, answer_of(WHY), {}, said=3))
    assert not [each for each in of_tag(gone, "a") if each.attributes["href"].startswith("library")]


def test_what_is_to_be_known_of_an_answer_is_told_from_what_is_said_of_every_answer() -> None:
    given = replace(answer_of(WHY), notes=("The law has changed since.", "Two publications differ."))
    assert [each.text for each in of_class(body(given), "note")] == [
        "Not covered by any publication: what it costs in 2031.",
        "The law has changed since.",
        "Two publications differ.",
    ]
    assert of_class(body(given), "quiet")[-1].text == "Briefs are secondary sources written for this library."


def test_the_terms_of_a_table_are_explained_too() -> None:
    glossary = Glossary([Term("insourcing", "Bringing back.")])
    markup = "".join(answers.reply(1, answer_of(COMPARE), REPORTS, said=2, glossary=glossary))
    assert [each.text for each in of_class(markup, "term")] == ["Insourcing"]
    assert len(of_class(markup, "meaning")) == 1


def test_a_follow_up_shows_what_was_searched_for() -> None:
    assert of_class(body(answer_of(FOLLOW_UP, [WHY])), "quiet")[0].text.startswith("Searched for: Why do councils")


def test_an_abstention_says_so_once_and_offers_questions_that_are_buttons() -> None:
    markup = body(answer_of(LATER))
    (absent,) = of_class(markup, "absent")
    assert absent.text.startswith("Not in these reports. Every publication here is older than that Act.")
    assert [button.attributes["data-ask"] for button in of_class(markup, "asks")] == list(EXAMPLES[:2])
    assert not of_class(markup, "cite")


def test_what_is_noted_of_an_abstention_stands_below_it_and_the_coverage_once() -> None:
    given = replace(answer_of(LATER), notes=("TUPE: Rules. So says the glossary.",), coverage=Coverage(searched=("a",)))
    markup = body(given)
    assert [note.text for note in of_class(markup, "note")] == ["TUPE: Rules. So says the glossary."]
    assert len(of_class(markup, "coverage")) == 1


def test_nothing_stands_below_an_answer_that_has_no_notes() -> None:
    assert not of_class(body(replace(answer_of(CATALOGUE), coverage=Coverage())), "below")


def test_a_welcome_is_plain() -> None:
    (welcome,) = of_tag(body(Answer("hi", kind="welcome", message="Hello <there>.")), "p")
    assert welcome.text == "Hello <there>."


def test_no_text_of_anybody_becomes_markup() -> None:
    wicked = "<img src=x onerror=alert(1)>\"'`${1}{{value}}"
    citation = replace(quote(BRIEF, "64% named efficiency"), labels=(wicked,))
    given = Answer(
        wicked,
        statements=(Statement(wicked, (citation,)),),
        rewritten=wicked,
        not_covered=(wicked,),
        coverage=answer_of(WHY).coverage,
    )
    reports = {key: replace(report, title=wicked, label=wicked) for key, report in REPORTS.items()}
    markup = answers.article(1, wicked, answers.reply(1, given, reports, said=1))
    markup += "".join(answers.failure(wicked, wicked)) + answers.questions([wicked], wicked)
    assert not of_tag(markup, "img")
    assert all("onerror" not in element.attributes for element in of_tag(markup, "button"))
