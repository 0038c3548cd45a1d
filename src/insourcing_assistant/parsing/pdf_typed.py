"""Tell the pages of a PDF on which words were typed that are no part of their text."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium_c

_KEYS = {pdfium_c.FPDF_ANNOT_FREETEXT: b"Contents", pdfium_c.FPDF_ANNOT_WIDGET: b"V"}
_EMPTY = 2  # bytes: the end of a text in UTF-16


def has_typed(page: pypdfium2.PdfPage) -> bool:
    """Whether something was typed onto a page as a comment, or into the fields of a form."""
    for place in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        key = _KEYS.get(pdfium_c.FPDFAnnot_GetSubtype(annotation))
        is_hidden = pdfium_c.FPDFAnnot_GetFlags(annotation) & pdfium_c.FPDF_ANNOT_FLAG_HIDDEN
        length = pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0) if key and not is_hidden else 0
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if length > _EMPTY:
            return True
    return False
