from __future__ import annotations

import difflib
import re
from pathlib import Path

import pypdfium2
import pytest

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.pdf_lines import Line, PageLines, read_lines
from insourcing_assistant.parsing.pdf_scans import Scan, even_sizes, read_scan, scan_cautions
from insourcing_assistant.types import ParsedReport, Report
from tests import pdf_builder
from tests.parsing.conftest import ReadSample
from tests.scans import PARAGRAPH, Words, column, scan, scanned_pdf

LEFT = (
    "The left column says that the",
    "council looked at its contract",
    "for waste and found it dear.",
)
RIGHT = (
    "The right column says that the",
    "work came back in house, and",
    "that the service got better.",
)


def read(tmp_path: Path, pdf: bytes, *, ocr: bool = True) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(pdf)
    return parse(Report(id="example", title="Example"), path, ocr=ocr)


def cautions(report: ParsedReport) -> dict[str, tuple[int, ...]]:
    return {caution.text: caution.pages for caution in report.warnings}


def test_scanned_pages_are_read_and_marked(tmp_path: Path) -> None:
    pages = [scan(column(PARAGRAPH), turn=90), scan(column([*LEFT]), turn=180)]
    report = read(tmp_path, scanned_pdf(*pages))
    assert report.text == f"{' '.join(PARAGRAPH)}\n{' '.join(LEFT)}\n"
    assert [page.ocr for page in report.pages] == [True, True]
    assert cautions(report) == {"Read by OCR from a picture of the page: words may be wrong.": (1, 2)}


def test_the_columns_of_a_scan_are_read_one_after_the_other(tmp_path: Path) -> None:
    title = Words("What two columns of a report say", 120, 30, size=40)
    page = scan([title, *column(LEFT, x=40, y=140), *column(RIGHT, x=440, y=140)], width=820)
    report = read(tmp_path, scanned_pdf(page))
    assert report.text == f"{title.text}\n{' '.join(LEFT)}\n{' '.join(RIGHT)}\n"
    assert [heading.title for heading in report.headings] == [title.text]


def test_without_ocr_scans_are_told_from_empty_pages(tmp_path: Path) -> None:
    pdf = scanned_pdf(scan(column(PARAGRAPH)))
    with pytest.raises(NoTextError, match=r"OCR\) is switched off"):
        read(tmp_path, pdf, ocr=False)


def test_an_empty_page_costs_no_ocr(tmp_path: Path) -> None:
    report = read(tmp_path, pdf_builder.build_pdf([pdf_builder.column(["Text."]), []]))
    assert cautions(report) == {"Pages without text.": (2,)}
    assert [page.ocr for page in report.pages] == [False, False]


def test_a_picture_without_words_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match="OCR finds no text"):
        read(tmp_path, scanned_pdf(scan([])))


def stamped(text: str, *, picture: bytes | None = None) -> Scan | None:
    """Read a page with a line of text over a picture of the whole page."""
    document = pypdfium2.PdfDocument(picture or scanned_pdf(scan(column(PARAGRAPH))))
    page = document[0]
    lines = (Line(text, 10, 10, 200, 20, 10),) if text else ()
    return read_scan(page, PageLines(lines, *page.get_size()), ocr=False)


def test_a_stamp_over_a_scan_is_no_text_layer() -> None:
    assert stamped("Downloaded from example.org on 3 May 2019") is not None
    assert stamped("This page has a text layer of its own, which says all that is on it. " * 4) is None


def test_a_short_page_without_a_picture_is_what_it_is() -> None:
    assert stamped("Part two", picture=pdf_builder.build_pdf([pdf_builder.column(["Part two"])])) is None


@pytest.mark.parametrize("text", ["\ue001\ue002\ue003 \ue004\ue005", "\ufffd\ufffd a \ufffd\ufffd\ufffd"])
def test_characters_that_stand_for_nothing_are_no_text(text: str) -> None:
    # The page itself has no text layer here, so the lines alone must not count as one.
    found = stamped(text)
    assert found is not None
    assert found.outcome == "not asked"


def test_lines_of_about_the_same_size_get_the_same_one() -> None:
    lines = tuple(Line("x", 0, 0, 1, 1, size) for size in (10, 12.5, 11, 10.5, 24, 26))
    scans = {1: Scan(PageLines(lines, 1, 1), "read"), 2: Scan(PageLines(lines[:1], 1, 1), "not asked")}
    even = even_sizes(scans)
    # The lower middle of all six is 11; 10, 10.5, 11 and 12.5 are within 1.3 times of it, their median is 10.75.
    assert [line.size for line in even[1].page.lines] == [10.8, 10.8, 10.8, 10.8, 25, 25]
    assert even[2] is scans[2]


def test_cautions_name_the_pages_by_what_became_of_them() -> None:
    found = scan_cautions({3: "read", 1: "poor", 2: "empty", 4: "too large", 5: "not asked"})
    assert [caution.pages for caution in found] == [(1, 3), (1,), (2,), (4,), (5,)]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def word_accuracy(text: str, reference: str) -> float:
    """The share of the reference's words that stand in the text in the same order."""
    expected = words(reference)
    blocks = difflib.SequenceMatcher(None, expected, words(text), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(expected)


@pytest.mark.samples
@pytest.mark.parametrize("name", ["linn.pdf", "rotated_skew.pdf"])
def test_nine_words_in_ten_of_a_sample_scan_are_right_and_in_order(
    samples: Path, read_sample: ReadSample, name: str
) -> None:
    report = read_sample(name)
    assert word_accuracy(report.text, (samples / "linn.reference.txt").read_text(encoding="utf-8")) >= 0.90
    assert report.pages[0].ocr


@pytest.mark.samples
@pytest.mark.timeout(900)  # four full pages, on a machine that may be busy
def test_every_turn_of_a_sample_scan_is_readable(samples: Path, read_sample: ReadSample) -> None:
    report = read_sample("cardinal.pdf")
    reference = (samples / "linn.reference.txt").read_text(encoding="utf-8")
    # Lower, since the four pages are the same one: what stands at its edges is taken for headers and footers.
    assert [word_accuracy(report.text[page.start : page.end], reference) >= 0.85 for page in report.pages] == [True] * 4


@pytest.mark.samples
def test_a_sample_whose_font_names_no_letters_is_read(read_sample: ReadSample) -> None:
    report = read_sample("type3_font_nomapping.pdf")
    assert (report.text, report.pages[0].ocr) == ("ua\n", True)


@pytest.mark.samples
def test_a_sample_that_would_fill_the_memory_is_not_drawn(samples: Path) -> None:
    with pytest.raises(NoTextError, match="too large to be read safely"):
        parse(Report(id="sample", title="Sample"), samples / "hugemono.pdf")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "pictured"),
    # The eighth page of the register is a picture of a table under a running line and a caption.
    [("habibi-rotated.pdf", []), ("federal-register-2020-17221.pdf", [8]), ("no_contents.pdf", [])],
)
def test_sample_pages_with_text_or_without_anything_are_not_read_by_ocr(
    samples: Path, name: str, pictured: list[int]
) -> None:
    document = pypdfium2.PdfDocument(samples / name)
    known: set[str] = set()
    scans = [read_scan(page, read_lines(page, known_words=known), ocr=False) for page in document]
    assert [number for number, scan in enumerate(scans, start=1) if scan is not None] == pictured
