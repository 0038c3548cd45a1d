"""What changes the library is written so that nothing in it can be markup, and every end is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insourcing_assistant.errors import BlockedAddressError, TooLargeError
from insourcing_assistant.fetching.guard import check_named, check_resolved, check_url
from insourcing_assistant.ingestion import Row
from insourcing_assistant.ingestion.setting_aside import SetAside
from insourcing_assistant.types import Caution
from insourcing_assistant.ui.desk import desk, job_list, sign_in
from insourcing_assistant.ui.job import Job
from tests.ui.holdings import BINS, LAMPS, SHELF, WICKED, held, text_of
from tests.ui.reading import elements, of_tag

ADDED = Row("wards-2019", "report", "w.pdf", "added", pages=12, passages=30, title="Rebuilding the Wards", seconds=2.0)


def test_a_file_can_be_added_as_the_full_text_of_what_lacks_one() -> None:
    made = desk(SHELF, (), of="bins-2011", max_bytes=500_000_000, has_password=False)
    options = of_tag(made.block, "option")
    assert [each.attributes["value"] for each in options] == ["", "bins-2011", "lamps"]
    assert [each.text for each in options if "selected" in each.attributes] == ["The full text of: Bins Brought Home"]
    assert "up to 500 MB" in of_tag(made.block, "form")[0].text
    assert 'href="library?of=bins-2011#add"' in made.add_link(held(BINS))
    assert "Sign out" not in made.block


def test_an_unknown_publication_chooses_nothing() -> None:
    made = desk(SHELF, (), of=WICKED, max_bytes=1, has_password=True)
    assert [each for each in of_tag(made.block, "option") if "selected" in each.attributes] == []
    assert "Sign out" in made.block
    assert of_tag(made.block, "script") == []


def test_what_has_no_text_cannot_be_edited() -> None:
    made = desk(SHELF, (), of="", max_bytes=1, has_password=False)
    assert made.controls(held(LAMPS)) == ""
    values = {each.attributes["name"]: each.attributes["value"] for each in of_tag(made.controls(SHELF[0]), "input")}
    assert values == {
        "id": "wards-2019",
        "title": "Rebuilding the Wards",
        "authors": "Ann Lee; Bo Oak",
        "publisher": "Northmoor Institute",
        "year": "2019",
    }


def test_every_end_is_said_in_words() -> None:
    failed = replace(ADDED, status="failed", error="a.pdf: it is protected. Give the right one with `--password`.")
    unreached = replace(failed, error="https://x.example: it failed. Download the file by hand and give its path.")
    rows = (
        replace(ADDED, warnings=(Caution("Left out.", (2, 3)),)),
        replace(ADDED, status="duplicate", duplicate_of="bins-2011"),
        failed,
        unreached,
    )
    words = of_tag(f"<div>{job_list([Job(1, 'Add', state='done', rows=rows)])}</div>", "div")[0].text
    assert "Added: Rebuilding the Wards, its title from the file name." in words
    assert "12 pages, 30 passages; 2.0 s" in words
    edited = job_list([Job(1, "Put back", state="done", rows=(replace(ADDED, title_from="edited"),))])
    assert "Added: Rebuilding the Wards, its title given by hand." in of_tag(f"<div>{edited}</div>", "div")[0].text
    assert "Pages 2–3: Left out." in words
    assert "The library has this text already: bins-2011. It was not added." in words
    listed = job_list([Job(1, "Add", state="done", rows=rows)], SHELF)
    assert "this text already: Bins Brought Home. It was not added." in of_tag(f"<div>{listed}</div>", "div")[0].text
    assert "a.pdf: it is protected. Save a copy without a password, and add that." in words
    assert "it failed. Download the file by hand, and add it as a file." in words


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/a", "http://10.0.0.1/a", "http://localhost/a", "http://[fd00::1]/a"]
)
def test_a_visitor_is_not_told_how_the_command_line_fetches_from_inside_the_network(address: str) -> None:
    with pytest.raises(BlockedAddressError, match="allow that with INSOURCING_ALLOW_PRIVATE_ADDRESSES=true") as raised:
        check_url(address, allow_private=False)
    assert in_the_network(raised.value, address)


def test_nor_where_a_name_leads_to() -> None:
    address = "http://wiki.northmoor.example/a"
    with pytest.raises(BlockedAddressError, match=r"leads to 10\.0\.0\.1") as raised:
        check_resolved(address, ["10.0.0.1"], allow_private=False)
    assert in_the_network(raised.value, address)
    with pytest.raises(BlockedAddressError, match="the name wiki belongs to the local network") as raised:
        check_named("http://wiki/a", "wiki", allow_private=False)
    assert in_the_network(raised.value, "http://wiki/a")


def in_the_network(error: BlockedAddressError, address: str) -> bool:
    """Whether the page says of it what a visitor can do, and no more."""
    said = (
        f"{address}: addresses of this computer and inside its network are not fetched. "
        "Ask whoever runs this installation."
    )
    listed = job_list([Job(1, "Fetch", state="failed", said=str(error))])
    return [each.text for each in of_tag(f"<div>{listed}</div>", "p")][1:] == [said]


def test_a_visitor_is_not_told_the_setting_of_the_largest_file() -> None:
    error = TooLargeError("https://x.example/a.pdf", 5_000_000)
    listed = job_list([Job(1, "Add", state="done", rows=(replace(ADDED, status="failed", error=str(error)),))])
    assert "larger than 5.0 MB. Add it as a file if you can, or ask whoever runs this installation" in listed
    assert "INSOURCING" not in listed


def test_progress_is_a_bar_with_a_name_and_words() -> None:
    markup = job_list([Job(1, "Add “a.pdf”", state="working", stage="Reading page 3 of 12.", done=3, total=12)])
    (bar,) = of_tag(markup, "progress")
    assert bar.attributes == {"max": "12", "value": "3", "aria-label": "Progress of: Add “a.pdf”"}
    assert "Reading page 3 of 12." in of_tag(markup, "li")[0].text
    assert job_list([]) == ""


def test_only_what_was_removed_can_be_undone() -> None:
    aside = SetAside("wards-2019", "Rebuilding the Wards", {}, ())
    markup = job_list([Job(2, "Remove “x”", state="done", aside=aside), Job(1, "Add “x”", state="done")])
    assert [each.attributes["value"] for each in of_tag(markup, "input")] == ["2"]


def test_nothing_that_others_wrote_becomes_markup() -> None:
    report = replace(BINS, title=WICKED, id="x", authors=(WICKED,), publisher=WICKED)
    shelf = [held(report), held(report, text_of("report"))]
    made = desk(shelf, (), of="", max_bytes=1, has_password=False)
    rows = (
        replace(ADDED, title=WICKED, report_id=WICKED, title_from=WICKED, warnings=(Caution(WICKED),)),
        replace(ADDED, status="failed", error=WICKED),
        replace(ADDED, status="duplicate", duplicate_of=WICKED),
    )
    job = Job(1, WICKED, state="working", stage=WICKED, done=1, total=2, said=WICKED, rows=rows)
    markup = (
        made.block + made.controls(shelf[1]) + made.add_link(shelf[0]) + job_list([job, replace(job, state="done")])
    )
    found = elements(f"<div>{markup}</div>")
    assert not {each.tag for each in found} & {"script", "img"}
    assert not [name for each in found for name in each.attributes if name.startswith("on")]
    assert "\u202e" not in markup


def test_a_wrong_password_is_said() -> None:
    assert of_tag(sign_in().block, "p") == []
    (said,) = of_tag(sign_in(wrong=True).block, "p")
    assert said.attributes["role"] == "alert"
    assert "not right" in said.text
