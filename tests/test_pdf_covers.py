from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Rectangle
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

from insourcing_assistant.page_images import locate_quote
from insourcing_assistant.parsing.pdf import BARRED_TEXT
from tests.pdf_builder import HEIGHT, WIDTH, Line, build_pdf
from tests.test_pdf_bars import OTHER, SECRET, SENTENCE, after, box_over, overlaid, place_of, plain, read, written

LEFT_OF_SECRET = float(box_over().split()[0])


def with_states(pdf: bytes, **states: DictionaryObject) -> bytes:
    """Give the first page named states for drawing."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    named = DictionaryObject({NameObject(f"/{name}"): state for name, state in states.items()})
    writer.pages[0]["/Resources"][NameObject("/ExtGState")] = named  # type: ignore[index]
    return written(writer)


def annotated(pdf: bytes, colour: str) -> bytes:
    """Lay a filled rectangle over the words, as a note that a program for comments makes."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    left, bottom, right, top = place_of(pdf, SECRET)
    writer.add_annotation(0, Rectangle(rect=(left - 1, bottom, right + 1, top), interior_color=colour))
    return written(writer)


def highlighted(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    left, bottom, right, top = place_of(pdf, SENTENCE.text)
    quads = ArrayObject(map(FloatObject, (left, top, right, top, left, bottom, right, bottom)))
    writer.add_annotation(0, Highlight(rect=(left, bottom, right, top), quad_points=quads))
    return written(writer)


def shaded(pdf: bytes) -> bytes:
    multiply = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    half = DictionaryObject({NameObject("/ca"): FloatObject(0.5)})
    return with_states(pdf, Marker=multiply, Half=half)


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(build_pdf([[SENTENCE, OTHER, after(f"1 g {box_over()} re f")]]), id="white"),
        pytest.param(build_pdf([[SENTENCE, OTHER, after(f"0.8 g {box_over()} re f")]]), id="grey"),
        pytest.param(build_pdf([[SENTENCE, OTHER, after(f"1 1 0 rg {box_over()} re f")]]), id="yellow"),
        pytest.param(overlaid(plain(), f"q 1 g {box_over()} re f Q"), id="another program"),
        pytest.param(overlaid(plain(), f"q 1 0 0 1 10 20 cm 1 g 1 0 0 1 -10 -20 cm {box_over()} re f Q"), id="moved"),
        pytest.param(
            build_pdf([[SENTENCE, OTHER, after(f"0 0 {WIDTH} {HEIGHT} re W n 1 g {box_over()} re f")]]), id="clipped"
        ),
        pytest.param(annotated(plain(), "ffffff"), id="annotation"),
    ],
)
def test_text_under_a_light_shape_is_kept_out_and_warned_of(tmp_path: Path, pdf: bytes) -> None:
    report = read(tmp_path, pdf)
    assert "Jane" not in report.text
    assert "The savings were written up by █ in her report." in report.text
    assert OTHER.text in report.text
    assert [caution.pages for caution in report.warnings if caution.text == BARRED_TEXT] == [(1,)]
    assert locate_quote(tmp_path / "example.pdf", 1, f"written up by {SECRET} in her report.") == ()


def test_a_line_under_a_light_shape_leaves_nothing(tmp_path: Path) -> None:
    pdf = build_pdf([[SENTENCE, OTHER, after(f"1 g {box_over(SENTENCE.text)} re f")]])
    assert read(tmp_path, pdf).text == f"{OTHER.text}\n"


def test_what_was_printed_over_a_light_shape_stands_and_what_it_covers_does_not(tmp_path: Path) -> None:
    pdf = build_pdf([[SENTENCE, OTHER, Line("Mary Brown", LEFT_OF_SECRET, 100, state=f"1 g {box_over()} re f 0 g")]])
    report = read(tmp_path, pdf)
    assert "Mary Brown" in report.text
    assert "Jane" not in report.text
    assert "Smith" not in report.text


