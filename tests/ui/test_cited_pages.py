"""A cited page is drawn around its quote, by attributes alone."""

from __future__ import annotations

from insourcing_assistant.page_images import Box
from insourcing_assistant.types import Report
from insourcing_assistant.ui.cited_pages import cited_page
from insourcing_assistant.ui.pictures import Picture
from tests.ui.answers import PDF, REPORTS, quote
from tests.ui.holdings import WICKED
from tests.ui.reading import of_class, of_tag

CITATION = quote(PDF, "Sickness fell")
KEY = "0" * 32


def view_of(*boxes: Box) -> list[float]:
    """Return where the part of a page begins that is drawn, and how wide and high it is."""
    drawn = cited_page(Picture(KEY, 2, 0.5, boxes), CITATION, REPORTS["wards-2019"])
    return [float(number) for number in of_tag(drawn, "svg")[0].attributes["viewbox"].split()]


def test_the_part_around_the_quote_is_drawn_with_the_quote_marked() -> None:
    # A page twice as high as wide is 2000 high; 0.06 around a box of 0.02 is less than the least of 0.24.
    assert view_of(Box(0.1, 0.49, 0.9, 0.51)) == [0, 760, 1000, 480]
    drawn = cited_page(Picture(KEY, 2, 0.5, (Box(0.1, 0.5, 0.9, 0.6),)), CITATION, REPORTS["wards-2019"])
    (mark,) = of_class(drawn, "marked")
    assert [mark.attributes[name] for name in ("x", "y", "width", "height")] == ["100.0", "1000.0", "800.0", "200.0"]


def test_the_part_stays_on_the_page() -> None:
    # 0.24 around the middle of the box, 0.01, end at 0.13; what would be above the page is left away.
    assert view_of(Box(0.1, 0.0, 0.9, 0.02)) == [0, 0, 1000, 260]
    assert view_of(Box(0.1, 0.0, 0.9, 1.0)) == [0, 0, 1000, 2000]


def test_without_a_place_the_whole_page_is_drawn_and_that_is_said() -> None:
    drawn = cited_page(Picture(KEY, 2, 0.5, ()), CITATION, REPORTS["wards-2019"])
    assert view_of() == [0, 0, 1000, 2000]
    assert of_tag(drawn, "svg")[0].attributes["aria-label"].endswith("with nothing highlighted")
    assert "could not be placed" in of_class(drawn, "quiet")[0].text


def test_a_title_stays_text_and_a_deeper_page_leads_up() -> None:
    drawn = cited_page(Picture(KEY, 2, 0.5, ()), CITATION, Report("w", WICKED), root="../")
    assert not of_tag(drawn, "script")
    assert of_tag(drawn, "a")[0].attributes["href"] == f"../pages/{KEY}.png"
    assert not any("style" in each.attributes for each in of_tag(drawn, "svg"))
