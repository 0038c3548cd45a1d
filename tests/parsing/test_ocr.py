from __future__ import annotations

import logging
import subprocess
import sys

import numpy as np
import pytest

from insourcing_assistant.parsing.ocr import Reading, ReadLine, read_picture
from tests.scans import PARAGRAPH, Words, column, pixels, scan


def texts(reading: Reading) -> list[str]:
    return [line.text for line in sorted(reading.lines, key=lambda line: line.top)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_is_read_upright_whatever_its_turn(turn: int) -> None:
    reading = read_picture(pixels(scan(column(PARAGRAPH), turn=turn)))
    assert texts(reading) == [*PARAGRAPH]
    assert (reading.width, reading.height) == (640, 400)
    first = min(reading.lines, key=lambda line: line.top)
    # The first line was set at (60, 60) in letters of 22 pixels.
    assert (abs(first.left - 60) < 12, abs(first.top - 60) < 12, first.sideways) == (True, True, False)
    assert reading.confidence > 0.95


def test_the_lines_of_a_page_laid_askew_are_set_level() -> None:
    reading = read_picture(pixels(scan(column(PARAGRAPH, x=80, y=150), skew=3)))
    assert texts(reading) == [*PARAGRAPH]
    # Without that, a line of 430 pixels would rise by 430 · sin 3° = 22 pixels, and its box be nearly twice as high.
    assert all(line.bottom - line.top < 36 for line in reading.lines)


def test_a_line_up_the_margin_is_read_as_such() -> None:
    picture = scan(column(PARAGRAPH, x=120))
    stamp = scan([Words("Received in May", 10, 4)], width=200, height=34, turn=270)
    picture.paste(stamp, (20, 100))
    found = {line.text: line.sideways for line in read_picture(pixels(picture)).lines}
    assert found == {"Received in May": True} | dict.fromkeys(PARAGRAPH, False)


def test_an_empty_picture_has_no_lines() -> None:
    reading = read_picture(np.full((300, 200, 3), 255, np.uint8))
    assert (reading.lines, reading.confidence) == ((), 0.0)


def test_noise_is_not_read() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    assert read_picture(noise).lines == ()


def test_confidence_counts_letters() -> None:
    # (4 · 1.0 + 12 · 0.6) / 16 = 0.7
    lines = (ReadLine("four", 0, 0, 9, 9, 1.0), ReadLine("twelve chars", 0, 9, 9, 18, 0.6))
    assert Reading(lines, 100, 100).confidence == pytest.approx(0.7)


def test_reading_says_nothing(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        read_picture(pixels(scan(column(PARAGRAPH[:1]), height=140)))
    assert capfd.readouterr() == ("", "")


def test_the_models_are_loaded_for_scans_only() -> None:
    loaded = "'cv2' in sys.modules or 'rapidocr' in sys.modules"
    program = f"import sys, insourcing_assistant.parsing.pdf; sys.exit({loaded})"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