@pytest.mark.parametrize(
    ("text", "ground"),
    [("1 1 0 rg", "1 1 0 rg"), ("0.98 1 1 rg", "1 g"), ("0.6 0.8 0.7 rg", "0.6 0.8 0.7 rg")],
    ids=["yellow", "white on a white box on blue", "green"],
)
def test_a_line_in_the_colour_of_its_ground_leaves_nothing(tmp_path: Path, text: str, ground: str) -> None:
    drawn = f"q 0 0 0.4 rg 20 700 550 60 re f {ground} 60 {HEIGHT - 112} 450 24 re f Q".encode()
    lines = [Line(SENTENCE.text, 72, 100, state=text), Line(OTHER.text, 72, 200)]
    report = read(tmp_path, build_pdf([lines], drawn=[drawn]))
    assert report.text == f"{OTHER.text}\n"
    assert [caution.pages for caution in report.warnings] == [(1,)]


@pytest.mark.parametrize(("text", "ground"), [("1 g", "0.5 g"), ("0 g", "1 1 0 rg"), ("1 1 0 rg", "0 0.5 0.5 rg")])
def test_a_line_in_another_colour_than_its_ground_is_read(tmp_path: Path, text: str, ground: str) -> None:
    drawn = f"q 1 1 0.9 rg 0 0 {WIDTH} {HEIGHT} re f {ground} 60 {HEIGHT - 112} 450 24 re f Q".encode()
    report = read(tmp_path, build_pdf([[Line(SENTENCE.text, 72, 100, state=text)]], drawn=[drawn]))
    assert report.text == f"{SENTENCE.text}\n"
    assert report.warnings == ()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_light_shape_that_is_turned_with_its_page_covers_too(tmp_path: Path, turn: int) -> None:
    pdf = build_pdf([[SENTENCE, OTHER, after(f"1 g {box_over()} re f")]], turns=[turn])
    assert "written up by █ in her report." in read(tmp_path, pdf).text


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(build_pdf([[SENTENCE, OTHER]], drawn=[f"q 1 1 0 rg {box_over()} re f Q".encode()]), id="ground"),
        pytest.param(
            build_pdf([[OTHER, Line(SENTENCE.text, 72, 100, state=f"1 g 0 0 {WIDTH} 760 re f 0 g"), OTHER]]),
            id="white sheet over the line before",
        ),
        pytest.param(
            shaded(build_pdf([[SENTENCE, OTHER, after(f"/Marker gs 1 1 0 rg {box_over()} re f")]])), id="marker"
        ),
        pytest.param(shaded(build_pdf([[SENTENCE, OTHER, after(f"/Half gs 1 g {box_over()} re f")]])), id="half clear"),
        pytest.param(highlighted(plain()), id="highlighted"),
        pytest.param(build_pdf([[SENTENCE, OTHER, after(f"1 g 1 G {box_over()} re S")]]), id="frame"),
        pytest.param(
            build_pdf([[SENTENCE, OTHER, after(f"0 0 20 20 re W n 1 g {box_over()} re f")]]), id="clipped off"
        ),
        pytest.param(build_pdf([[SENTENCE, OTHER, after("1 g 60 730 8 40 re f")]]), id="beside"),
        pytest.param(build_pdf([[SENTENCE, OTHER, after("1 g 72 738 200 2 re f")]]), id="rule"),
        pytest.param(build_pdf([[SENTENCE, OTHER, after("1 g 60 790 m 540 790 l 540 730 l h f")]]), id="corner"),
    ],
)
def test_what_a_light_shape_does_not_cover_is_read(tmp_path: Path, pdf: bytes) -> None:
    report = read(tmp_path, pdf)
    assert SENTENCE.text in report.text
    assert OTHER.text in report.text
    assert BARRED_TEXT not in [caution.text for caution in report.warnings]


def test_marks_of_a_sentence_under_a_marker_are_read(tmp_path: Path) -> None:
    words = "It saved 1.2m (net), i.e. a tenth - or more: see p. 7."
    line = Line(words, 72, 100)
    pdf = build_pdf([[line, OTHER, after(f"/Marker gs 1 1 0 rg 60 {HEIGHT - 104} 400 16 re f")]])
    assert words in read(tmp_path, shaded(pdf)).text
    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text().count(words) == 1
