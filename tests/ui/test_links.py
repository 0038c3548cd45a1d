from insourcing_assistant.ui import links
from tests.ui.answers import PDF, REPORTS, quote
from tests.ui.reading import of_tag


def test_a_report_that_has_left_the_library_is_named_by_its_id() -> None:
    assert links.report_of("gone-2001", REPORTS).title == "gone-2001"


def test_only_the_first_link_to_a_source_is_a_place_to_come_back_to() -> None:
    citation = quote(PDF, "Sickness fell by a fifth in the first year.")
    first, second = (of_tag(links.cite_link(2, 1, citation, REPORTS, first=each), "a")[0] for each in (True, False))
    assert (first.attributes["href"], second.attributes["href"]) == ("#source-2-1", "#source-2-1")
    assert (first.attributes.get("id"), second.attributes.get("id")) == ("cited-2-1", None)
