from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from insourcing_assistant.errors import DamagedFileError
from insourcing_assistant.page_images import MAX_PIXELS, Box, locate_quote, page_size, render_page
from tests.pdf_builder import HEIGHT, WIDTH, Line, build_pdf, column
from tests.scans import PARAGRAPH, scan, scanned_pdf
from tests.scans import column as column_of_words

SAMPLES = Path(__file__).parents[1] / "../shared/samples/pdfs"


def written(tmp_path: Path, pdf: bytes) -> Path:
    path = tmp_path / "example.pdf"
    path.write_bytes(pdf)
    return path


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def ink_within(path: Path, box: Box, *, number: int = 1) -> bool:
    """Whether the picture of the page has dark points in the box, and it is worth looking there."""
    page = picture(render_page(path, number)).convert("L")
    width, height = page.size
    part = page.crop(
        (int(box.left * width), int(box.top * height), int(box.right * width) + 1, int(box.bottom * height) + 1)
    )
    darkest, _ = part.getextrema()
    return isinstance(darkest, int | float) and darkest < 128


def test_a_page_is_drawn_as_wide_as_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["Text."])]))
    # A4 is 595 x 842 points: 1000 pixels wide are 1000 * 842 / 595 = 1415.1 high.
    assert picture(render_page(path, 1, width_px=1000)).size == (1000, 1416)


def test_a_turned_page_is_drawn_upright(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["Text."])], turns=[90]))
    width, height = picture(render_page(path, 1)).size
    assert width > height


def test_a_page_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["Text."]), column(["Text."])], turns=[0, 90]))
    assert page_size(path, 1) == (WIDTH, HEIGHT)
    assert page_size(path, 2) == (HEIGHT, WIDTH)


def test_no_picture_is_larger_than_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["Text."])]))
    width, height = picture(render_page(path, 1, width_px=1_000_000)).size
    # Both sides are rounded up to whole pixels.
    assert MAX_PIXELS * 0.99 < width * height <= MAX_PIXELS + width + height


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_is_an_error_of_ours(tmp_path: Path, number: int) -> None:
    path = written(tmp_path, build_pdf([column(["Text."])]))
    with pytest.raises(DamagedFileError, match=f"no page {number}"):
        render_page(path, number)


def test_a_quote_is_found_where_it_stands(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([[Line("Before.", y=100), Line("Fife saved 7%.", x=100, y=200, size=20)]]))
    (box,) = locate_quote(path, 1, "Fife saved 7%.")
    # The baseline is at 200 points from the top, the letters are at most 20 points high; the full stop is not matched.
    assert box.left * WIDTH == pytest.approx(100, abs=3)
    assert 175 < box.top * HEIGHT < 190
    assert 200 < box.bottom * HEIGHT < 210
    assert ink_within(path, box)


def test_a_quote_of_several_lines_has_a_box_for_each(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["Before. The council of", "Fife saved 7% in one", "year. After."])]))
    boxes = locate_quote(path, 1, "The council of Fife saved 7% in one year.")
    assert len(boxes) == 3
    assert [round(box.left * WIDTH) for box in boxes[1:]] == [72, 72]
    assert boxes[0].left * WIDTH > 100
    assert boxes[2].right < boxes[1].right
    assert sorted(box.top for box in boxes) == [box.top for box in boxes]


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (["The insour-", "cing of it all."], "The insourcing of it all."),
        (["An “in-house” service – it’s", "good"], 'An "in-house" service - it\'s good'),
        (["The office   figures"], "The oﬃce ﬁgures"),
        (["Café and élan"], "Cafe\N{COMBINING ACUTE ACCENT} and e\N{COMBINING ACUTE ACCENT}lan"),
    ],
)
def test_small_differences_of_writing_are_no_hindrance(tmp_path: Path, lines: list[str], quote: str) -> None:
    assert len(locate_quote(written(tmp_path, build_pdf([column(lines)])), 1, quote)) == len(lines)


@pytest.mark.parametrize("quote", ["Fife saved 8% in one year.", "", "…", "It rose."])
def test_what_is_absent_or_ambiguous_is_not_marked(tmp_path: Path, quote: str) -> None:
    path = written(tmp_path, build_pdf([column(["Fife saved 7% in one year.", "It rose.", "It rose."])]))
    assert locate_quote(path, 1, quote) == ()


def test_a_quote_over_a_page_turn_is_marked_on_both_pages(tmp_path: Path) -> None:
    first = [*column(["Before. The council of Fife brought its street"]), Line("12", y=800)]
    second = [Line("Header", y=40), *column(["cleaning and its refuse collection back. After."])]
    path = written(tmp_path, build_pdf([first, second]))
    quote = "The council of Fife brought its street cleaning and its refuse collection back."
    assert [len(locate_quote(path, number, quote)) for number in (1, 2)] == [1, 1]


def test_a_short_part_of_a_quote_is_not_enough(tmp_path: Path) -> None:
    path = written(tmp_path, build_pdf([column(["The council of"]), column(["Fife brought its services back."])]))
    quote = "The council of Fife brought its services back."
    assert [len(locate_quote(path, number, quote)) for number in (1, 2)] == [0, 1]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_box_is_on_the_ink_however_the_page_is_turned(tmp_path: Path, turn: int) -> None:
    path = written(tmp_path, build_pdf([column(["Some other line.", "Fife saved 7%."])], turns=[turn]))
    boxes = locate_quote(path, 1, "Fife saved 7%.")
    assert boxes
    assert all(ink_within(path, box) for box in boxes)


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip(f"the sample files are not there: {SAMPLES}")
    return SAMPLES


@pytest.mark.samples
def test_a_huge_picture_is_drawn_small(samples: Path) -> None:
    assert picture(render_page(samples / "hugemono.pdf", 1)).size == (1000, 1000)


def test_nothing_is_marked_on_a_scan(tmp_path: Path) -> None:
    path = written(tmp_path, scanned_pdf(scan(column_of_words(PARAGRAPH), turn=90)))
    assert locate_quote(path, 1, PARAGRAPH[0]) == ()
    assert picture(render_page(path, 1)).height > 1000  # and it can be shown


@pytest.mark.samples
def test_a_quote_in_a_column_of_a_sample_is_found(samples: Path) -> None:
    quote = "the agency has determined that final corrective action is necessary to address the unsafe condition"
    boxes = locate_quote(samples / "federal-register-2020-17221.pdf", 1, quote)
    assert len(boxes) > 2
    assert all(box.right - box.left < 0.3 for box in boxes)


@pytest.mark.samples
def test_a_password_opens_the_page(samples: Path) -> None:
    png = render_page(samples / "libreoffice-writer-password.pdf", 1, password="openpassword")
    assert picture(png).format == "PNG"
