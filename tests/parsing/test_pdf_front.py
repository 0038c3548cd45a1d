from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.parsing import parse
from insourcing_assistant.types import FoundMetadata, Report
from tests.pdf_builder import Line, build_pdf, column

FILLER = [
    "Councils in every part of the country were asked about",
    "their services and about the contracts that they held in 2014.",
]


def found(tmp_path: Path, front: list[str], *, properties: list[tuple[str, str]]) -> FoundMetadata:
    lines = [Line("The case for insourcing", y=80, size=24), *column(front, y=600, leading=3), *column(FILLER)]
    path = tmp_path / "example.pdf"
    path.write_bytes(build_pdf([lines], properties=properties))
    return parse(Report(id="example", title="Example"), path).found


@pytest.mark.parametrize(
    ("front", "year"),
    [
        (["July 2019"], 2019),
        (["12 May 2019"], 2019),
        (["© 2019 APSE"], 2019),
        (["Copyright APSE 2019"], 2019),
        (["Published in 2019 by APSE"], 2019),
        (["2019"], 2019),
    ],
)
def test_a_printed_year_counts_before_that_of_the_file(tmp_path: Path, front: list[str], year: int) -> None:
    metadata = found(tmp_path, front, properties=[("CreationDate", "D:20230531")])
    assert (metadata.year, metadata.year_from) == (year, "first page")


def test_without_a_printed_year_the_file_tells_it(tmp_path: Path) -> None:
    metadata = found(
        tmp_path,
        ["It was May 2014 when the contract of the city came to an end."],
        properties=[("CreationDate", "D:20230531")],
    )
    assert (metadata.year, metadata.year_from) == (2023, "metadata")


def test_a_printed_publisher_is_found(tmp_path: Path) -> None:
    metadata = found(tmp_path, ["Published by the Association for Public Service Excellence, 2019"], properties=[])
    assert metadata.publisher == "Association for Public Service Excellence"
    assert (metadata.publisher_from, metadata.year) == ("first page", 2019)


@pytest.mark.parametrize("author", ["user", "user1", "admin", "Microsoft Office User", "Adobe InDesign CS6", ""])
def test_what_a_program_writes_is_no_author(tmp_path: Path, author: str) -> None:
    assert found(tmp_path, [], properties=[("Author", author), ("Title", "A fine title")]).authors == ()


def test_the_author_of_a_file_with_a_made_up_title_is_not_taken(tmp_path: Path) -> None:
    properties = [("Author", "Typesetters Ltd"), ("Title", "Microsoft Word - x.docx")]
    metadata = found(tmp_path, [], properties=properties)
    assert metadata.authors == ()
    assert (metadata.title, metadata.title_from) == ("The case for insourcing", "first page")
