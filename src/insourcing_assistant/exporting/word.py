"""Writes Word documents with real footnotes, on A4, ready for a screen reader."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from insourcing_assistant.exporting import pandoc
from insourcing_assistant.exporting.elements import Element

INK = RGBColor(0x1D, 0x23, 0x26)
ACCENT = RGBColor(0x0B, 0x5C, 0x55)
FONT = "Arial"
"""Every word processor has it, or one whose letters are as wide, so that pages break alike; and it is easy to read."""
_SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 13, "Body Text": 11, "Footnote Text": 9}
_MARGIN = Mm(25)
_TEXT_WIDTH = Mm(210) - 2 * _MARGIN


def word(composed: Element, *, author: str, made_at: datetime) -> bytes:
    """Write a document as DOCX; the same document and time give the same contents."""
    opened = Document(BytesIO(pandoc.write(composed, "docx")))
    _dress(opened)
    properties = opened.core_properties
    properties.author = properties.last_modified_by = author
    properties.created = properties.modified = made_at
    saved = BytesIO()
    opened.save(saved)
    return saved.getvalue()


def _dress(opened: WordDocument) -> None:
    for section in opened.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
        section.header_distance = section.footer_distance = Mm(12)
        section.gutter = Mm(0)
        _number(section.footer.paragraphs[0])
        # "In each section", as pandoc has it, LibreOffice takes for "in each chapter", and no note would be the one
        # that others name by its number.
        for restart in section._sectPr.iter(qn("w:numRestart")):
            restart.set(qn("w:val"), "continuous")
    _style(opened)
    _set_up(opened)
    for table in opened.tables:
        _rule(table)
        _spread(table)
        for cell in table.rows[0].cells:
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.bold = True


def _style(opened: WordDocument) -> None:
    for fonts in opened.styles.element.iter(qn("w:rFonts")):
        if fonts.get(qn("w:asciiTheme")):
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FONT)
    for name, points in _SIZES.items():
        style = opened.styles[name]
        style.font.size = Pt(points)
        style.font.color.rgb = ACCENT if name.startswith("Heading") else INK
        style.font.bold = True if name.startswith("Heading") else None
    link = opened.styles["Hyperlink"].font
    link.color.rgb, link.underline = ACCENT, True  # pandoc's blue is too pale on white
    opened.styles["Footnote Text"].paragraph_format.space_after = Pt(4)


def _set_up(opened: WordDocument) -> None:
    """Say that this is a document of today, which Word would else open in its compatibility mode, in our language."""
    settings = opened.settings.element
    compat, mode = OxmlElement("w:compat"), OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)
    settings.find(qn("w:rsids")).addprevious(compat)  # where the schema has it
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), pandoc.LANGUAGE)


def _number(paragraph: Paragraph) -> None:
    """Let Word write the number of the page."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _rule(table: Table) -> None:
    """Draw rules between the cells, which the style that pandoc gives tables does not."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "858A86")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    # The schema has an order, which Word insists on: the borders stand before the layout.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _spread(table: Table) -> None:
    """Give a table the width of the text, and keep each row on one page."""
    columns = table.columns
    given = [column.width or 1 for column in columns]
    for column, width in zip(columns, given, strict=True):
        column.width = round(_TEXT_WIDTH * width / sum(given))
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
