import struct
from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.types import Citation
from insourcing_assistant.ui.pictures import PagePictures
from tests.ui.answers import BRIEF, PDF, quote

CITATION = quote(PDF, "Sickness fell")


class Painter:
    """Draws the head of a PNG, and counts."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int]] = []

    def __call__(self, path: Path, number: int, *, width_px: int) -> bytes:
        self.drawn.append((path.name, number))
        return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width_px, width_px * 2)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "wards.pdf"
    path.write_bytes(b"%PDF-")
    return path


def pictures_of(path: Path | None, painter: Painter, **limits: int) -> PagePictures:
    def page_file(citation: Citation) -> Path | None:
        return path

    return PagePictures(page_file=page_file, render=painter, locate=lambda *_: (), **limits)


def test_a_picture_is_offered_for_the_page_of_a_citation(pdf: Path) -> None:
    painter = Painter()
    (picture,) = pictures_of(pdf, painter).offer(CITATION)
    assert (picture.page, picture.aspect, picture.boxes) == (2, 0.5, ())
    assert painter.drawn == [("wards.pdf", 2)]


def test_a_page_is_drawn_once(pdf: Path) -> None:
    painter = Painter()
    pictures = pictures_of(pdf, painter)
    (first,), (second,) = pictures.offer(CITATION), pictures.offer(CITATION)
    assert first == second
    assert pictures.png(first.key).startswith(b"\x89PNG")
    assert len(painter.drawn) == 1


def test_there_is_no_picture_for_a_section_or_without_a_file(pdf: Path) -> None:
    assert pictures_of(pdf, Painter()).offer(quote(BRIEF, "64% named efficiency")) == ()
    assert pictures_of(None, Painter()).offer(CITATION) == ()
    assert pictures_of(pdf.with_name("gone.pdf"), Painter()).offer(CITATION) == ()


def test_only_keys_that_were_given_out_open_a_picture(pdf: Path) -> None:
    pictures = pictures_of(pdf, Painter())
    pictures.offer(CITATION)
    for key in ("", "0" * 32, "../wards.pdf"):
        with pytest.raises(KeyError):
            pictures.png(key)


def test_keys_differ_between_servers_so_that_they_cannot_be_guessed(pdf: Path) -> None:
    one, other = pictures_of(pdf, Painter()).offer(CITATION), pictures_of(pdf, Painter()).offer(CITATION)
    assert one[0].key != other[0].key


def test_a_picture_that_was_forgotten_is_drawn_again(pdf: Path) -> None:
    painter = Painter()
    pictures = pictures_of(pdf, painter, max_pictures=0)
    (picture,) = pictures.offer(CITATION)
    assert pictures.png(picture.key)
    assert len(painter.drawn) == 2


def test_a_quote_over_a_page_turn_is_pictured_on_both_pages(pdf: Path) -> None:
    over = replace(CITATION, pages=(2, 3), labels=("12", "13"))
    assert [picture.page for picture in pictures_of(pdf, Painter()).offer(over)] == [2, 3]
