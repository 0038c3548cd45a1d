import os
import threading
from pathlib import Path

import pytest

from insourcing_assistant.ui import drawings
from insourcing_assistant.ui.drawings import Drawings, png_size


class Brush:
    """Draws ten bytes for a page, and counts."""

    def __init__(self) -> None:
        self.drawn: list[tuple[int, int]] = []

    def __call__(self, path: Path, number: int, *, width_px: int) -> bytes:
        self.drawn.append((number, width_px))
        return b"0123456789"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    return path


def test_a_page_is_drawn_once_for_each_width(pdf: Path) -> None:
    brush = Brush()
    draw = Drawings(brush)
    for width in (100, 200, 100, 200):
        assert draw(pdf, 1, width_px=width) == b"0123456789"
    assert brush.drawn == [(1, 100), (1, 200)]


def test_what_was_not_asked_for_longest_makes_room(pdf: Path) -> None:
    brush = Brush()
    draw = Drawings(brush, max_bytes=25)  # two drawings of 10 bytes fit, a third does not
    for page in (1, 2, 1, 3, 1, 2):
        draw(pdf, page, width_px=100)
    # Page 2 gives way to page 3, as page 1 was asked for since; then it is drawn again.
    assert [page for page, _ in brush.drawn] == [1, 2, 3, 2]


def test_a_drawing_larger_than_the_limit_is_given_and_not_kept(pdf: Path) -> None:
    brush = Brush()
    draw = Drawings(brush, max_bytes=5)
    assert draw(pdf, 1, width_px=100) == draw(pdf, 1, width_px=100)
    assert len(brush.drawn) == 2


def test_another_file_of_the_same_name_is_drawn_anew(pdf: Path) -> None:
    brush = Brush()
    draw = Drawings(brush)
    draw(pdf, 1, width_px=100)
    os.utime(pdf, ns=(1, 1))
    draw(pdf, 1, width_px=100)
    assert len(brush.drawn) == 2


def test_only_a_few_are_drawn_at_once(pdf: Path) -> None:
    inside, most, go = 0, 0, threading.Event()
    counting = threading.Lock()

    def slow(path: Path, number: int, *, width_px: int) -> bytes:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        go.wait(timeout=20)
        with counting:
            inside -= 1
        return b"drawn"

    draw = Drawings(slow)
    threads = [threading.Thread(target=draw, args=(pdf, page), kwargs={"width_px": 10}) for page in range(1, 7)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(timeout=20)
    assert 1 <= most <= drawings.AT_ONCE


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    # A PNG begins with 8 bytes of signature, 4 of length and "IHDR"; then width 2 and height 3.
    assert png_size(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03") == (2, 3)
