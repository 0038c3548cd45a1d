from dataclasses import replace

import pytest

from insourcing_assistant.page_images import Box
from insourcing_assistant.types import Citation, Passage, Span
from insourcing_assistant.ui import sources
from insourcing_assistant.ui.full_references import citation_reference
from insourcing_assistant.ui.pictures import Picture
from insourcing_assistant.ui.sights import asked_by
from tests.ui.answers import (
    ARTICLE,
    BINS_ENTRY,
    BRIEF,
    LATER,
    OCR,
    PDF,
    REPORTS,
    WHY,
    Place,
    answer_of,
    passage_of,
    quote,
)
from tests.ui.reading import of_class, of_tag


def card(citation: Citation, passage: Passage | None = None, *pictures: Picture) -> str:
    return sources.card(1, 1, citation, REPORTS[citation.report_id], passage, pictures)


def tags(markup: str) -> list[str]:
    return [tag.text for tag in of_class(markup, "tag")]


def test_each_source_has_a_card_that_the_links_lead_to() -> None:
    markup = sources.section(2, WHY, answer_of(WHY), REPORTS, {}, said=3)
    assert [each.attributes["id"] for each in of_class(markup, "card")] == ["source-2-1", "source-2-2", "source-2-3"]
    assert all(each.attributes["tabindex"] == "-1" for each in of_class(markup, "card"))


def test_sources_come_with_the_statements() -> None:
    assert len(of_class(sources.section(2, WHY, answer_of(WHY), REPORTS, {}, said=1), "card")) == 1


def test_an_abstention_has_no_sources_and_says_why() -> None:
    markup = sources.section(1, LATER, answer_of(LATER), REPORTS, {}, said=0)
    assert not of_class(markup, "card")
    assert "No sources are shown" in markup


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (quote(BRIEF, "64% named efficiency"), ["brief", "strong match"]),
        (quote(PDF, "Sickness fell", strength="some"), ["full text", "some match"]),
        (quote(OCR, "60% of them", strength="weak"), ["full text", "read by OCR", "weak match"]),
        (quote(ARTICLE, "The parks followed"), ["web article", "strong match"]),
        (quote(BINS_ENTRY, "It was published in 2011."), ["catalogue entry"]),
    ],
)
def test_kind_and_strength_are_words(citation: Citation, words: list[str]) -> None:
    assert tags(card(citation)) == words


def test_printed_page_and_page_of_the_file_are_both_named_where_they_differ() -> None:
    assert of_class(card(quote(PDF, "Sickness fell")), "meta")[0].text == (
        "Northmoor Institute, 2019, printed page 12 (PDF page 2)"
    )
    assert of_class(card(quote(OCR, "60% of them")), "meta")[0].text == "Public Works Union, 2011, page 11"


def test_a_quote_over_two_pages_names_both() -> None:
    over = replace(quote(PDF, "Sickness fell"), pages=(2, 3), labels=("xii", "1"))
    assert sources.pages(over) == "printed pages xii–1 (PDF pages 2–3)"


def test_the_quote_is_marked_in_its_passage() -> None:
    citation = quote(BRIEF, "64% named efficiency")
    markup = card(citation, BRIEF)
    (mark,), (around,) = of_tag(markup, "mark"), of_tag(markup, "blockquote")
    assert mark.text == citation.quote
    assert "in 2018, 64% named efficiency and 58% named quality." in around.text


def test_surroundings_are_cut_at_words() -> None:
    passage = passage_of("wards-2019", "report", "word " * 200 + "the quote" + " word" * 200, Place())
    before, after = sources.surroundings(quote(passage, "the quote"), passage)
    assert before.startswith("… word word")
    assert after.endswith("word word …")
    assert max(len(before), len(after)) <= sources.AROUND_CHARS + 2


def test_the_quote_stands_between_the_sentences_before_and_after_it() -> None:
    text = "Long before. Just before. It begins, and the quote ends. Just after. Long after."
    passage = replace(
        passage_of("wards-2019", "report", text, Place()),
        sentences=tuple(Span(text.index(each), text.index(each) + len(each)) for each in text.split(". ")),
    )
    before, after = sources.surroundings(quote(passage, "and the quote"), passage)
    assert (before, after) == ("Just before. It begins, ", " ends. Just after")
    assert sources.surroundings(quote(passage, "Long before."), passage)[0] == ""


