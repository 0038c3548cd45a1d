"""Go through what is drawn on a PDF page in its order, what stands in forms included."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in pdfium's own coordinates."""

Matrix = tuple[float, float, float, float, float, float]
Drawn = tuple[int, int, pdfium_c.FPDF_PAGEOBJECT, Matrix | None]
"""(order, kind, pdfium's object, and what turns its coordinates into those of the page where it stands in a form)."""

_DEEPEST_FORM = 4


def all_drawn(page: pypdfium2.PdfPage) -> Iterator[Drawn]:
    """Go through a page. The order counts up; a form comes before what stands in it."""
    order = 0
    for place in range(pdfium_c.FPDFPage_CountObjects(page)):
        drawn = pdfium_c.FPDFPage_GetObject(page, place)
        kind = pdfium_c.FPDFPageObj_GetType(drawn)
        yield order, kind, drawn, None
        order += 1
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            for inner in _inside(drawn, None, order, 1):
                yield inner
                order = inner[0] + 1


def bounds(drawn: pdfium_c.FPDF_PAGEOBJECT, forms: Matrix | None = None) -> Box:
    """Measure something that is drawn on the page, or in a form whose matrix is given."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    box = left.value, bottom.value, right.value, top.value
    return box if forms is None else _moved(box, forms)


def clip(drawn: pdfium_c.FPDF_PAGEOBJECT) -> Box | None:
    """The box outside which nothing of it is seen, in its own coordinates; None where it is seen everywhere."""
    path = pdfium_c.FPDFPageObj_GetClipPath(drawn)
    count = pdfium_c.FPDFClipPath_CountPaths(path)
    boxes = [_box_of(path, place) for place in range(count)]
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return max(lefts), max(bottoms), min(rights), min(tops)


def address(drawn: pdfium_c.FPDF_PAGEOBJECT) -> int | None:
    """Tell one of pdfium's objects from others."""
    return ctypes.cast(drawn, ctypes.c_void_p).value


def _inside(form: pdfium_c.FPDF_PAGEOBJECT, around: Matrix | None, order: int, depth: int) -> Iterator[Drawn]:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(form, matrix)
    own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    forms = own if around is None else _combined(own, around)
    for place in range(pdfium_c.FPDFFormObj_CountObjects(form)):
        drawn = pdfium_c.FPDFFormObj_GetObject(form, place)
        kind = pdfium_c.FPDFPageObj_GetType(drawn)
        yield order, kind, drawn, forms
        order += 1
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            for inner in _inside(drawn, forms, order, depth + 1):
                yield inner
                order = inner[0] + 1


def _box_of(path: pdfium_c.FPDF_CLIPPATH, place: int) -> Box:
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for each in range(pdfium_c.FPDFClipPath_CountPathSegments(path, place)):
        pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(path, place, each), x, y)
        points.append((x.value, y.value))
    across, up = zip(*points, strict=True) if points else ((0.0,), (0.0,))
    return min(across), min(up), max(across), max(up)


def _combined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    return (*_turned(a, b, outer), *_turned(c, d, outer), *_point(e, f, outer))


def _moved(box: Box, matrix: Matrix) -> Box:
    corners = [_point(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def _turned(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]


def _point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    across, up = _turned(x, y, matrix)
    return across + matrix[4], up + matrix[5]
