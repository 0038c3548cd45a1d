"""Make pictures of pages, as a scanner would, and PDF files of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

DPI = 120

PARAGRAPH = (
    "The council brought its waste service back",
    "in house in 2019 and saved 180,000 pounds",
    "in the first year after the change.",
)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text whose top left corner stands at (x, y), in pixels."""

    text: str
    x: int
    y: int
    size: int = 22


def column(texts: Sequence[str], *, x: int = 60, y: int = 60, size: int = 22) -> list[Words]:
    """Set texts one below the other."""
    return [Words(text, x, y + round(place * 1.4 * size), size) for place, text in enumerate(texts)]


def scan(words: Sequence[Words], *, width: int = 640, height: int = 400, turn: int = 0, skew: float = 0) -> Image.Image:
    """Draw a page and lay it on the scanner turned clockwise by `turn` degrees and a little askew."""
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    for each in words:
        pen.text((each.x, each.y), each.text, fill=0, font=ImageFont.load_default(size=each.size))
    if skew:
        picture = picture.rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return picture.rotate(-turn, expand=True)


def pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """The picture as an array of shape (height, width, 3)."""
    return np.asarray(picture.convert("RGB"))


def scanned_pdf(*pictures: Image.Image) -> bytes:
    """A PDF with a picture on each page and no text."""
    file = io.BytesIO()
    pictures[0].save(file, format="PDF", save_all=True, append_images=pictures[1:], resolution=DPI)
    return file.getvalue()