@pytest.mark.parametrize("passage", [None, replace(PDF, start=990), replace(PDF, start=5000)])
def test_a_quote_that_is_not_in_the_passage_stands_alone(passage: Passage | None) -> None:
    citation = quote(PDF, "Sickness fell")
    assert sources.surroundings(citation, passage) == ("", "")
    assert of_tag(card(citation, passage), "blockquote")[0].text == "Sickness fell"


def test_a_quote_over_two_blocks_is_marked_in_both() -> None:
    markup = card(quote(BRIEF, "day by day.\nWhat followed\nTwo years"), BRIEF)
    assert [mark.text for mark in of_tag(markup, "mark")] == ["day by day.", "What followed", "Two years"]


def test_a_brief_gives_its_source_and_never_an_address_that_is_not_of_the_web() -> None:
    markup = card(quote(BRIEF, "64% named efficiency"))
    outside = of_class(markup, "out")
    assert [link.attributes["href"] for link in outside] == ["https://www.northmoor.example.org/survey?a=1&b=2"]
    assert of_class(markup, "given")[0].text == (
        "Source given by the brief: northmoor.example.org, for source 1 (opens in a new tab)"
    )
    assert "javascript" not in markup


def test_the_card_opens_the_page_or_the_section_at_the_quote() -> None:
    for citation, words in ((quote(PDF, "Sickness fell"), "Open the page"), (quote(BRIEF, "64%"), "Open the section")):
        (link,) = [each for each in of_tag(card(citation), "a") if "data-open" in each.attributes]
        assert link.text == f"{words} of source 1"
        assert link.attributes["href"] == asked_by(citation).address


def test_on_a_page_of_its_own_the_links_lead_up_and_the_citation_can_be_copied() -> None:
    markup = sources.card(1, 1, quote(PDF, "Sickness fell"), REPORTS["wards-2019"], PDF, root="../")
    (link,) = [each for each in of_tag(markup, "a") if "data-open" in each.attributes]
    assert link.attributes["href"] == f"../{asked_by(quote(PDF, 'Sickness fell')).address}"
    (button,) = of_tag(markup, "button")
    assert button.attributes["data-copy"] == citation_reference(quote(PDF, "Sickness fell"), REPORTS["wards-2019"])


def test_a_catalogue_entry_opens_in_the_library() -> None:
    (link,) = of_class(card(quote(BINS_ENTRY, "It was published in 2011.")), "btn")[:1]
    assert link.attributes["href"] == "library#publication-bins-2011"


def test_what_has_left_the_library_is_not_offered_to_be_opened() -> None:
    gone = sources.card(1, 1, quote(PDF, "Sickness fell"), REPORTS["wards-2019"], None, standing="removed")
    assert not [each for each in of_tag(gone, "a") if "data-open" in each.attributes]
    assert "Copy citation" in gone


def test_the_card_has_the_full_citation_to_copy() -> None:
    citation = quote(PDF, "Sickness fell")
    (button,) = of_tag(card(citation), "button")
    assert button.text == "Copy citation of source 1"
    assert button.attributes["data-copy"] == citation_reference(citation, REPORTS["wards-2019"])


def test_the_original_opens_at_the_page_of_the_file() -> None:
    report = replace(REPORTS["wards-2019"], url="https://northmoor.example.org/wards.pdf")
    markup = sources.card(1, 1, quote(PDF, "Sickness fell"), report, PDF)
    assert [each.attributes["href"] for each in of_class(markup, "out")] == [
        "https://northmoor.example.org/wards.pdf#page=2"
    ]


def test_the_card_leads_back_to_the_answer() -> None:
    (back,) = of_class(card(quote(PDF, "Sickness fell")), "back")
    assert back.attributes["href"] == "#cited-1-1"


