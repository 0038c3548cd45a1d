from dataclasses import replace

from insourcing_assistant.types import Report
from insourcing_assistant.ui.full_references import citation_reference, reference
from tests.ui.answers import ARTICLE, BINS_ENTRY, BRIEF, OCR, PDF, REPORTS, quote

WARDS = REPORTS["wards-2019"]


def test_a_full_text_is_cited_with_its_page() -> None:
    authored = replace(WARDS, authors=("Ann Lee", "Bo Oak"))
    assert citation_reference(quote(PDF, "Sickness fell"), authored) == (
        "Ann Lee; Bo Oak (2019) Rebuilding the Wards: What Councils Learnt from Running Services Themselves. "
        "Northmoor Institute, p. 12, page 2 of the file. https://northmoor.example.org/wards"
    )


def test_a_publisher_that_is_the_author_is_named_once() -> None:
    bins = REPORTS["bins-2011"]
    assert reference(bins, "report", "page", [11], ["11"]) == "Public Works Union (2011) Bins Brought Home, p. 11."


def test_a_title_that_asks_keeps_its_mark() -> None:
    assert citation_reference(quote(ARTICLE, "The parks"), REPORTS["parks-2015"]).startswith(
        "Green Spaces Forum (2015) Who Keeps the Parks? section “What came next”. https://parks.example.org/"
    )


def test_a_brief_is_told_from_what_it_is_about_and_cites_the_source_that_it_gives() -> None:
    assert citation_reference(quote(BRIEF, "64% named efficiency"), WARDS) == (
        "Brief written for this library on: Northmoor Institute (2019) Rebuilding the Wards: What Councils Learnt from "
        "Running Services Themselves. Section “Survey figures”. Source given by the brief: "
        "https://www.northmoor.example.org/survey?a=1&b=2"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert reference(Report(id="x", title="A Lamp"), "report", "page", [3], [""]) == "A Lamp (n.d.), p. 3."


def test_a_catalogue_entry_says_that_it_is_one() -> None:
    said = citation_reference(quote(BINS_ENTRY, "It was published in 2011."), REPORTS["bins-2011"])
    assert said == "Catalogue entry on: Public Works Union (2011) Bins Brought Home."


def test_an_address_that_is_not_of_the_web_and_signs_that_steer_are_left_out() -> None:
    wicked = replace(WARDS, url="javascript:alert(1)", title="Wards\u202e\x07")
    said = reference(wicked, "report", "page", [1], ["1"])
    assert "javascript" not in said
    assert "\u202e" not in said
    assert "\x07" not in said


def test_a_quoted_reference_has_the_words_behind_their_place() -> None:
    assert citation_reference(quote(PDF, "Sickness fell"), WARDS, quoted=True) == (
        "Northmoor Institute (2019) Rebuilding the Wards: What Councils Learnt from Running Services Themselves, "
        "p. 12, page 2 of the file: “Sickness fell” https://northmoor.example.org/wards"
    )
    authored = replace(WARDS, authors=("Ann Lee", "Bo Roe"))
    said = citation_reference(quote(BRIEF, "64% named efficiency"), authored, quoted=True)
    assert said.startswith("Brief written for this library on: Ann Lee; Bo Roe (2019) Rebuilding")
    # And nothing that would run, though the brief names it among its sources.
    assert said.endswith(
        " Section “Survey figures”: “64% named efficiency” Source given by the brief: "
        "https://www.northmoor.example.org/survey?a=1&b=2"
    )
    entry = citation_reference(quote(BINS_ENTRY, "It was published in 2011."), REPORTS["bins-2011"], quoted=True)
    assert entry == ("Catalogue entry on: Public Works Union (2011) Bins Brought Home: “It was published in 2011.”")


def test_what_was_read_by_ocr_says_so() -> None:
    said = citation_reference(quote(OCR, "60% of them expected to pay less"), REPORTS["bins-2011"])
    assert said == "Public Works Union (2011) Bins Brought Home, p. 11, read by OCR."


def test_a_title_in_italics_keeps_its_mark() -> None:
    said = citation_reference(quote(ARTICLE, "The parks"), REPORTS["parks-2015"], quoted=True, markdown=True)
    assert said == (
        "Green Spaces Forum (2015) *Who Keeps the Parks?* section “What came next”: “The parks” "
        "<https://parks.example.org/report?id=7&lang=en>"
    )


def test_nothing_that_others_wrote_becomes_markdown() -> None:
    wicked = Report(id="wards-2019", title="[x](javascript:alert(1)) <b>*!*</b>", url="https://a.example.org/> [x](y)")
    markdown = citation_reference(quote(PDF, "Sickness fell"), wicked, quoted=True, markdown=True)
    assert r"\[x\](javascript:alert(1)) \<b>\*!\*\</b>" in markdown
    assert "a.example.org" not in markdown
