from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

from insourcing_assistant.page_images import locate_quote
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.pdf import BARRED_TEXT
from insourcing_assistant.types import ParsedReport, Report
from tests.pdf_builder import HEIGHT, WIDTH, Line, build_pdf

SAMPLES = Path(__file__).parents[1] / "../shared/samples/pdfs"
SECRET = "Jane Smith"
SENTENCE = Line(f"The savings were written up by {SECRET} in her report.", 72, 100)
OTHER = Line("The contract was brought back in 2019.", 72, 130)


def read(tmp_path: Path, pdf: bytes) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(pdf)
    return parse(Report(id="example", title="Example"), path)


def place_of(pdf: bytes, words: str) -> tuple[float, float, float, float]:
    """Where words stand on the first page: (left, bottom, right, top) as a person would draw a bar over them."""
    with pypdfium2.PdfDocument(pdf) as document:
        text_page = document[0].get_textpage()
        found = text_page.search(words).get_next()
        assert found is not None
        boxes = [text_page.get_charbox(found[0] + place, loose=True) for place in range(found[1])]
        return boxes[0][0], min(box[1] for box in boxes), boxes[-1][2], max(box[3] for box in boxes)


def box_over(words: str = SECRET) -> str:
    left, bottom, right, top = place_of(build_pdf([[SENTENCE, OTHER]]), words)
    return f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f}"


def after(drawing: str) -> Line:
    """What is drawn after the lines before it."""
    return Line(".", 72, HEIGHT - 20, state=drawing)


def overlaid(pdf: bytes, drawing: str) -> bytes:
    """Draw over the first page with another program, which puts what it draws into a form."""
    overlay = PdfReader(io.BytesIO(build_pdf([[]], drawn=[drawing.encode()]))).pages[0]
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pages[0].merge_page(overlay)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_rectangle(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    left, bottom, right, top = place_of(pdf, SECRET)
    writer.add_annotation(0, Rectangle(rect=(left - 1, bottom, right + 1, top), interior_color="000000"))
    return written(writer)


def marked_for_redaction(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    rect = ArrayObject(FloatObject(each) for each in place_of(pdf, SECRET))
    mark = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Redact"), "/Rect": rect}
    writer.add_annotation(0, DictionaryObject({NameObject(name): each for name, each in mark.items()}))
    return written(writer)


def plain() -> bytes:
    return build_pdf([[SENTENCE, OTHER]])


def thick_line() -> str:
    left, bottom, right, top = place_of(plain(), SECRET)
    middle = (bottom + top) / 2
    return f"14 w 0 G {left:.2f} {middle:.2f} m {right:.2f} {middle:.2f} l S"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: build_pdf([[SENTENCE, OTHER, after(f"0 g {box_over()} re f")]]), id="bar"),
        pytest.param(
            lambda: build_pdf([[SENTENCE, OTHER, after(f"0.1 0.1 0.25 rg {box_over()} re f")]]), id="dark blue"
        ),
        pytest.param(lambda: build_pdf([[SENTENCE, OTHER, after(thick_line())]]), id="thick line"),
        pytest.param(lambda: overlaid(plain(), f"q 0 g {box_over()} re f Q"), id="another program"),
        pytest.param(lambda: with_rectangle(plain()), id="annotation"),
        pytest.param(lambda: marked_for_redaction(plain()), id="marked for redaction"),
        pytest.param(
            lambda: build_pdf([[SENTENCE, OTHER]], drawn=[f"q 0 g {box_over()} re f Q".encode()]), id="black on black"
        ),
    ],
)
def test_text_under_a_bar_is_kept_out_and_warned_of(tmp_path: Path, make: Callable[[], bytes]) -> None:
    pdf = make()
    assert pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().count(SECRET) == 1
    report = read(tmp_path, pdf)
    assert "Jane" not in report.text
    assert "Smith" not in report.text
    assert "The savings were written up by █ in her report." in report.text
    assert OTHER.text in report.text
    assert [caution.pages for caution in report.warnings if caution.text == BARRED_TEXT] == [(1,)]


def test_white_words_under_a_bar_are_kept_out_too(tmp_path: Path) -> None:
    ground = f"q 0 0.4 0.4 rg 60 {HEIGHT - 110} 400 20 re f Q".encode()
    white = Line(SENTENCE.text, 72, 100, state="1 g")
    report = read(tmp_path, build_pdf([[white, OTHER, after(f"0 g {box_over()} re f")]], drawn=[ground]))
    assert "written up by █ in her report." in report.text


