from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.page_images import Box
from insourcing_assistant.types import Span
from insourcing_assistant.ui.frame import HEADERS
from insourcing_assistant.ui.sights import Asked, Sight, asked_by, look
from insourcing_assistant.ui.viewer import PagePicture, viewer, viewer_page
from tests.ui.answers import ARTICLE, BRIEF, OCR, PDF, quote
from tests.ui.holdings import WICKED
from tests.ui.reading import of_class, of_tag
from tests.ui.texts import PARSED, texts_of

PICTURE = PagePicture("source/page.png?of=wards-2019&v=1", 1000, 1500, (Box(0.1, 0.2, 0.9, 0.25),))
WARDS = look(asked_by(quote(PDF, "Sickness fell by a fifth")), texts_of())
SURVEY = look(asked_by(quote(BRIEF, "64% named efficiency")), texts_of())
OFFICERS = look(asked_by(quote(OCR, "60% of them")), texts_of())


def links(markup: str, name: str) -> list[str]:
    return [each.attributes["href"] for each in of_tag(markup, "a") if each.attributes.get("data-go") == name]


def said(markup: str) -> list[str]:
    return [each.text for each in of_class(markup, "quiet")]


def test_the_page_is_named_as_printed_and_in_the_file() -> None:
    (title,) = of_tag(viewer_page(WARDS, PICTURE), "h1")
    assert title.text.endswith("Running Services Themselves, printed page 12 (PDF page 2)")


def test_exactly_the_located_words_are_marked_on_the_picture_and_no_style_is_needed_for_it() -> None:
    markup = viewer(WARDS, PICTURE)
    (rect,) = of_tag(markup, "rect")
    # 0.1 and 0.2 of the page from the left and from the top; 0.9 - 0.1 wide, 0.25 - 0.2 high; in per cent.
    assert rect.attributes == {"x": "10.000", "y": "20.000", "width": "80.000", "height": "5.000"}
    assert "style=" not in markup
    assert "style-src 'self';" in HEADERS["content-security-policy"]


def test_the_picture_holds_its_place_before_it_is_there_and_says_what_it_shows() -> None:
    (image,) = of_tag(viewer(WARDS, PICTURE), "img")
    assert (image.attributes["width"], image.attributes["height"]) == ("1000", "1500")
    assert image.attributes["src"] == "source/page.png?of=wards-2019&v=1&width=1000"
    assert "printed page 12 (PDF page 2), with the quoted words highlighted" in image.attributes["alt"]


def test_nothing_is_highlighted_that_could_not_be_placed_and_the_text_is_offered() -> None:
    markup = viewer(WARDS, replace(PICTURE, boxes=()))
    assert not of_tag(markup, "rect")
    assert "The quoted words could not be placed on the picture. They are marked in the text." in said(markup)
    assert links(markup, "marked")[0].endswith("&view=text")


def test_the_text_of_the_page_has_the_quote_marked() -> None:
    markup = viewer(look(replace(WARDS.asked, view="text"), texts_of()), PICTURE)
    assert not of_tag(markup, "img")
    assert [each.text for each in of_tag(markup, "mark")] == ["Sickness fell by a fifth"]
    (current,) = [each.text for each in of_tag(markup, "a") if "aria-current" in each.attributes]
    assert current == "Text"


def test_the_pages_before_and_after_are_led_to_and_at_the_ends_nothing_is() -> None:
    assert [links(viewer(WARDS, PICTURE), way)[0].split("&")[2] for way in ("prev", "next")] == ["page=1", "page=3"]
    assert "quote=" in links(viewer(WARDS, PICTURE), "next")[0]
    first = viewer(look(Asked("wards-2019", "report", 1), texts_of()), None)
    last = viewer(look(Asked("wards-2019", "report", 3), texts_of()), None)
    assert not links(first, "prev")
    assert not links(last, "next")


def test_from_another_page_one_gets_back_to_the_quoted_words() -> None:
    markup = viewer(look(replace(WARDS.asked, page=3), texts_of()), PICTURE)
    assert "The quoted words stand elsewhere: go to printed page 12 (PDF page 2)." in said(markup)
    assert "page=2" in links(markup, "quoted")[0]


