"""Find the text of a PDF page that somebody covered with a light shape, and that is still in the file."""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_drawing import Box, Drawn, Matrix, address, bounds, clip
from insourcing_assistant.pdf_letters import LINE, SAME, Colour, Letters, luma

Cover = tuple[float, Box]
"""A shape that lets nothing through: when it is drawn, and where."""

_LIGHT = 100  # of 255: what is darker has not the colour of a light ground
_OPAQUE = 250  # of 255
_BAND_PT = 24.0
_MOST_BANDS = 2_000  # a hostile file may set type that is miles high
_NEARLY_WHITE = 245  # of 255
_PAGE_SHARE = 0.5
_OVERLAP = 0.3  # of the box of a character


def covers(shapes: Sequence[Drawn], texts: Sequence[Drawn]) -> list[Cover]:
    """Those of the light `shapes` that lie over the middle of some of the `texts`, and were drawn later.

    A page is full of light shapes as grounds of tables and boxes, but these are drawn before what stands on them.
    """
    later = [shape for shape in shapes if texts and shape[0] > texts[0][0]]
    bands = _bands_of(texts) if later else {}
    found: list[Cover] = []
    for order, _, shape, forms in later:
        box = bounds(shape, forms)
        if _lies_over(box, order, bands) and not pdfium_c.FPDFPageObj_HasTransparency(shape):
            found += [(order, seen) for seen in _clipped(shape, box, forms)]
    return found


def own_coloured(raw: str, letters: Letters, shapes: Sequence[Drawn], *, page_area: float) -> Iterator[Cover]:
    """The lines that begin and end in the colour of a light shape on which they stand: as if covered by themselves.

    White lines on a page that is white as a whole are told without looking at what is drawn.
    """
    grounds: list[tuple[Box, Colour]] = []
    for line in LINE.finditer(raw):
        text = line.group()
        start, end = line.end() - len(text.lstrip()), line.start() + len(text.rstrip()) - 1
        if start > end or luma(*(colour := letters.colour(start))) < _LIGHT:
            continue
        if not _is_same(colour, letters.colour(end)):
            continue
        grounds = grounds or _grounds(shapes, page_area)
        first, last = (letters.box(letters.index(place)) for place in (start, end))
        box = min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(_is_same(fill, colour) and _is_in(x, y, area) for area, fill in grounds):
            yield math.inf, box


def _grounds(shapes: Sequence[Drawn], page_area: float) -> list[tuple[Box, Colour]]:
    """The shapes with their colours, but for a white sheet below all."""
    drawn = [(bounds(shape, forms), fill_of(shape)) for _, _, shape, forms in shapes]
    return [
        (box, fill)
        for box, fill in drawn
        if min(fill) < _NEARLY_WHITE or (box[2] - box[0]) * (box[3] - box[1]) <= _PAGE_SHARE * page_area
    ]


def _is_in(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def fill_of(drawn: pdfium_c.FPDF_PAGEOBJECT) -> Colour:
    """The colour that something is filled with."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    return red.value, green.value, blue.value


def is_opaque(drawn: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    """Whether a shape is filled with a colour that lets nothing through."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium_c.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    return bool(known) and alpha.value >= _OPAQUE


def covered(
    raw: str,
    index_of: Mapping[int, int],
    found: Sequence[Cover],
    letters: Letters,
    orders: Mapping[int | None, int],
    text_page: pypdfium2.PdfTextPage,
) -> Iterator[int]:
    """The characters under the covers that are `found`: where nothing is seen, or other words were printed later.

    `index_of` gives pdfium's number of each character by its place in the `raw` text, and `orders` tells when each
    text object is drawn. A full stop is so small that its place may look empty: marks go with the letters beside them.
    """
    drawn = {
        index: orders.get(address(pdfium_c.FPDFText_GetTextObject(text_page, index))) for index in index_of.values()
    }
    under: dict[int, float] = {}
    above: list[tuple[int, Box]] = []
    for place, index in index_of.items():
        order, (x, y) = drawn[index], letters.middle(index)
        here = [cover for cover, (left, bottom, right, top) in found if left <= x <= right and bottom <= y <= top]
        if order is None or not here:
            continue
        if order < max(here):
            under[place] = max(here)
        else:
            above.append((order, letters.box(index)))
    gone = {
        place: _is_unseen(letters, index_of[place]) or _is_overprinted(letters.box(index_of[place]), cover, above)
        for place, cover in under.items()
        if raw[place].isalnum()
    }
    sure = sorted(gone)
    for place in under:
        if gone[place] if place in gone else _goes_with(place, sure, gone):
            yield index_of[place]


def _is_unseen(letters: Letters, index: int) -> bool:
    darkest, brightest = letters.brightness(index)
    return brightest - darkest <= SAME


def _is_overprinted(box: Box, cover: float, above: Sequence[tuple[int, Box]]) -> bool:
    """Whether what was printed over the cover stands where this character does."""
    area = _OVERLAP * (box[2] - box[0]) * (box[3] - box[1])
    return any(order > cover and _shared(box, other) > area for order, other in above)


def _shared(one: Box, other: Box) -> float:
    width, height = (min(one[side + 2], other[side + 2]) - max(one[side], other[side]) for side in (0, 1))
    return width * height if width > 0 and height > 0 else 0.0


def _goes_with(place: int, sure: Sequence[int], gone: Mapping[int, bool]) -> bool:
    """Whether the letters nearest to a mark, on either side, are gone."""
    after = bisect_left(sure, place)
    beside = [gone[each] for each in (*sure[max(0, after - 1) : after], *sure[after : after + 1])]
    return bool(beside) and all(beside)


def _lies_over(box: Box, order: int, bands: Mapping[int, Sequence[tuple[int, Box]]]) -> bool:
    return any(
        text < order and left < box[2] and box[0] < right and box[1] < (bottom + top) / 2 < box[3]
        for band in _bands(box)
        for text, (left, bottom, right, top) in bands.get(band, ())
    )


def _is_same(one: Colour, other: Colour) -> bool:
    return all(abs(mine - its) <= SAME for mine, its in zip(one, other, strict=True))


def _bands_of(texts: Sequence[Drawn]) -> dict[int, list[tuple[int, Box]]]:
    """The texts by the band of the page in which their middle line runs."""
    bands: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for order, _, text, forms in texts:
        box = bounds(text, forms)
        bands[_band((box[1] + box[3]) / 2)].append((order, box))
    return bands


def _bands(box: Box) -> range:
    return range(_band(box[1]), _band(box[3]) + 1)


def _band(height: float) -> int:
    return int(max(-_MOST_BANDS, min(height // _BAND_PT, _MOST_BANDS)))


def _clipped(shape: pdfium_c.FPDF_PAGEOBJECT, box: Box, forms: Matrix | None) -> list[Box]:
    """The box of a shape as far as it is seen; the clip of what stands in a form is in the form's coordinates."""
    limits = clip(shape) if forms is None else None
    if limits is None:
        return [box]
    left, bottom = max(box[0], limits[0]), max(box[1], limits[1])
    right, top = min(box[2], limits[2]), min(box[3], limits[3])
    return [(left, bottom, right, top)] if left < right and bottom < top else []
