"""The same document in every format that has markup for it."""

from __future__ import annotations

import html
from collections.abc import Callable

from tests.parsing.making import docx_of, epub_of, odt_of

Blocks = list[tuple[str, str]]
"""("h", heading), ("p", paragraph), ("hidden", what is not shown) and ("tr", cells parted by "|")."""


def as_docx(blocks: Blocks) -> bytes:
    def paragraph(text: str, style: str = "", run: str = "") -> str:
        words = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'

    def row(text: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in text.split('|'))}</w:tr>"

    def block(kind: str, text: str) -> str:
        if kind == "tr":
            return f"<w:tbl>{''.join(map(row, text.splitlines()))}</w:tbl>"
        return paragraph(text, "Heading1" if kind == "h" else "", "<w:vanish/>" if kind == "hidden" else "")

    return docx_of("".join(block(*each) for each in _with_whole_tables(blocks)))


def as_odt(blocks: Blocks) -> bytes:
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )

    def row(text: str) -> str:
        cells = (
            f"<table:table-cell><text:p>{html.escape(cell)}</text:p></table:table-cell>" for cell in text.split("|")
        )
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def block(kind: str, text: str) -> str:
        if kind == "tr":
            return f"<table:table>{''.join(map(row, text.splitlines()))}</table:table>"
        if kind == "h":
            return f'<text:h text:outline-level="1">{html.escape(text)}</text:h>'
        style = ' text:style-name="H"' if kind == "hidden" else ""
        return f"<text:p><text:span{style}>{html.escape(text)}</text:span></text:p>"

    return odt_of("".join(block(*each) for each in _with_whole_tables(blocks)), styles=hidden)


def as_html(blocks: Blocks) -> bytes:
    def row(text: str) -> str:
        return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in text.split('|'))}</tr>"

    def block(kind: str, text: str) -> str:
        if kind == "tr":
            return f"<table>{''.join(map(row, text.splitlines()))}</table>"
        tag = "h1" if kind == "h" else "p"
        hidden = ' hidden="hidden"' if kind == "hidden" else ""
        return f"<{tag}{hidden}>{html.escape(text)}</{tag}>"

    body = "".join(block(*each) for each in _with_whole_tables(blocks))
    head = '<head><meta charset="utf-8"/><title>An example</title></head>'
    return f'<html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{body}</body></html>'.encode()


def as_epub(blocks: Blocks) -> bytes:
    return epub_of({"c.xhtml": as_html(blocks).decode()})


def _with_whole_tables(blocks: Blocks) -> Blocks:
    """Put the rows that follow each other into one block, a line for each."""
    whole: Blocks = []
    for kind, text in blocks:
        if kind == "tr" and whole and whole[-1][0] == "tr":
            whole[-1] = ("tr", f"{whole[-1][1]}\n{text}")
        else:
            whole.append((kind, text))
    return whole


MAKERS: dict[str, Callable[[Blocks], bytes]] = {
    ".docx": as_docx,
    ".odt": as_odt,
    ".html": as_html,
    ".xhtml": as_html,
    ".epub": as_epub,
}
