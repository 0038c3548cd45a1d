from __future__ import annotations

from dataclasses import replace

from insourcing_assistant.fetching.candidates import candidates
from insourcing_assistant.types import Address, Report

REPORT = Report(
    id="a",
    title="A",
    year=2018,
    addresses=(
        Address(
            "http://a.example/1.pdf", format="pdf", archive="https://web.archive.org/web/2019/http://a.example/1.pdf"
        ),
        Address("http://a.example/2", format="html", sha256="f" * 64),
    ),
)


def test_the_catalogues_addresses_come_first_then_their_archived_forms_then_the_files_as_archived() -> None:
    assert [each.url for each in candidates(REPORT)] == [
        "http://a.example/1.pdf",
        "http://a.example/2",
        "https://web.archive.org/web/2019/http://a.example/1.pdf",
        "https://web.archive.org/web/2019id_/http://a.example/1.pdf",
        "https://web.archive.org/web/2018id_/http://a.example/2",
    ]


def test_what_is_expected_of_an_address_is_expected_of_its_archived_forms() -> None:
    assert [(each.expects, each.sha256) for each in candidates(REPORT)] == [
        ("pdf", None),
        ("html", "f" * 64),
        ("pdf", None),
        ("pdf", None),
        ("html", "f" * 64),
    ]


def test_without_a_year_the_latest_archived_form_is_asked_for() -> None:
    report = replace(REPORT, year=None, addresses=(Address("http://a.example/1.pdf"),))
    assert [each.url for each in candidates(report)][1:] == ["https://web.archive.org/web/2id_/http://a.example/1.pdf"]


def test_an_address_in_the_archive_is_not_archived_again() -> None:
    url = "https://web.archive.org/web/2019id_/http://a.example/1.pdf"
    report = replace(REPORT, addresses=(Address(url), Address("http://a.example/1.pdf", archive=url)))
    assert [each.url for each in candidates(report)] == [url, "http://a.example/1.pdf"]


def test_a_publication_without_addresses_has_no_candidates() -> None:
    assert candidates(Report(id="a", title="A")) == ()