def test_zoom_works_by_reloading_and_stays_within_its_limits() -> None:
    def steps(sight: Sight) -> list[str]:
        return [
            each.attributes["value"] for each in of_tag(viewer(sight, PICTURE), "button") if "name" in each.attributes
        ]

    assert steps(WARDS) == ["100", "100", "150"]
    assert steps(replace(WARDS, asked=replace(WARDS.asked, zoom=400))) == ["300", "100", "400"]
    hidden = [each.attributes["name"] for each in of_tag(viewer(WARDS, PICTURE), "input")]
    assert hidden == ["of", "text", "page", "quote"]


def test_a_brief_is_called_one_and_gives_its_sources_and_the_address_of_the_publication() -> None:
    markup = viewer(SURVEY, None)
    assert [each.text for each in of_class(markup, "tag")] == ["brief"]
    assert said(markup)[0].startswith("This is a brief written for this library. It is a secondary source")
    assert [each.text for each in of_tag(markup, "mark")] == ["64% named efficiency"]
    assert [each.text for each in of_tag(markup, "h2")] == ["Survey figures"]
    assert [each.attributes["href"] for each in of_class(markup, "out")] == [
        "https://www.northmoor.example.org/survey?a=1&b=2",
        "https://northmoor.example.org/wards",
    ]
    assert not of_class(markup, "zoom")


def test_a_brief_gives_no_source_where_nothing_is_quoted() -> None:
    assert not of_class(viewer(replace(SURVEY, quote=None), None), "given")


def test_a_page_that_was_read_by_ocr_is_called_so() -> None:
    markup = viewer(OFFICERS, PICTURE)
    assert [each.text for each in of_class(markup, "tag")] == ["full text", "read by OCR"]
    assert "This page was read by OCR" in said(markup)[0]
    after = viewer(look(replace(OFFICERS.asked, page=OFFICERS.page.number + 1), texts_of()), PICTURE)
    assert [each.text for each in of_class(after, "tag")] == ["full text"]


def test_a_web_page_shows_the_passage_in_its_section_with_its_address() -> None:
    markup = viewer(look(asked_by(quote(ARTICLE, "The parks followed")), texts_of()), None)
    assert "Next section" in markup
    assert [each.attributes["href"] for each in of_class(markup, "out")] == [
        "https://parks.example.org/report?id=7&lang=en"
    ]


def test_words_that_do_not_stand_there_any_more_are_not_marked_and_that_is_said() -> None:
    markup = viewer(look(replace(WARDS.asked, quote=Span(3, 4)), texts_of()), replace(PICTURE, boxes=()))
    assert not of_tag(markup, "rect")
    assert any("do not stand where the address says" in each for each in said(markup))


def test_a_page_that_cannot_be_drawn_is_read() -> None:
    markup = viewer(WARDS, None, problem="The page cannot be drawn. <b>")
    assert "The page cannot be drawn. <b>" in said(markup)
    assert of_tag(markup, "mark")
    assert not of_class(markup, "views")


def test_the_citation_to_copy_is_the_one_that_is_shown() -> None:
    markup = viewer(WARDS, PICTURE)
    (button,) = [each for each in of_tag(markup, "button") if "data-copy" in each.attributes]
    (shown,) = of_class(markup, "reference")
    assert button.attributes["data-copy"] == shown.text
    assert "p. 12, page 2 of the file" in shown.text
    assert "hidden" in button.attributes  # until a script can copy


def test_a_page_without_text_says_so() -> None:
    parsed = PARSED["wards-2019", "report"]
    empty = replace(parsed, text=" " * len(parsed.text))
    markup = viewer(look(Asked("wards-2019", "report", 2), texts_of({("wards-2019", "report"): empty})), None)
    assert "There is no text on this page." in said(markup)


def test_no_text_of_anybody_becomes_markup() -> None:
    parsed = PARSED["wards-2019", "brief"]
    report = replace(
        parsed.report, id=WICKED, title=WICKED, publisher=WICKED, authors=(WICKED,), url=f"https://x.example/{WICKED}"
    )
    pages = tuple(replace(page, label=WICKED) for page in parsed.pages)
    text = WICKED + parsed.text[len(WICKED) :]
    wicked = replace(parsed, report=report, pages=pages, text=text)
    sight = Sight(Asked(WICKED, "brief", 1, Span(0, 60), WICKED), wicked, pages[0], Span(0, 60))
    for picture in (None, replace(PICTURE, address=f"x?{WICKED}")):
        markup = viewer_page(sight, picture, problem=WICKED)
        assert len(of_tag(markup, "script")) == 2  # those of the page
        assert all("onerror" not in each.attributes for each in of_tag(markup, "img"))
        assert len(of_tag(markup, "h1")) == 1
        assert "\u202e" not in markup
