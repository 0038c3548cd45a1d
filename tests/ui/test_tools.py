from dataclasses import replace

from insourcing_assistant.ui.copying import as_markdown, as_text
from insourcing_assistant.ui.tools import toolbar
from tests.ui.answers import LATER, REPORTS, WHY, answer_of
from tests.ui.reading import Element, elements, of_class


def tools(markup: str) -> dict[str, Element]:
    return {element.text: element for element in of_class(markup, "tool")}


def test_an_answer_is_copied_in_two_forms_asked_again_and_its_question_edited() -> None:
    offered = tools(toolbar(1, answer_of(WHY), REPORTS))
    assert offered["Copy the answer with references"].attributes["data-words"] == as_text(answer_of(WHY), REPORTS)
    markdown = offered["Copy as Markdown the answer with footnotes"].attributes["data-words"]
    assert markdown == as_markdown(answer_of(WHY), REPORTS)
    assert offered["Ask again"].attributes["data-ask"] == WHY
    assert offered["Edit the question"].attributes["data-question"] == WHY


def test_only_an_answer_with_a_record_has_a_link() -> None:
    assert "Copy link to this answer" not in tools(toolbar(1, answer_of(WHY), REPORTS))
    markup = toolbar(1, replace(answer_of(WHY), id="abc"), REPORTS)
    assert "Copy link to this answer" in tools(markup)
    assert elements(markup)[0].attributes["data-record"] == "abc"


def test_what_was_asked_cannot_leave_its_attribute() -> None:
    wicked = '"><img src=x onerror=alert(1)>'
    markup = toolbar(1, replace(answer_of(LATER), question=wicked), REPORTS)
    assert "<img" not in markup
    assert tools(markup)["Ask again"].attributes["data-ask"] == wicked
