"""What a library has is laid out the same for the command line and for the API."""

from __future__ import annotations

from insourcing_assistant.listings import entry_json, listing_json
from tests.ui.holdings import SHELF


def test_a_publication_has_its_texts_added_up() -> None:
    wards = SHELF[0]
    laid_out = entry_json(wards)
    assert (laid_out["report_id"], laid_out["kinds"]) == ("wards-2019", ["report", "brief"])
    assert (laid_out["pages"], laid_out["passages"]) == (12 + 12, 30 + 30)
    assert laid_out["authors"] == ["Ann Lee", "Bo Oak"]


def test_the_list_has_every_publication_and_the_version() -> None:
    listing = listing_json(SHELF, version="v1")
    assert listing == {"reports": [entry_json(each) for each in SHELF], "library_version": "v1"}