def test_the_words_are_highlighted_on_the_picture_of_the_page() -> None:
    picture = Picture(key="abc", page=2, aspect=0.5, boxes=(Box(0.1, 0.2, 0.9, 0.25),))
    markup = card(quote(PDF, "Sickness fell"), PDF, picture)
    (image,), (box,) = of_tag(markup, "img"), of_class(markup, "hl")
    assert image.attributes["src"] == "pages/abc.png"
    assert image.attributes["alt"].endswith("printed page 12 (PDF page 2), with the quoted words highlighted")
    # 0.9 - 0.1 of the width, 0.25 - 0.2 of the height
    assert box.attributes["style"] == "left:10.00%;top:20.00%;width:80.00%;height:5.00%"


def test_the_window_shows_the_words_and_some_of_the_page_around_them() -> None:
    picture = Picture(key="abc", page=2, aspect=0.5, boxes=(Box(0.1, 0.2, 0.9, 0.25),))
    markup = card(quote(PDF, "Sickness fell"), PDF, picture)
    # Width 0.8 + 2 × 0.04 = 0.88 from 0.06; height at least 0.24, its middle at 0.225, so from 0.105.
    assert of_class(markup, "window")[0].attributes["style"] == f"aspect-ratio:{0.5 * 0.88 / 0.24:.4f}"
    assert of_class(markup, "sheet")[0].attributes["style"] == (
        f"aspect-ratio:0.5000;width:{1 / 0.88:.2%};left:{-0.06 / 0.88:.2%};top:{-0.105 / 0.24:.2%}"
    )


def test_nothing_is_highlighted_where_the_words_could_not_be_placed() -> None:
    markup = card(quote(PDF, "Sickness fell"), PDF, Picture(key="abc", page=2, aspect=0.7, boxes=()))
    assert not of_class(markup, "hl")
    assert "could not be placed" in markup
    assert of_class(markup, "window")[0].attributes["style"] == "aspect-ratio:0.7000"


def test_what_has_no_publisher_is_told_by_its_authors() -> None:
    report = replace(REPORTS["wards-2019"], publisher=None, authors=("Ann Lee", "Bo Oak"))
    markup = sources.card(1, 1, quote(PDF, "Sickness fell"), report, None)
    assert of_class(markup, "meta")[0].text == "Ann Lee; Bo Oak, 2019, printed page 12 (PDF page 2)"
    assert of_class(sources.shelf({"x": report}), "meta")[0].text == "Ann Lee; Bo Oak · 2019"


def test_the_shelf_lists_the_publications_by_year() -> None:
    markup = sources.shelf(REPORTS)
    assert [entry.text for entry in of_class(markup, "meta")] == [
        "Public Works Union · 2011",
        "Green Spaces Forum · 2015",
        "Northmoor Institute · 2016",
        "Northmoor Institute · 2019",
    ]


def test_two_sources_of_a_brief_stand_in_one_line() -> None:
    given = replace(quote(BRIEF, "64% named efficiency"), source_urls=("https://a.example/1", "https://b.example/2"))
    assert of_class(card(given), "given")[0].text.startswith("Sources given by the brief: a.example")


def test_what_has_no_date_stands_last_on_the_shelf() -> None:
    undated = replace(REPORTS["bins-2011"], id="undated", title="Undated", year=None)
    assert of_tag(sources.shelf({"undated": undated, **REPORTS}), "li")[-1].text.startswith("Undated")


def test_a_long_shelf_is_cut() -> None:
    many = {f"r{n}": replace(REPORTS["bins-2011"], id=f"r{n}") for n in range(sources.LISTED + 2)}
    assert "and 2 more." in sources.shelf(many)


def test_no_text_of_anybody_becomes_markup() -> None:
    wicked = '"><script>alert(1)</script>'
    passage = replace(PDF, text=f"{wicked} quote {wicked}")
    citation = replace(quote(passage, "quote"), labels=(wicked,), source_urls=(f"https://x.example/{wicked}",))
    report = replace(REPORTS["wards-2019"], title=wicked, publisher=wicked, url=f"https://x.example/{wicked}")
    picture = Picture(key="abc", page=2, aspect=0.7, boxes=())
    for kind in ("brief", "report"):
        markup = sources.card(1, 1, replace(citation, kind=kind), report, passage, (picture,))
        assert not of_tag(markup, "script")
    assert not of_tag(sources.shelf({"x": report}) + sources.without_sources(1, wicked, wicked), "script")
