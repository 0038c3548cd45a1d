from insourcing_assistant.types import Span
from insourcing_assistant.ui.page_text import page_text
from tests.ui.reading import of_tag

WORDS = "Findings\nFirst things first.\nSecond things then."


def test_each_block_is_a_paragraph_and_each_heading_a_heading() -> None:
    markup = page_text(WORDS, None, {0})
    assert [each.text for each in of_tag(markup, "h2")] == ["Findings"]
    assert [each.text for each in of_tag(markup, "p")] == ["First things first.", "Second things then."]


def test_exactly_the_quoted_words_are_marked() -> None:
    # "Findings\n" has 9 characters: "things first" stands from 9 + 6 = 15 to 15 + 12 = 27.
    (mark,) = of_tag(page_text(WORDS, Span(15, 27)), "mark")
    assert mark.text == "things first"
    assert mark.attributes["id"] == "quote"


def test_a_quote_over_two_blocks_is_marked_in_both_and_named_once() -> None:
    # From "first." (22) to "Second" (29 + 6 = 35).
    marks = of_tag(page_text(WORDS, Span(22, 35)), "mark")
    assert [each.text for each in marks] == ["first.", "Second"]
    assert [each.attributes.get("id") for each in marks] == ["quote", None]


def test_nothing_is_marked_without_a_quote_and_empty_blocks_are_left_out() -> None:
    markup = page_text("One.\n\n  \nTwo.", None)
    assert len(of_tag(markup, "p")) == 2
    assert not of_tag(markup, "mark")


def test_no_text_becomes_markup() -> None:
    wicked = "</p><script>alert(1)</script>\u202e<mark>no</mark>"
    markup = page_text(wicked, Span(0, len(wicked)))
    assert not of_tag(markup, "script")
    assert len(of_tag(markup, "mark")) == 1
    assert "\u202e" not in markup
