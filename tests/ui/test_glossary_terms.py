from __future__ import annotations

import pytest

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.ui.glossary_terms import Explainer
from tests.ui.holdings import WICKED
from tests.ui.reading import of_class, of_tag

GLOSSARY = Glossary(
    [
        Term("TUPE", "Rules on staff.", full="Transfer of Undertakings", synonyms=("staff transfer", "PSC")),
        Term("insourcing", "Bringing back.", synonyms=("in-house", "bring back")),
        Term("IT", "Computers."),
        Term("Best Value", "A duty."),
        Term("two-tier workforce", "Two kinds of terms."),
        Term("workforce", "All who work."),
        Term("savings", "Money kept.", everyday=True),
    ]
)


def marked(said: str, titles: tuple[str, ...] = ()) -> list[str]:
    return [each.text for each in of_class(Explainer(GLOSSARY, 1, titles).marked(said), "term")]


def test_a_term_is_marked_where_it_first_occurs_in_an_answer() -> None:
    explainer = Explainer(GLOSSARY, 4)
    first, second = explainer.marked("TUPE and TUPE."), explainer.marked("Insourcing under TUPE.")
    assert [each.text for each in of_class(first + second, "term")] == ["TUPE", "Insourcing"]
    described = [each.attributes["aria-describedby"] for each in of_class(first + second, "term")]
    meanings = of_class(explainer.meanings(), "meaning")
    assert [each.attributes["id"] for each in meanings] == described == ["meaning-4-1", "meaning-4-2"]
    assert [each.text for each in meanings] == ["Transfer of Undertakings Rules on staff.", "insourcing Bringing back."]


def test_a_term_can_have_the_focus_and_its_meaning_is_a_hidden_tooltip() -> None:
    explainer = Explainer(GLOSSARY, 1)
    (term,) = of_class(explainer.marked("TUPE"), "term")
    assert (term.attributes["role"], term.attributes["tabindex"]) == ("button", "0")
    (meaning,) = of_class(explainer.meanings(), "meaning")
    assert meaning.attributes["role"] == "tooltip"
    assert "hidden" in meaning.attributes


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        ("Services were insourced.", ["insourced"]),  # in some inflection
        ("The transfer of undertakings went on.", []),  # a name has its capitals
        ("The Transfer of Undertakings went on.", ["Transfer of Undertakings"]),
        ("It cost more, and it was slow.", []),  # "it" is not IT
        ("IT cost more.", ["IT"]),
        ("They sought best value.", []),
        ("The Best Value duty.", ["Best Value"]),
        ("A two-tier workforce arose.", ["two-tier workforce"]),  # the longest name
        ("The workforce arose.", ["workforce"]),
        ("They looked for two. Tier workforce.", ["workforce"]),  # no name runs over a full stop
        ("They bring back services in-house, with a staff transfer.", []),  # plain words that only widen a search
        ("A PSC was made.", ["PSC"]),
        ("The savings were large.", []),  # everybody knows what savings are
        ("", []),
    ],
)
def test_names_are_told_from_plain_words(said: str, terms: list[str]) -> None:
    assert marked(said) == terms


def test_a_word_in_the_title_of_a_publication_is_not_explained() -> None:
    said = "In Insourcing update (2011), insourcing grew."
    assert marked(said, ("Insourcing update: The value of returning",)) == ["insourcing"]
    markup = Explainer(GLOSSARY, 1, ("Insourcing update: The value",)).marked(said)
    assert markup.startswith("In Insourcing update (2011), <span")


def test_the_words_of_an_answer_stay_as_they_are() -> None:
    said = "TUPE “applies” & insourcing goes on"
    (whole,) = of_tag(f"<p>{Explainer(GLOSSARY, 1).marked(said)}</p>", "p")
    assert whole.text == said


def test_without_terms_nothing_is_written_below() -> None:
    explainer = Explainer(Glossary(), 1)
    assert explainer.marked("TUPE & co") == "TUPE &amp; co"
    assert explainer.meanings() == ""


def test_no_text_of_anybody_becomes_markup() -> None:
    glossary = Glossary([Term("TUPE", WICKED, full=WICKED)])
    explainer = Explainer(glossary, 1)
    markup = explainer.marked(f"{WICKED} TUPE {WICKED}") + explainer.meanings()
    assert len(of_class(markup, "term")) == 1
    assert not of_tag(markup, "script")
    assert not of_tag(markup, "img")
