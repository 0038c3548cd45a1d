"""Read the straight lines that are drawn on a PDF page, such as the rules of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium_c

from insourcing_assistant.pdf_files import Sheet

Rule = tuple[float, float, float, float]
"""A thin horizontal or vertical rectangle: (left, top, right, bottom), in points of the page as it is seen."""

_THIN_PT = 3.0
_SAME_PT = 1.5
_MIN_LENGTH_PT = 6.0
_MAX_RULES = 800  # a page with more holds a drawing
_MAX_SEGMENTS = 400


def read_rules(page: pypdfium2.PdfPage, sheet: Sheet) -> tuple[Rule, ...]:
    """Read the rules of a page; none where there are so many that they must be a drawing."""
    rules: list[Rule] = []
    for place in range(pdfium_c.FPDFPage_CountObjects(page)):
        drawn = pdfium_c.FPDFPage_GetObject(page, place)
        if pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
            rules += (_upright(rule, sheet) for rule in _rules_of(drawn))
            if len(rules) > _MAX_RULES:
                return ()
    across = [rule for rule in rules if rule[2] - rule[0] >= rule[3] - rule[1]]
    down = [(top, left, bottom, right) for left, top, right, bottom in rules if right - left < bottom - top]
    return (*_joined(across), *((left, top, right, bottom) for top, left, bottom, right in _joined(down)))


def _joined(across: Sequence[Rule]) -> list[Rule]:
    """Put rules together that lie on one line and touch, such as the borders of neighbouring cells."""
    joined: list[Rule] = []
    for rule in sorted(across, key=lambda each: (round(each[1] / _SAME_PT), each[0])):
        left, top, right, bottom = joined[-1] if joined else rule
        if joined and abs(top - rule[1]) <= _SAME_PT and rule[0] <= right + _SAME_PT:
            joined[-1] = left, top, max(right, rule[2]), bottom
        else:
            joined.append(rule)
    return joined


def _rules_of(path: pdfium_c.FPDF_PAGEOBJECT) -> Iterator[Rule]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    width, height = right.value - left.value, top.value - bottom.value
    if width <= _THIN_PT or height <= _THIN_PT:
        if max(width, height) >= _MIN_LENGTH_PT:
            yield left.value, bottom.value, right.value, top.value
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke) and stroke.value:
        yield from _stroked(path)


def _stroked(path: pdfium_c.FPDF_PAGEOBJECT) -> Iterator[Rule]:
    """The straight horizontal and vertical segments of a path whose lines are drawn."""
    count = pdfium_c.FPDFPath_CountSegments(path)
    matrix = pdfium_c.FS_MATRIX()
    if not 1 < count <= _MAX_SEGMENTS or not pdfium_c.FPDFPageObj_GetMatrix(path, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    first = 0
    for place in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, place)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            yield from _straight(points[first:])
            first = len(points)
        points.append(
            (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[first])
    yield from _straight(points[first:])


def _straight(points: list[tuple[float, float]]) -> Iterator[Rule]:
    for (x1, y1), (x2, y2) in pairwise(points):
        width, height = abs(x2 - x1), abs(y2 - y1)
        if min(width, height) <= 0.5 and max(width, height) >= _MIN_LENGTH_PT:
            yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _upright(rule: Rule, sheet: Sheet) -> Rule:
    x1, y1 = sheet.upright(rule[0], rule[1])
    x2, y2 = sheet.upright(rule[2], rule[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