def test_a_bar_that_is_turned_with_its_page_is_found(tmp_path: Path) -> None:
    for turn in (90, 180, 270):
        report = read(tmp_path, build_pdf([[SENTENCE, after(f"0 g {box_over()} re f")]], turns=[turn]))
        assert "written up by █ in her report." in report.text


def test_lines_that_are_blacked_out_as_a_whole_leave_nothing(tmp_path: Path) -> None:
    report = read(tmp_path, build_pdf([[SENTENCE, OTHER, after(f"0 g {box_over(SENTENCE.text)} re f")]]))
    assert report.text.splitlines()[0].startswith(OTHER.text)
    assert "█" not in report.text


def test_what_ocr_read_under_a_bar_is_kept_out(tmp_path: Path) -> None:
    lines = [Line(line.text, line.x, line.y, state="3 Tr") for line in (SENTENCE, OTHER)]
    picture = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    report = read(tmp_path, build_pdf([[*lines, after(f"3 Tr 0 g {box_over()} re f")]], drawn=[picture]))
    assert "written up by █ in her report." in report.text


def test_words_written_by_another_program_in_dark_highlight_are_kept_out(tmp_path: Path) -> None:
    source = '#set page(paper: "a5")\nThe savings were written up by #highlight(fill: black)[Jane Smith] in her report.'
    assert read(tmp_path, typst.compile(source.encode())).text == "The savings were written up by █ in her report.\n"


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(
            lambda: build_pdf(
                [[Line(SENTENCE.text, 72, 100, state="1 g"), OTHER]],
                drawn=[f"q 0 g 60 {HEIGHT - 110} 400 20 re f Q".encode()],
            ),
            id="white on black",
        ),
        pytest.param(
            lambda: build_pdf(
                [[SENTENCE, OTHER]], drawn=[f"q 0 g 0 0 {WIDTH} {HEIGHT} re f 1 g 20 20 555 802 re f Q".encode()]
            ),
            id="white sheet on black",
        ),
        pytest.param(lambda: build_pdf([[SENTENCE, OTHER, after(f"0 G {box_over()} re S")]]), id="frame"),
        pytest.param(lambda: build_pdf([[SENTENCE, OTHER, after("0 g 72 738 200 1 re f")]]), id="underlined"),
        pytest.param(lambda: build_pdf([[SENTENCE, OTHER, after("0 g 60 730 8 40 re f")]]), id="beside"),
    ],
)
def test_what_is_seen_is_read(tmp_path: Path, pdf: Callable[[], bytes]) -> None:
    report = read(tmp_path, pdf())
    assert SENTENCE.text in report.text
    assert OTHER.text in report.text
    assert BARRED_TEXT not in [caution.text for caution in report.warnings]


def test_the_head_of_a_table_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    source = """#set page(paper: "a5")
    #table(columns: 3, fill: (_, y) => if y == 0 { rgb("#0b0c0c") },
      ..([Council], [Saving], [I or II]).map(name => text(fill: white, weight: "bold", name)),
      [Fife], [7%], [I], [Leeds], [9%], [II], [York], [8%], [I])"""
    report = read(tmp_path, typst.compile(source.encode()))
    assert report.text.splitlines()[0] == "Fife: Saving 7%; I or II I"
    assert report.warnings == ()


def test_a_quote_with_a_bar_in_it_is_marked_on_either_side_of_it(tmp_path: Path) -> None:
    pdf = build_pdf([[SENTENCE, OTHER, after(f"0 g {box_over()} re f")]])
    assert "written up by █ in her report." in read(tmp_path, pdf).text
    path = tmp_path / "example.pdf"
    assert len(locate_quote(path, 1, "The savings were written up by █ in her report.")) == 2


@pytest.mark.samples
@pytest.mark.parametrize(
    "name", ["DOL2022.pdf", "EPA2022.pdf", "NARA2022.pdf", "federal-register-2020-17221.pdf", "irs_irm_400p.pdf"]
)
def test_the_samples_have_no_bars(name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip(f"the sample files are not there: {SAMPLES}")
    report = parse(Report(id="sample", title="Sample"), SAMPLES / name, ocr=False)
    assert BARRED_TEXT not in [caution.text for caution in report.warnings]
    assert "█" not in report.text
